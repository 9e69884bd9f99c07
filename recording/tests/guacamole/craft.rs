//! Recordings made by hand, and small pictures for them.

/// 4x4 PNG with alpha: green first, half-transparent orange, transparent last.
pub(crate) const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAYAAACp8Z5+AAAAGklEQVR42mNg+M/w/38DQwMMMyBzCAswAAEARg0d8VZNdvAAAAAASUVORK5CYII=";
/// 6x2 PNG of a palette of two, the second half-transparent.
pub(crate) const PNG_PALETTE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAYAAAACAQMAAABBkz8dAAAABlBMVEUKFB7I0tyCjXXdAAAAAnRSTlP/gAgPs2oAAAAMSURBVHjaYwhhCAEAAVQAqZzze/MAAAAASUVORK5CYII=";
/// 2x1 PNG of 16-bit greys: half and white.
pub(crate) const PNG_GREY_16: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR42mNoYPj/HwAFAgJ/yQDWdQAAAABJRU5ErkJggg==";
/// The same as [`PNG`], as lossless WebP.
pub(crate) const WEBP_LOSSLESS: &str =
    "UklGRi4AAABXRUJQVlA4TCEAAAAvA8AAEBcgEEhSn3yN+Q8BQdF1ywV2g0Ag8dn8iCP6HxMA";
/// The like of [`PNG`], as lossy WebP with alpha.
pub(crate) const WEBP_LOSSY: &str = "UklGRnIAAABXRUJQVlA4WAoAAAAQAAAAAwAAAwAAQUxQSBEAAAAA/4CAgICAgICAgICAgICAAABWUDggOgAAAHACAJ0BKgQABAABQCYlsAJ0ugH4AfgAggAJBgAA/umt//3wJmnY3/b//9mLPZ+398z+pnQjq/xgAAA=";
/// 8x8 JPEG from red to blue.
pub(crate) const JPEG: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAj/xAAXEAEBAQEAAAAAAAAAAAAAAAAABSIy/8QAFQEBAQAAAAAAAAAAAAAAAAAABgj/xAAaEQABBQEAAAAAAAAAAAAAAAAGAAIFFSIj/9oADAMBAAIRAxEAPwCNrVvrQCzRMYjKxnNPiYikbF+1/9k=";

/// One instruction.
pub(crate) fn instruction(elements: &[&str]) -> String {
    let elements: Vec<String> =
        elements.iter().map(|element| format!("{}.{element}", element.chars().count())).collect();
    format!("{};", elements.join(","))
}

/// Instructions, one a line, their elements apart by blanks. `#` stands for an empty element.
pub(crate) fn script(lines: &str) -> String {
    let element = |word| if word == "#" { "" } else { word };
    lines
        .lines()
        .map(|line| line.split_whitespace().map(element).collect::<Vec<_>>())
        .filter(|elements| !elements.is_empty())
        .map(|elements| instruction(&elements))
        .collect()
}

/// The lines of a script that draw a picture.
pub(crate) fn img(stream: u32, mask: u32, layer: i32, x: i32, y: i32, base64: &str) -> String {
    format!("img {stream} {mask} {layer} image/any {x} {y}\nblob {stream} {base64}\nend {stream}\n")
}
