//! Rules, one by one.

use super::craft::{FORMATS, fbs, rectangle, start, update};
use super::watcher::{Watcher, import};
use events::{ClipboardData, Happening};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use recording::import::{AnyImporter, Report};
use recording::input::PointerShape;
use recording::units::{Size, Timestamp};
use recording::{Error, Result};
use std::io::Write as _;

/// One pixel of 32 bits, little-endian, red at 16.
const RED: [u8; 4] = [0, 0, 255, 0];

fn raw(place: [u16; 4], pixel: [u8; 4]) -> Vec<u8> {
    rectangle(place, 0, &pixel.repeat(usize::from(place[2]) * usize::from(place[3])))
}

fn screen() -> Vec<u8> {
    start(20, 10, &FORMATS[0])
}

fn import_all<'a>(blocks: &[(Vec<u8>, u32)]) -> (Result<Report>, Watcher<'a>) {
    let mut watcher = Watcher::default();
    let report = import(&mut AnyImporter::new(None), &fbs(blocks), usize::MAX, &mut watcher);
    (report, watcher)
}

/// What a frame of these rectangles leaves; it must be sound.
fn after(rectangles: &[Vec<u8>]) -> Watcher<'static> {
    let (report, watcher) = import_all(&[(screen(), 0), (update(rectangles), 100)]);
    assert_eq!(report.unwrap(), Report::default());
    watcher
}

#[test]
fn facts_are_those_of_the_server() {
    let watcher = after(&[raw([0, 0, 1, 1], RED)]);
    let facts = watcher.facts.unwrap();
    assert_eq!((facts.size, facts.title.as_deref()), (Size::new(20, 10), Some("desk")));
    assert_eq!(facts.source.unwrap().format, "rfb");
    assert_eq!(watcher.frames, [Timestamp::ZERO, Timestamp::from_ms(100)]);
    assert_eq!(watcher.ended, Some(Timestamp::from_ms(100)));
}

#[test]
fn a_frame_has_the_time_of_its_last_byte() {
    let frame = update(&[raw([0, 0, 20, 10], RED)]);
    let (first, rest) = frame.split_at(300);
    let both = [rest, frame.as_slice(), &frame[..500]].concat();
    let last = [&frame[500..], &[2]].concat();
    let (report, watcher) =
        import_all(&[(screen(), 0), (first.to_vec(), 10), (both, 20), (last, 35), (vec![2], 50)]);
    let report = report.unwrap();
    assert_eq!(watcher.frames, [0, 20, 20, 35].map(Timestamp::from_ms));
    assert_eq!(watcher.ended, Some(Timestamp::from_ms(50)));
    assert_eq!((report.notes[0].what.as_str(), report.notes[0].count), ("bell, which is not kept", 2));
}

#[test]
fn a_pointer_of_pixels_has_a_mask() {
    let pixels = [RED.repeat(9), [255, 0, 0, 0].repeat(9)].concat();
    let mask = [0b1000_0000, 0b1000_0000, 0b0111_1111, 0];
    let watcher = after(&[rectangle([3, 1, 9, 2], -239, &[pixels, mask.to_vec()].concat())]);
    let mut rgba = [[255, 0, 0, 255], [0; 4]].concat();
    rgba.extend([0; 4].repeat(6));
    rgba.extend([255, 0, 0, 255]);
    rgba.extend([0; 4]);
    rgba.extend([0, 0, 255, 255].repeat(7));
    rgba.extend([0; 4]);
    let shape = PointerShape { width: 9, height: 2, hot_x: 3, hot_y: 1, rgba };
    assert_eq!(watcher.shapes, [(Timestamp::from_ms(100), Some(shape))]);
}

#[test]
fn a_pointer_of_two_colours_and_one_of_none() {
    let data = [9, 8, 7, 1, 2, 3, 0b1000_0000, 0b1100_0000];
    let watcher = after(&[rectangle([0, 0, 3, 1], -240, &data)]);
    let rgba = vec![9, 8, 7, 255, 1, 2, 3, 255, 0, 0, 0, 0];
    let shape = PointerShape { width: 3, height: 1, hot_x: 0, hot_y: 0, rgba };
    assert_eq!(watcher.shapes[0].1, Some(shape));
    assert_eq!(after(&[rectangle([0, 0, 0, 0], -240, &[])]).shapes[0].1, None);
    assert_eq!(after(&[rectangle([0, 0, 0, 0], -239, &[])]).shapes[0].1, None);
}

