//! Messages as sentences.

/// A message that begins small and has no full stop, as errors are written, as a sentence; `None` where it is empty.
pub(crate) fn sentence(message: &str) -> Option<String> {
    let mut letters = message.trim().chars();
    let first = letters.next()?;
    let end = if message.trim().ends_with(['.', '!', '?']) { "" } else { "." };
    Some(format!("{}{}{end}", first.to_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(
            sentence("header is cut off at byte 12").as_deref(),
            Some("Header is cut off at byte 12.")
        );
        assert_eq!(sentence(" Done? ").as_deref(), Some("Done?"));
        assert_eq!(sentence("  "), None);
    }
}
