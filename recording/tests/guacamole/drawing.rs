//! Layers, paths, masks and transforms.

use super::craft::{PNG, img, script};
use super::watcher::{Watcher, import};
use recording::import::guacamole::GuacamoleImporter;

/// Draws a script on a screen of 16x8 and shows it as letters: `.` black, `R` red, `G` green, `B` blue, `W` white,
/// `?` for others.
fn drawn(lines: &str) -> String {
    let source = script(&format!("size 0 16 8\n{lines}\nsync 1000"));
    let mut watcher = Watcher::default();
    let report =
        import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut watcher).unwrap();
    assert_eq!(report.notes, [], "{lines}");
    let picture = watcher.picture.unwrap();
    let letter = |pixel: &[u8]| match pixel[..3] {
        [0, 0, 0] => '.',
        [255, 0, 0] => 'R',
        [0, 255, 0] => 'G',
        [0, 0, 255] => 'B',
        [255, 255, 255] => 'W',
        _ => '?',
    };
    let rows = (0..8).map(|y| picture.row(0, y, 16).unwrap().chunks_exact(4).map(letter).collect::<String>());
    rows.collect::<Vec<_>>().join("\n")
}

/// The colour of one pixel after a script.
fn pixel(lines: &str, x: u32, y: u32) -> [u8; 3] {
    let source = script(&format!("size 0 16 8\n{lines}\nsync 1000"));
    let mut watcher = Watcher::default();
    import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut watcher).unwrap();
    let picture = watcher.picture.unwrap();
    let pixel = picture.row(x, y, 1).unwrap();
    [pixel[0], pixel[1], pixel[2]]
}

fn check(lines: &str, expected: &str) {
    let expected: Vec<&str> = expected.split_whitespace().collect();
    assert_eq!(drawn(lines), expected.join("\n"), "{lines}");
}

const RED_BOX: &str = "rect 0 2 1 4 2\ncfill 14 0 255 0 0 255\n";

#[test]
fn fills_rectangles() {
    check(
        RED_BOX,
        "................ ..RRRR.......... ..RRRR.......... ................
         ................ ................ ................ ................",
    );
}

#[test]
fn a_mask_without_bounds_clears_the_rest() {
    // a canvas clears all that it does not draw with `copy` and its like, but not outside of the clipping
    check(
        &format!("{RED_BOX}rect 0 0 0 1 1\ncfill 12 0 0 0 255 255"),
        "B............... ................ ................ ................
         ................ ................ ................ ................",
    );
    check(
        &format!("{RED_BOX}push 0\nrect 0 0 0 4 8\nclip 0\nrect 0 0 0 1 1\ncfill 12 0 0 0 255 255\npop 0"),
        "B............... ....RR.......... ....RR.......... ................
         ................ ................ ................ ................",
    );
}

#[test]
fn copies_and_scrolls_onto_itself() {
    check(
        &format!("{RED_BOX}copy 0 2 1 4 2 14 0 3 2"),
        "................ ..RRRR.......... ..RRRRR......... ...RRRR.........
         ................ ................ ................ ................",
    );
    // what lies outside of the source moves the target
    check(
        &format!("{RED_BOX}copy 0 -1 1 4 2 14 0 8 5"),
        "................ ..RRRR.......... ..RRRR.......... ................
         ................ ...........R.... ...........R.... ................",
    );
}

#[test]
fn buffers_grow_and_layers_do_not() {
    check(
        "rect -1 0 0 3 2\ncfill 14 -1 0 255 0 255\nrect -1 5 0 1 3\ncfill 14 -1 0 0 255 255\ncopy -1 0 0 6 3 14 0 1 1",
        "................ .GGG..B......... .GGG..B......... ......B.........
         ................ ................ ................ ................",
    );
    check(
        "size 1 2 2\nrect 1 0 0 9 9\ncfill 14 1 0 255 0 255\nmove 1 0 14 7 0",
        "................ ................ ................ ................
         ................ ................ ................ ..............GG",
    );
}

#[test]
fn layers_lie_by_z_and_by_order() {
    let two = "size 1 4 4\nrect 1 0 0 4 4\ncfill 14 1 255 0 0 255\nsize 2 4 4\nrect 2 0 0 4 4\ncfill 14 2 0 0 255 255\n";
    let row = |lines: &str| drawn(lines).lines().next().unwrap().to_owned();
    assert_eq!(row(&format!("{two}move 1 0 0 0 0\nmove 2 0 2 0 0")), "RRBBBB..........");
    assert_eq!(row(&format!("{two}move 1 0 0 0 5\nmove 2 0 2 0 3")), "RRRRBB..........");
    // a layer on another moves with it and is cut by it
    assert_eq!(row(&format!("{two}move 1 0 8 0 0\nmove 2 1 2 0 0")), "........RRBB....");
    assert_eq!(row(&format!("{two}move 1 0 8 0 0\nmove 2 1 2 0 0\ndispose 1")), "................");
    assert_eq!(
        row(&format!("{two}move 1 0 8 0 0\nmove 2 1 2 0 0\ndispose 1\nmove 2 0 1 0 0")),
        ".BBBB..........."
    );
}

