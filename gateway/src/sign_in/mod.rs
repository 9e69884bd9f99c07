//! Signing in: what is checked and how, apart from requests and tables.

mod cookie;
pub mod ended;
mod error;
mod kept;
pub mod links;
pub mod oidc;
pub mod passkey;
mod password;
mod secret;
mod service;
mod throttle;
pub mod totp;

pub use cookie::{
    COOKIE, PENDING_COOKIE, cleared_cookie, cleared_pending_cookie, pending_cookie, pending_of,
    session_cookie, token_of,
};
pub use error::AccountError;
pub use password::{Passwords, check_strength};
pub use secret::Secret;
pub use service::{Settings, SignIn};
pub use throttle::Throttle;

/// How many characters a name may have.
const LONGEST_NAME: usize = 256;

/// A name as it may be stored: without spaces around it, 1 to 256 characters, none of them a control character or one
/// that turns the direction of writing.
///
/// # Errors
/// [`AccountError::NameNotValid`].
pub fn checked_name(text: &str) -> Result<&str, AccountError> {
    let text = text.trim();
    let is_long = text.chars().count() > LONGEST_NAME;
    let turns = |character| matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.is_empty() || is_long || text.chars().any(|character| character.is_control() || turns(character))
    {
        return Err(AccountError::NameNotValid);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_checked() {
        assert_eq!(checked_name("  Ada Lovelace ").expect("a name"), "Ada Lovelace");
        for wrong in ["", "  ", "a\nb", "a\u{0}", "a\u{202e}b", &"a".repeat(257)] {
            assert!(checked_name(wrong).is_err(), "{wrong:?}");
        }
        assert!(checked_name(&"\u{e4}".repeat(256)).is_ok());
    }
}