#[test]
fn a_pointer_with_alpha_and_its_place() {
    let data = [0, 0, 0, 0, 100, 50, 0, 128];
    let watcher = after(&[rectangle([0, 0, 1, 1], -314, &data), rectangle([7, 8, 0, 0], -232, &[])]);
    assert_eq!(watcher.shapes[0].1.as_ref().unwrap().rgba, [199, 100, 0, 128]);
    assert_eq!(watcher.positions, [(Timestamp::from_ms(100), 7, 8)]);
}

#[test]
fn the_screen_can_have_another_size() {
    let extended = [&[1, 0, 0, 0], [0; 16].as_slice()].concat();
    let watcher = after(&[raw([0, 0, 20, 10], RED), rectangle([0, 0, 30, 5], -223, &[])]);
    let picture = watcher.picture.unwrap();
    assert_eq!(picture.size(), Size::new(30, 5));
    assert_eq!(picture.row(19, 4, 2).unwrap(), [255, 0, 0, 255, 0, 0, 0, 255]);
    let watcher = after(&[rectangle([1, 0, 6, 7], -308, &extended)]);
    assert_eq!(watcher.picture.unwrap().size(), Size::new(6, 7));
    let watcher = after(&[rectangle([1, 2, 6, 7], -308, &extended)]);
    assert_eq!(watcher.picture.unwrap().size(), Size::new(20, 10), "one that was refused");
}

#[test]
fn the_last_rectangle_may_say_that_it_is() {
    let mut frame = update(&[raw([0, 0, 1, 1], RED), rectangle([0; 4], -224, &[])]);
    frame[2..4].fill(0xFF);
    let (report, watcher) = import_all(&[(screen(), 0), (frame, 7), (vec![2], 8)]);
    assert!(!report.unwrap().truncated);
    assert_eq!(watcher.frames, [0, 7].map(Timestamp::from_ms));
}

#[test]
fn what_is_not_kept_is_passed_over() {
    let mut bytes = screen();
    bytes.extend([3, 0, 0, 0, 255, 255, 255, 254, b'c', b'l']);
    bytes.extend([150, 250, 0, 1, 1, 248, 0, 0, 0, 0, 0, 0, 1, 2, 9, 9]);
    bytes.extend([255, 1, 0, 1, 255, 1, 0, 2, 0, 0, 0, 3, 1, 2, 3]);
    bytes.extend(update(&[
        rectangle([0; 4], -307, &[0, 0, 0, 2, b'h', b'i']),
        rectangle([0; 4], -261, &[7]),
        rectangle([0; 4], -258, &[]),
        raw([0, 0, 1, 1], RED),
    ]));
    let (report, watcher) = import_all(&[(bytes, 0)]);
    let notes = report.unwrap().notes;
    let told: Vec<_> = notes.iter().map(|note| (note.what.as_str(), note.count)).collect();
    assert_eq!(told, [("clipboard that cannot be read", 1), ("sound, which is not kept", 1)]);
    assert_eq!(watcher.picture.unwrap().row(0, 0, 1).unwrap(), [255, 0, 0, 255]);
}

