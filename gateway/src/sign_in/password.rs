//! Passwords: how strong one must be, and how it is kept (argon2id, RFC 9106).

use super::AccountError;
use crate::{Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many passwords are hashed at a time: each takes 19 MiB and a core.
const AT_A_TIME: usize = 4;
/// The longest password, in bytes. None that anybody types is longer, and hashing must not be made to work.
const LONGEST: usize = 1_024;
/// The part of a password that its strength is judged by; the judge's time grows with the cube of the length.
const JUDGED_CHARACTERS: usize = 100;

/// Hashes passwords and holds them against hashes, a few at a time.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody has, to be held against where there is no account.
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to work.
    ///
    /// # Errors
    /// [`Error::Random`] where the system gives no random bytes.
    pub fn new() -> Result<Self> {
        let nobody = hash(super::Secret::new()?.reveal())?;
        Ok(Self { turns: Arc::new(Semaphore::new(AT_A_TIME)), nobody: nobody.into() })
    }

    /// The hash to keep, as a PHC string.
    ///
    /// # Errors
    /// [`Error::Password`].
    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.in_turn(move || hash(&password)).await?
    }

    /// Whether a password is the one of a hash. Without a hash it is not, after the same work: how long it takes tells
    /// nobody whether there is such an account.
    ///
    /// # Errors
    /// [`Error::Password`] where the hash is none.
    pub async fn verify(&self, password: &str, kept: Option<&str>) -> Result<bool> {
        if password.len() > LONGEST {
            return Ok(false);
        }
        let password = password.to_owned();
        let is_kept = kept.is_some();
        let kept = kept.unwrap_or(&self.nobody).to_owned();
        let is_right = self.in_turn(move || verify(&password, &kept)).await??;
        Ok(is_right && is_kept)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turns = Arc::clone(&self.turns);
        let turn = turns.acquire_owned().await.map_err(|_| Error::Password)?;
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::Password)
    }
}

/// 19 MiB, two passes, one lane: what OWASP's password storage cheat sheet names first, and the crate's defaults.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn hash(password: &str) -> Result<String> {
    let hash: PasswordHash = hasher().hash_password(password.as_bytes()).map_err(|_| Error::Password)?;
    Ok(hash.to_string())
}

fn verify(password: &str, kept: &str) -> Result<bool> {
    let kept = PasswordHash::new(kept).map_err(|_| Error::Password)?;
    Ok(hasher().verify_password(password.as_bytes(), &kept).is_ok())
}

/// Refuses passwords that would be guessed soon, as zxcvbn judges (0 to 4; `least` and better pass). What an attacker
/// would try first, such as the account's name, counts against it.
///
/// # Errors
/// [`AccountError::PasswordWeak`] with what makes it better.
pub fn check_strength(password: &str, least: u8, known: &[&str]) -> Result<(), AccountError> {
    let weak = |advice: String| Err(AccountError::PasswordWeak { advice });
    if password.len() > LONGEST {
        return weak(format!("use at most {LONGEST} bytes"));
    }
    let judged: String = password.chars().take(JUDGED_CHARACTERS).collect();
    let mut known = known.to_vec();
    known.push("afterimage");
    let judgement = zxcvbn::zxcvbn(&judged, &known);
    if u8::from(judgement.score()) >= least {
        return Ok(());
    }
    let told = judgement.feedback().map(|feedback| {
        let warning = feedback.warning().map(|warning| warning.to_string());
        let suggestions = feedback.suggestions().iter().map(ToString::to_string);
        warning.into_iter().chain(suggestions).collect::<Vec<_>>().join(" ")
    });
    weak(told.filter(|told| !told.is_empty()).unwrap_or_else(|| "use more words, and rarer ones".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_alone() {
        let passwords = Passwords::new().expect("random");
        let hash = passwords.hash("correct horse battery").await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse battery", Some(&hash)).await.expect("checked"));
        for wrong in ["", "correct horse batter", "Correct horse battery", &"x".repeat(LONGEST + 1)] {
            assert!(!passwords.verify(wrong, Some(&hash)).await.expect("checked"), "{wrong}");
        }
        assert!(!passwords.verify("correct horse battery", None).await.expect("checked"));
        assert_ne!(passwords.hash("correct horse battery").await.expect("a hash"), hash);
        assert!(matches!(passwords.verify("x", Some("nonsense")).await, Err(Error::Password)));
    }

    #[test]
    fn weak_passwords_are_refused_with_advice() {
        for weak in ["", "password", "afterimage1", "ada-lovelace", "qwertzuiop", "11111111"] {
            let error = check_strength(weak, 3, &["ada-lovelace"]).expect_err("refused");
            assert!(matches!(&error, AccountError::PasswordWeak { advice } if !advice.is_empty()), "{weak}");
        }
        assert_eq!(check_strength("tall ferns hum quietly", 3, &["ada"]), Ok(()));
        assert_eq!(check_strength(&"correct horse ".repeat(60), 3, &["ada"]), Ok(()));
        assert!(check_strength(&"x".repeat(LONGEST + 1), 0, &[]).is_err());
    }
}