#[test]
fn shades_a_layer() {
    let layer = "size 1 4 4\nrect 1 0 0 4 4\ncfill 14 1 255 0 0 255\n";
    assert_eq!(pixel(&format!("{layer}shade 1 128"), 1, 1), [128, 0, 0]);
    assert_eq!(pixel(&format!("{layer}shade 1 0"), 1, 1), [0, 0, 0]);
    assert_eq!(pixel(&format!("{layer}shade 1 128\nshade 1 255"), 1, 1), [255, 0, 0]);
}

#[test]
fn distorts_a_layer() {
    check(
        "size 1 2 2\nrect 1 0 0 2 2\ncfill 14 1 255 0 0 255\nmove 1 0 4 1 0\ndistort 1 0 1 -1 0 2 0",
        "................ ....RR.......... ....RR.......... ................
         ................ ................ ................ ................",
    );
    // twice as large: opaque inside, mixed with the transparent outside at the edges
    let large = "size 1 2 2\nrect 1 0 0 2 2\ncfill 14 1 255 0 0 255\nmove 1 0 4 1 0\ndistort 1 2 0 0 2 0 0";
    assert_eq!(pixel(large, 5, 2), [255, 0, 0]);
    assert_eq!(pixel(large, 8, 2), [0, 0, 0]);
}

#[test]
fn transforms_what_is_drawn_on_a_layer() {
    check(
        "transform 0 1 0 0 1 3 2\nrect 0 0 0 2 1\ncfill 14 0 255 0 0 255\nidentity 0\nrect 0 0 0 1 1\ncfill 14 0 0 0 255 255",
        "B............... ................ ...RR........... ................
         ................ ................ ................ ................",
    );
    check(
        "push 0\ntransform 0 2 0 0 2 0 0\nrect 0 1 1 2 1\ncfill 14 0 0 255 0 255\npop 0\nrect 0 0 0 1 1\ncfill 14 0 0 0 255 255",
        "B............... ................ ..GGGG.......... ..GGGG..........
         ................ ................ ................ ................",
    );
    // the size of a layer changes: drawing starts over
    check(
        "transform 0 1 0 0 1 3 2\nsize 0 16 9\nsize 0 16 8\nrect 0 0 0 2 1\ncfill 14 0 255 0 0 255",
        "RR.............. ................ ................ ................
         ................ ................ ................ ................",
    );
}

#[test]
fn fills_and_strokes_paths() {
    check(
        "start 0 0 0\nline 0 8 0\nline 0 8 4\nline 0 0 4\nclose 0\ncfill 14 0 0 255 0 255",
        "GGGGGGGG........ GGGGGGGG........ GGGGGGGG........ GGGGGGGG........
         ................ ................ ................ ................",
    );
    check(
        "start 0 2 2\nline 0 10 2\ncstroke 14 0 0 1 2 0 0 255 255",
        "................ ..BBBBBBBB...... ..BBBBBBBB...... ................
         ................ ................ ................ ................",
    );
    check(
        "start 0 2 2\nline 0 10 2\ncstroke 14 0 2 1 2 0 0 255 255",
        "................ .BBBBBBBBBB..... .BBBBBBBBBB..... ................
         ................ ................ ................ ................",
    );
    assert_eq!(pixel("arc 0 8 4 3 0 6.3 0\ncfill 14 0 255 0 0 255", 8, 4), [255, 0, 0]);
    assert_eq!(pixel("arc 0 8 4 3 0 6.3 0\ncfill 14 0 255 0 0 255", 4, 1), [0, 0, 0]);
    assert_eq!(pixel("start 0 0 0\ncurve 0 0 8 16 8 16 0\ncfill 14 0 255 0 0 255", 8, 3), [255, 0, 0]);
    assert_eq!(pixel("start 0 0 0\ncurve 0 0 8 16 8 16 0\ncfill 14 0 255 0 0 255", 8, 7), [0, 0, 0]);
}

#[test]
fn fills_and_strokes_with_a_layer_that_repeats() {
    let tile = "rect -1 0 0 1 2\ncfill 14 -1 255 0 0 255\nrect -1 1 0 1 2\ncfill 14 -1 0 0 255 255\n";
    check(
        &format!("{tile}rect 0 1 1 5 2\nlfill 14 0 -1"),
        "................ .BRBRB.......... .BRBRB.......... ................
         ................ ................ ................ ................",
    );
    check(
        &format!("{tile}start 0 2 2\nline 0 6 2\nlstroke 14 0 0 1 2 -1"),
        "................ ..RBRB.......... ..RBRB.......... ................
         ................ ................ ................ ................",
    );
}

