//! JSON strings with the lone surrogates that recorders write for output that is not UTF-8.

use serde::Deserializer;
use serde::de::Visitor;
use serde_json::value::RawValue;

/// The text of a JSON string; each lone surrogate becomes U+FFFD. `None` where it is not a string.
pub(super) fn text(json: &RawValue) -> Option<String> {
    if !json.get().starts_with('"') {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_str(json.get());
    reader.deserialize_bytes(Lenient).ok()
}

/// Takes the bytes of a string, in which `serde_json` writes a lone surrogate as the three bytes that UTF-8 would
/// have for it.
struct Lenient;

impl Visitor<'_> for Lenient {
    type Value = String;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<String, E> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Ok(text.to_owned());
        }
        let mut text = String::with_capacity(bytes.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            match std::str::from_utf8(rest) {
                Ok(sound) => {
                    text.push_str(sound);
                    break;
                }
                Err(error) => {
                    let (sound, broken) = rest.split_at(error.valid_up_to());
                    text.push_str(std::str::from_utf8(sound).map_err(E::custom)?);
                    text.push(char::REPLACEMENT_CHARACTER);
                    let surrogate = matches!(broken, [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..]);
                    rest = broken.get(if surrogate { 3 } else { 1 }..).unwrap_or_default();
                }
            }
        }
        Ok(text)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<String, E> {
        Err(E::custom("not a string"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: Option<&str>) {
        let json: &RawValue = serde_json::from_str(json).expect("is JSON");
        assert_eq!(text(json).as_deref(), expected, "{json}");
    }

    #[test]
    fn lone_surrogates_are_replaced() {
        check(r#""plain \u001b[0m""#, Some("plain \u{1b}[0m"));
        check(r#""\ud83e\udf00""#, Some("\u{1fb00}"));
        check(r#""a\ud800b""#, Some("a\u{fffd}b"));
        check(r#""\udc9b\ud83e""#, Some("\u{fffd}\u{fffd}"));
        check(r#""\ud83e\ud83e\udf00 żółć\udfff""#, Some("\u{fffd}\u{1fb00} żółć\u{fffd}"));
        check(r#""\u0000""#, Some("\0"));
    }

    #[test]
    fn other_values_are_not_text() {
        for json in ["true", "5", "[]", "{}", "null"] {
            check(json, None);
        }
    }
}