#[test]
fn the_clipboard_is_told() {
    let mut bytes = screen();
    bytes.extend([3, 0, 0, 0, 0, 0, 0, 5, b'c', b'a', b'f', 0xE9, b'!']);
    // rfbproto, "Extended Clipboard": what the server can do, then text that it provides
    bytes.extend([3, 0, 0, 0, 255, 255, 255, 248, 1, 0, 0, 1, 0, 0, 0, 9]);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&[0, 0, 0, 6]).unwrap();
    packed.write_all("h\u{e9}\r\n\0".as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    bytes.extend([3, 0, 0, 0]);
    bytes.extend((-i32::try_from(packed.len() + 4).unwrap()).to_be_bytes());
    bytes.extend([0x10, 0, 0, 1]);
    bytes.extend(&packed);
    // more than is kept
    let long = vec![b'x'; 100_000];
    bytes.extend([3, 0, 0, 0]);
    bytes.extend(u32::try_from(long.len()).unwrap().to_be_bytes());
    bytes.extend(&long);
    bytes.extend(update(&[raw([0, 0, 1, 1], RED)]));
    let (report, watcher) = import_all(&[(bytes, 7)]);
    assert_eq!(report.unwrap().notes, []);
    let texts: Vec<_> = watcher
        .events
        .iter()
        .map(|event| match &event.what {
            Happening::ClipboardOperation { data_type: ClipboardData::Text, content, .. } => {
                (event.at_us, content.clone().unwrap())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(texts[..2], [(7_000, "caf\u{e9}!".to_owned()), (7_000, "h\u{e9}\n".to_owned())]);
    assert!(texts[2].1.ends_with("x\u{2026}") && texts[2].1.len() > 16_000 && texts.len() == 3);
}

#[test]
fn a_picture_of_tight_is_drawn() {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 2, 1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[1, 2, 3, 4, 5, 6]).unwrap();
    let data = [&[0xA0, png.len() as u8], png.as_slice()].concat();
    assert!(png.len() < 128);
    let watcher = after(&[rectangle([5, 5, 2, 1], -260, &data)]);
    assert_eq!(watcher.picture.unwrap().row(5, 5, 2).unwrap(), [1, 2, 3, 255, 4, 5, 6, 255]);
    // one that cannot be decoded is passed over, and the next follows
    let bad = rectangle([0, 0, 2, 1], 7, &[0x90, 3, 0xFF, 0xD8, 0xFF]);
    let frame = update(&[bad, raw([0, 0, 1, 1], RED)]);
    let (report, watcher) = import_all(&[(screen(), 0), (frame, 1)]);
    assert_eq!(report.unwrap().notes[0].what, "image that cannot be decoded");
    assert_eq!(watcher.picture.unwrap().row(0, 0, 1).unwrap(), [255, 0, 0, 255]);
}

#[test]
fn a_cut_recording_plays_up_to_the_cut() {
    let blocks =
        [(screen(), 0), (update(&[raw([0, 0, 9, 9], RED)]), 10), (update(&[raw([3, 3, 9, 5], RED)]), 20)];
    let file = fbs(&blocks);
    let ends: Vec<usize> = (0..=blocks.len()).map(|count| fbs(&blocks[..count]).len()).collect();
    let mut counts = Vec::new();
    for end in 0..file.len() {
        let mut watcher = Watcher::default();
        match import(&mut AnyImporter::new(None), &file[..end], usize::MAX, &mut watcher) {
            Ok(report) => {
                assert_eq!(report.truncated, !ends.contains(&end), "cut at byte {end}");
                counts.push(watcher.frames.len());
            }
            Err(Error::Empty { .. } | Error::Unsupported { .. }) => assert!(counts.is_empty()),
            Err(error) => panic!("{end}: {error}"),
        }
    }
    assert!(counts.is_sorted() && counts.first() == Some(&2) && counts.last() == Some(&2));
}

#[test]
fn damage_ends_what_can_be_played() {
    let good = update(&[raw([0, 0, 9, 9], RED)]);
    for bad in [
        vec![77, 0, 0, 0],
        update(&[rectangle([0, 0, 1, 1], 12345, &[])]),
        update(&[rectangle([0, 0, 9, 9], 16, &[0, 0, 0, 4, 1, 2, 3, 4])]),
        update(&[rectangle([0, 0, 9, 9], 7, &[0xF0])]),
    ] {
        let (report, watcher) =
            import_all(&[(screen(), 0), (good.clone(), 10), (bad, 20), (good.clone(), 30)]);
        let report = report.unwrap();
        assert!(report.truncated && report.notes.len() == 1, "{report:?}");
        assert_eq!(watcher.frames, [0, 10].map(Timestamp::from_ms));
    }
    let (report, _) = import_all(&[(screen(), 0), (vec![77; 9], 20)]);
    assert_eq!(report.unwrap_err(), Error::Unsupported { what: "message", found: "77".to_owned() });
}

#[test]
fn other_versions_are_told() {
    let frame = [screen(), update(&[raw([0, 0, 1, 1], RED)])].concat();
    let file = fbs(&[(frame, 5)]);
    let with = |head: &str| [head.as_bytes(), &file[12..]].concat();
    let import_it = |file: &[u8]| import(&mut AnyImporter::new(None), file, 3, &mut Watcher::default());
    assert!(import_it(&with("FBS 001.001\n")).is_ok());
    assert!(import_it(&with("FBS 001.002\n{\"a\": 1}\n")).is_ok());
    assert!(matches!(import_it(&with("FBS 002.000\n")), Err(Error::Unsupported { .. })));
    assert!(matches!(import_it(b"RFB 003.008\n\x01\x01\0\0\0\0"), Err(Error::Unsupported { .. })));
}