#[test]
fn clips_with_a_path() {
    check(
        "start 0 0 0\nline 0 4 0\nline 0 4 4\nline 0 0 4\nclose 0\nclip 0\nrect 0 2 2 9 9\ncfill 14 0 255 0 0 255\nreset 0\nrect 0 15 7 1 1\ncfill 14 0 0 0 255 255",
        "................ ................ ..RR............ ..RR............
         ................ ................ ................ ...............B",
    );
}

#[test]
fn transfers_pixels() {
    let white = "rect 0 0 0 16 8\ncfill 14 0 255 255 255 255\nrect -1 0 0 4 1\ncfill 14 -1 0 0 255 255\n";
    let row = |function: u32| {
        let picture = drawn(&format!("{white}transfer -1 0 0 4 1 {function} 0 2 0"));
        picture.lines().next().unwrap().to_owned()
    };
    assert_eq!(row(0x0), "WW....WWWWWWWWWW");
    assert_eq!(row(0x3), "WWBBBBWWWWWWWWWW");
    assert_eq!(row(0x5), "WWWWWWWWWWWWWWWW");
    assert_eq!(row(0xA), "WW....WWWWWWWWWW");
    assert_eq!(row(0x1), "WWBBBBWWWWWWWWWW");
    assert_eq!(row(0x6), "WW????WWWWWWWWWW");
}

#[test]
fn interleaved_pictures_are_drawn_when_they_end() {
    let green_corner = |stream: u32, x: i32| format!("img {stream} 14 0 image/png {x} 0\n");
    let (one, other) = PNG.split_at(40);
    let lines = format!(
        "{}{}blob 1 {one}\nblob 2 {one}\nblob 2 {other}\nend 2\nblob 1 {other}\nend 1",
        green_corner(1, 0),
        green_corner(2, 1)
    );
    let picture = drawn(&lines);
    assert!(picture.starts_with("G?"), "the first to end is below: {picture}");
    // pieces are encoded each for itself
    let lines = format!("{}blob 1 {}\nblob 1 {}\nend 1", green_corner(1, 0), "iVBORw0KGg==", &PNG[16..]);
    assert!(!drawn_with_notes(&lines).is_empty(), "a byte is missing");
    assert_eq!(pixel(&img(1, 14, 0, 2, 2, PNG), 2, 2), [0, 255, 0]);
    assert_eq!(pixel(&format!("png 14 0 2 2 {PNG}"), 2, 2), [0, 255, 0]);
    assert_eq!(pixel(&format!("png 14 0 2 2 {PNG}"), 3, 2), [128, 64, 0]);
    assert_eq!(pixel(&img(1, 14, 0, -1, -1, PNG), 0, 0), [128, 64, 0]);
}

fn drawn_with_notes(lines: &str) -> Vec<String> {
    let source = script(&format!("size 0 16 8\n{lines}\nsync 1000"));
    let mut watcher = Watcher::default();
    let report =
        import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut watcher).unwrap();
    report.notes.into_iter().map(|note| note.what).collect()
}

#[test]
fn what_cannot_be_drawn_is_counted() {
    for (lines, note) in [
        ("cfill 14 0 1 2 3", "instruction with too few arguments"),
        ("cfill 14 0 1 2 x 4", "instruction with a bad number"),
        ("rect 0 0 0 1 1\ncfill 13 0 1 2 3 4", "unknown channel mask"),
        ("rect -1 0 0 1 1\ncfill 14 -1 1 2 3 4\ntransfer -1 0 0 1 1 16 0 0 0", "unknown transfer function"),
        ("img 1 14 0 image/png 0 0\nblob 1 iVBORw0KGgo=\nend 1", "image that cannot be decoded"),
        ("img 1 14 0 image/gif 0 0\nblob 1 R0lGODlh\nend 1", "image of an unknown format"),
        ("img 1 14 0 image/png 0 0\nblob 1 !!!\nend 1", "data that is not base64"),
        ("end 7", "end of no stream"),
        ("blob 7 AAAA", "data outside of a stream"),
        ("move 1 0 0 0 0\nmove 2 1 0 0 0\nmove 1 2 0 0 0", "layer moved onto itself"),
        ("audio 1 audio/L16\nblob 1 AAAA\nend 1", "sound of an unknown format, which is not kept"),
        ("clipboard 1 text/plain\nblob 1 AAAA", "clipboard or file that never ends"),
        ("file 1 text/plain a\nfile 1 text/plain b\nend 1", "clipboard or file that never ends"),
        ("frobnicate 1 2 3", "unknown instruction"),
    ] {
        assert_eq!(drawn_with_notes(lines), [note], "{lines}");
    }
}
