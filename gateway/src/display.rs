//! Text of a recording or a file name, made safe to print.

use std::fmt;

/// Prints text that nobody vouches for: control characters and those that turn the direction of writing would let
/// a recording rewrite the terminal of whoever looks at it, so they are printed as `\u{..}`.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a>(pub &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            if is_unsafe(char) {
                write!(f, "{}", char.escape_unicode())?;
            } else {
                write!(f, "{char}")?;
            }
        }
        Ok(())
    }
}

/// What an import passed over, as a sentence.
pub fn note(note: &recording::import::Note) -> String {
    let times = if note.count == 1 { "once".to_owned() } else { format!("{} times", note.count) };
    format!("{}: {times}, first at byte {}", Plain(&note.what), note.first_offset)
}

/// A time within a recording as HH:MM:SS.mmm.
pub fn time(time: recording::units::Timestamp) -> String {
    let ms = time.as_us() / 1000;
    let (seconds, ms) = (ms / 1000, ms % 1000);
    format!("{:02}:{:02}:{:02}.{ms:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A wall-clock time as RFC 3339 has it, in UTC, to the second.
pub fn clock(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(
        |_| format!("{ms} ms since 1970"),
        |time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
}

/// A number of bytes for people: three digits or so, in decimal units.
#[expect(clippy::cast_precision_loss, reason = "it is rounded to three digits anyway")]
pub fn bytes(bytes: u64) -> String {
    let mut amount = bytes as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if amount < 999.5 {
            let digits = if unit == "B" || amount >= 99.95 { 0 } else { 1 };
            return format!("{amount:.digits$} {unit}");
        }
        amount /= 1000.0;
    }
    format!("{amount:.1} TB")
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Control characters (C0, C1, delete) and the marks that change the direction of writing.
fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}')
        || ('\u{202a}'..='\u{202e}').contains(&char)
        || ('\u{2066}'..='\u{2069}').contains(&char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_escaped_and_the_rest_is_kept() {
        assert_eq!(Plain("größe 日本 🎬").to_string(), "größe 日本 🎬");
        assert_eq!(Plain("a\x1b[2Jb\n").to_string(), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(Plain("x\u{202e}fdp").to_string(), "x\\u{202e}fdp");
    }

    #[test]
    fn times_and_sizes_are_for_people() {
        use recording::units::Timestamp;
        assert_eq!(time(Timestamp::ZERO), "00:00:00.000");
        assert_eq!(time(Timestamp::from_us(3_723_004_999)), "01:02:03.004");
        assert_eq!(time(Timestamp::from_ms(360_000_000)), "100:00:00.000");
        assert_eq!(clock(0), "1970-01-01T00:00:00Z");
        assert_eq!(clock(1_700_000_000_999), "2023-11-14T22:13:20Z");
        assert_eq!(clock(i64::MAX), "9223372036854775807 ms since 1970");
        assert_eq!(
            [0, 999, 1000, 12_345, 999_999, 12_345_678_901].map(bytes),
            ["0 B", "999 B", "1.0 kB", "12.3 kB", "1.0 MB", "12.3 GB"]
        );
    }
}
