//! What a dimension of an event holds, whatever its type.

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// The value of one dimension. In JSON a text or a whole number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A number from 0.
    Whole(u64),
    /// A number below 0.
    Negative(i64),
    /// Text, as it was recorded: never markup.
    Text(String),
}

impl Value {
    /// A signed number.
    pub const fn signed(number: i64) -> Self {
        if number < 0 { Self::Negative(number) } else { Self::Whole(number.unsigned_abs()) }
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Whole(_) | Self::Negative(_) => None,
        }
    }
}

// By hand, since the derived one first tries each text as a number, and words an error each time: half of the time in
// which ten thousand events are read.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl Visitor<'_> for Read {
            type Value = Value;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text or a whole number")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
                Ok(Value::Whole(number))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
                Ok(Value::signed(number))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }
        }

        deserializer.deserialize_any(Read)
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Negative(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_from_json_and_nothing_else_is_one() {
        let text = |text: &str| Value::Text(text.to_owned());
        for value in [
            Value::Whole(0),
            Value::Whole(u64::MAX),
            Value::Negative(i64::MIN),
            text(""),
            text("7"),
            text("a\"\nb"),
        ] {
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), value, "{json}");
        }
        for json in ["1.5", "true", "null", "[]", "{}", "-9223372036854775809", "18446744073709551616"] {
            assert!(serde_json::from_str::<Value>(json).is_err(), "{json}");
        }
    }
}
