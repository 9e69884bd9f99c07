//! Secrets that are made here and stored as their hash only.

use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;

const BYTES: usize = 32;

/// A secret of 256 random bits, to be given away once.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Random`] where the system gives no random bytes.
    pub fn new() -> Result<Self> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(Error::Random)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text to be given away: 43 characters of base64url.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    pub fn hash(&self) -> String {
        Self::hash_of(&self.0)
    }

    /// The hash of what somebody says to be a secret: SHA-256 in hexadecimal digits. It needs no salt and may be
    /// fast, since the secret is random.
    pub fn hash_of(text: &str) -> String {
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_not_shown() {
        let (one, other) = (Secret::new().expect("random"), Secret::new().expect("random"));
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), 43);
        assert_eq!(one.hash(), Secret::hash_of(one.reveal()));
        assert!(!format!("{one:?}").contains(one.reveal()));
    }
}
