//! Pictures of every kind.

use super::craft::{JPEG, PNG, PNG_GREY_16, PNG_PALETTE, WEBP_LOSSLESS, WEBP_LOSSY, img, script};
use super::watcher::{Watcher, import};
use recording::import::guacamole::GuacamoleImporter;

/// What the browser makes of [`JPEG`]: rows of red, green and blue.
const JPEG_PIXELS: [[u8; 3]; 16] = [
    [226, 2, 36],
    [217, 1, 42],
    [202, 1, 55],
    [185, 1, 71],
    [167, 3, 92],
    [150, 3, 107],
    [135, 2, 121],
    [127, 1, 126],
    [217, 1, 42],
    [208, 0, 49],
    [193, 0, 60],
    [177, 0, 78],
    [159, 1, 98],
    [142, 1, 113],
    [127, 1, 127],
    [119, 0, 132],
];

/// The first pixels of a picture over black.
fn pixels(base64: &str, width: u32, height: u32) -> Vec<[u8; 3]> {
    let source = script(&format!("size 0 {width} {height}\n{}\nsync 1", img(0, 14, 0, 0, 0, base64)));
    let mut watcher = Watcher::default();
    let report =
        import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut watcher).unwrap();
    assert_eq!(report.notes, []);
    let picture = watcher.picture.unwrap();
    picture.rgba().chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}

#[test]
fn decodes_png_of_every_kind() {
    let orange = [128, 64, 0];
    let mut expected = vec![orange; 16];
    expected[0] = [0, 255, 0];
    expected[15] = [0, 0, 0];
    assert_eq!(pixels(PNG, 4, 4), expected);
    let (one, other) = ([10, 20, 30], [100, 105, 110]);
    assert_eq!(pixels(PNG_PALETTE, 6, 1), [one, other, one, other, one, other]);
    assert_eq!(pixels(PNG_GREY_16, 2, 1), [[128; 3], [255; 3]]);
}

#[test]
fn decodes_webp_with_and_without_loss() {
    assert_eq!(pixels(WEBP_LOSSLESS, 4, 4), pixels(PNG, 4, 4));
    // what libwebp makes of it: e1 8f 00 at 80, premultiplied
    assert_eq!(pixels(WEBP_LOSSY, 4, 4)[2], [113, 72, 0]);
}

#[test]
fn decodes_jpeg_as_browsers_do() {
    for (mine, theirs) in pixels(JPEG, 8, 2).iter().zip(JPEG_PIXELS) {
        for (mine, theirs) in mine.iter().zip(theirs) {
            assert!(mine.abs_diff(theirs) <= 4, "{mine:?} {theirs:?}");
        }
    }
}

#[test]
fn refuses_pictures_that_claim_too_much() {
    // the header of a PNG of 2^31 - 1 columns and rows, and of one just over the limit of area
    for side in [0x7FFF_FFFF_u32, 16_384] {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend_from_slice(&side.to_be_bytes());
        png.extend_from_slice(&side.to_be_bytes());
        png.extend_from_slice(&[8, 6, 0, 0, 0]);
        let sum = crc32fast::hash(&png[12..]);
        png.extend_from_slice(&sum.to_be_bytes());
        png.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &png);
        let source = script(&format!("size 0 4 4\n{}\nsync 1", img(0, 14, 0, 0, 0, &base64)));
        let mut watcher = Watcher::default();
        let report =
            import(&mut GuacamoleImporter::new(None), source.as_bytes(), usize::MAX, &mut watcher).unwrap();
        assert_eq!(report.notes.len(), 1);
        assert!(
            ["image over the size limit", "image that cannot be decoded"]
                .contains(&report.notes[0].what.as_str())
        );
    }
}
