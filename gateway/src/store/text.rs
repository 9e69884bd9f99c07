//! Text as databases keep it.

/// The text with U+FFFD, the replacement character, in place of each U+0000: PostgreSQL keeps none. It is done on every
/// database, so that all list the same. [`policy::Name`] does the same to names that are compared.
pub(super) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
