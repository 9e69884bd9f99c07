//! Sizes of files and of pictures.

use api::{Kind, SizeOnScreen};

const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];

/// Bytes in the unit that leaves one to three digits before the point, three digits in all: `4.71 MB`.
pub(crate) fn bytes(count: u64) -> String {
    if count < 1_000 {
        return format!("{count} B");
    }
    let mut value = count as f64 / 1_000.0;
    let mut unit = 0;
    // 999.5 and more would be written as 1000.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    let digits = if value < 9.995 {
        2
    } else if value < 99.95 {
        1
    } else {
        0
    };
    format!("{value:.digits$} {}", UNITS.get(unit).copied().unwrap_or_default())
}

/// Bytes in full, in groups of three digits: `4,712,345 bytes`.
pub(crate) fn bytes_exact(count: u64) -> String {
    format!("{} byte{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Bytes in megabytes, to the last byte: `4.712345 MB`, `0.5 MB`.
pub(crate) fn megabytes(count: u64) -> String {
    let (whole, rest) = (count / 1_000_000, count % 1_000_000);
    let rest = format!(".{rest:06}");
    format!("{}{} MB", grouped(whole), rest.trim_end_matches('0').trim_end_matches('.'))
}

/// A number in groups of three digits: `4,712,345`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A picture's size with its unit: `1280 × 720 px`, `80 × 24 cells`; a dash where there is no picture.
pub(crate) fn on_screen(kind: Kind, size: SizeOnScreen) -> String {
    let unit = match kind {
        Kind::Desktop => "px",
        Kind::Terminal => "cells",
        Kind::Events => return "–".to_owned(),
    };
    format!("{} × {} {unit}", size.width, size.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_three_digits() {
        let written =
            [0, 999, 1_000, 4_712_345, 12_345_678, 123_456_789, 999_499, 999_500, u64::MAX].map(bytes);
        assert_eq!(
            written,
            ["0 B", "999 B", "1.00 kB", "4.71 MB", "12.3 MB", "123 MB", "999 kB", "1.00 MB", "18.4 EB"]
        );
    }

    #[test]
    fn bytes_in_full_are_grouped() {
        assert_eq!(bytes_exact(1), "1 byte");
        assert_eq!(bytes_exact(999), "999 bytes");
        assert_eq!(bytes_exact(4_712_345), "4,712,345 bytes");
    }

    #[test]
    fn megabytes_leave_no_byte_out() {
        let written = [0, 1, 500_000, 4_712_345, 1_234_000_000].map(megabytes);
        assert_eq!(written, ["0 MB", "0.000001 MB", "0.5 MB", "4.712345 MB", "1,234 MB"]);
    }

    #[test]
    fn a_size_on_screen_names_its_unit() {
        assert_eq!(on_screen(Kind::Terminal, SizeOnScreen { width: 80, height: 24 }), "80 × 24 cells");
        assert_eq!(on_screen(Kind::Events, SizeOnScreen { width: 0, height: 0 }), "–");
    }
}
