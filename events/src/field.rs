//! The types that dimensions have, and how each stands in a [`Value`].

use crate::value::Value;
use std::fmt::{Display, Write as _};

/// A type that a dimension can have.
pub(crate) trait Field: Sized {
    /// The value; `None` where there is none to tell.
    fn to_value(&self) -> Option<Value>;

    /// Reads it back; `None` where the value is of another kind, or missing where it must not be.
    fn from_value(value: Option<Value>) -> Option<Self>;

    /// Puts the value, as people write it, behind a line feed at the end of `text`; nothing where there is none to tell.
    fn write_line(&self, text: &mut String);

    /// Bytes of text that it holds.
    fn text_bytes(&self) -> usize {
        0
    }
}

/// Puts a value behind a line feed.
pub(crate) fn write_line(text: &mut String, value: impl Display) {
    // writing to a string cannot fail
    write!(text, "\n{value}").ok();
}

impl Field for String {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Text(self.clone()))
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        match value? {
            Value::Text(text) => Some(text),
            Value::Whole(_) | Value::Negative(_) => None,
        }
    }

    fn write_line(&self, text: &mut String) {
        text.push('\n');
        text.push_str(self);
    }

    fn text_bytes(&self) -> usize {
        self.len()
    }
}

impl Field for u64 {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Whole(*self))
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        match value? {
            Value::Whole(number) => Some(number),
            Value::Negative(_) | Value::Text(_) => None,
        }
    }

    fn write_line(&self, text: &mut String) {
        write_line(text, self);
    }
}

impl Field for i64 {
    fn to_value(&self) -> Option<Value> {
        Some(Value::signed(*self))
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        match value? {
            Value::Whole(number) => number.try_into().ok(),
            Value::Negative(number) => Some(number),
            Value::Text(_) => None,
        }
    }

    fn write_line(&self, text: &mut String) {
        write_line(text, self);
    }
}

impl<T: Field> Field for Option<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_ref().and_then(Field::to_value)
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        match value {
            None => Some(None),
            value => T::from_value(value).map(Some),
        }
    }

    fn write_line(&self, text: &mut String) {
        if let Some(value) = self {
            value.write_line(text);
        }
    }

    fn text_bytes(&self) -> usize {
        self.as_ref().map_or(0, Field::text_bytes)
    }
}

/// Declares an enum of words, which stands as a text.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];
            /// The words that stand for them, in the same order.
            pub const WORDS: &[&str] = &[$($word,)+];

            /// The word that stands for it in recordings, JSON and addresses.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The one that this word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }

        impl Field for $name {
            fn to_value(&self) -> Option<Value> {
                Some(Value::Text(self.word().to_owned()))
            }

            fn from_value(value: Option<Value>) -> Option<Self> {
                value.as_ref().and_then(Value::as_text).and_then(Self::from_word)
            }

            fn write_line(&self, text: &mut String) {
                write_line(text, self.word());
            }
        }
    };
}

words! {
    /// One of the two machines of a session.
    Side {
        /// The machine that the session runs on.
        Host = "host",
        /// The machine that the user sits at.
        Client = "client",
    }
}

words! {
    /// What was in the clipboard.
    ClipboardData {
        /// Text.
        Text = "text",
        /// Files.
        File = "file",
        /// A picture.
        Bitmap = "bitmap",
    }
}

words! {
    /// How a command is known to be one.
    CommandEvidence {
        /// The host reported it.
        Reported = "reported",
        /// The shell marked it (OSC 133 or 633).
        Marked = "marked",
        /// It followed a prompt that was learned from the recording.
        Prompted = "prompted",
        /// A line that was typed and ended with Return; nobody saw where.
        Typed = "typed",
    }
}
