//! Codes of an authenticator app (RFC 6238), and the recovery codes that take their place.

use qrcodegen::{QrCode, QrCodeEcc};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use totp_rs::{Algorithm, Builder, Totp};

/// What authenticator apps show above the code.
const ISSUER: &str = "Afterimage";
/// Seconds that a code is shown.
const STEP_S: u64 = 30;
/// Digits of a code.
const DIGITS: u8 = 6;
/// Bytes of a secret: 160 bits, as RFC 4226 section 4 recommends.
const SECRET_BYTES: usize = 20;
/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code, each of them 5 bits.
const RECOVERY_LENGTH: usize = 10;
/// Crockford's alphabet: no letter in it is taken for a digit or another letter.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What can go wrong with a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TotpError {
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(getrandom::Error),
    /// What was stored is no secret.
    #[error(
        "the stored secret of an authenticator app cannot be read; remove the app from the account and add it again"
    )]
    Unreadable,
    /// A name is too long for a QR code.
    #[error("the name of the account is too long for a QR code; shorten it, or type the secret into the app")]
    NameTooLong,
}

/// What the gateway and the authenticator app share.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// [`TotpError::Random`] where the system gives no random bytes.
    pub fn random() -> Result<Self, TotpError> {
        let mut bytes = [0; SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(TotpError::Random)?;
        Ok(Self(bytes))
    }

    /// Reads what [`Secret::to_base32`] wrote.
    ///
    /// # Errors
    /// [`TotpError::Unreadable`] where it is something else.
    pub fn from_base32(text: &str) -> Result<Self, TotpError> {
        let secret = totp_rs::Secret::try_from_base32(text).map_err(|_| TotpError::Unreadable)?;
        secret.as_bytes().try_into().map(Self).map_err(|_| TotpError::Unreadable)
    }

    /// The secret in base 32 without padding, to be stored or typed into an app.
    pub fn to_base32(&self) -> String {
        totp_rs::Secret::new_stack(self.0).to_base32()
    }

    /// The secret as an address that apps read (`otpauth:`), for the account of this name.
    ///
    /// # Errors
    /// [`TotpError::Unreadable`] where the library refuses it.
    pub fn address(&self, account: &str) -> Result<String, TotpError> {
        // the colon stands between issuer and name there, and a name must not be empty
        let name = account.replace(':', " ");
        let name = if name.trim().is_empty() { "account" } else { name.trim() };
        let totp = self.builder().with_account_name(name).build().map_err(|_| TotpError::Unreadable)?;
        totp.to_url().map_err(|_| TotpError::Unreadable)
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(STEP_S)
            .with_issuer(Some(ISSUER))
            .with_secret(totp_rs::Secret::new_stack(self.0))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(hidden)")
    }
}

/// An address as a QR code: rows of dark (`true`) and light modules, without the margin of four modules that a reader
/// needs around them.
///
/// # Errors
/// [`TotpError::NameTooLong`] where no QR code holds the address.
pub fn picture(address: &str) -> Result<Vec<Vec<bool>>, TotpError> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).map_err(|_| TotpError::NameTooLong)?;
    let row = |y| (0..code.size()).map(|x| code.get_module(x, y)).collect();
    Ok((0..code.size()).map(row).collect())
}

/// Checks a code at `now`, in milliseconds since 1970, and gives the step that it belongs to. Codes of the step before
/// and after count too, for clocks that differ.
///
/// A step counts once: whoever calls keeps the answer and gives it as `last_used_step` from then on, and keeps it in
/// one statement with the check that it is still the last one.
pub fn verify(secret: &Secret, code: &str, now: i64, last_used_step: Option<i64>) -> Option<i64> {
    let code: Vec<u8> = code.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if code.len() != usize::from(DIGITS) || !code.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let totp: Totp = secret.builder().build().ok()?;
    let current = u64::try_from(now).ok()? / 1000 / STEP_S;
    let mut found = -1_i64;
    // all of them, the newest last, so that the time does not tell which one it was
    for step in current.saturating_sub(1)..=current.saturating_add(1) {
        let expected = totp.generate(step.saturating_mul(STEP_S)).to_string();
        let number = i64::try_from(step).ok()?;
        let is_new = Choice::from(u8::from(last_used_step.is_none_or(|last| number > last)));
        found.conditional_assign(&number, expected.as_bytes().ct_eq(&code) & is_new);
    }
    (found >= 0).then_some(found)
}

/// New recovery codes, such as `7k2mq-x0d9w`: 50 random bits each. They are shown once; only their
/// [`recovery_hash`]es are kept.
///
/// # Errors
/// [`TotpError::Random`] where the system gives no random bytes.
pub fn recovery_codes() -> Result<Vec<String>, TotpError> {
    let mut bytes = [0; RECOVERY_CODES * RECOVERY_LENGTH];
    getrandom::fill(&mut bytes).map_err(TotpError::Random)?;
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte & 31)).map_or('0', |letter| char::from(*letter));
    Ok(bytes
        .chunks_exact(RECOVERY_LENGTH)
        .map(|chunk| {
            let mut code: String = chunk.iter().map(letter).collect();
            code.insert(RECOVERY_LENGTH / 2, '-');
            code
        })
        .collect())
}

/// The SHA-256 of a recovery code in hexadecimal: what is kept of it. Case, hyphens and spaces do not count, and
/// letters that look like digits count as these.
pub fn recovery_hash(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(|letter| *letter != '-' && !letter.is_whitespace())
        .map(|letter| match letter.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            letter => letter,
        })
        .collect();
    Sha256::digest(plain.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Which of the kept hashes is that of `code`. All are compared, each in constant time. Whoever calls removes that
/// hash, in one statement with the check that it is still there.
pub fn matching_recovery_code(code: &str, hashes: &[String]) -> Option<usize> {
    let hash = recovery_hash(code);
    let mut found = None;
    for (index, kept) in hashes.iter().enumerate() {
        if bool::from(kept.as_bytes().ct_eq(hash.as_bytes())) {
            found = Some(index);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The secret of RFC 6238, appendix B.
    fn of_the_rfc() -> Secret {
        Secret(*b"12345678901234567890")
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // the RFC lists eight digits; six are their remainder
        for (time_s, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(verify(&of_the_rfc(), code, time_s * 1000, None), Some(time_s / 30), "{time_s}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        // 287082 belongs to step 1: 30 to 59 s
        for (now, expected) in
            [(0, Some(1)), (29_999, Some(1)), (59_999, Some(1)), (89_999, Some(1)), (90_000, None)]
        {
            assert_eq!(verify(&of_the_rfc(), "287082", now, None), expected, "{now}");
        }
        let late = 1_111_111_109_000;
        assert_eq!(verify(&of_the_rfc(), "081804", late - 30_000, None), Some(37_037_036));
        assert_eq!(verify(&of_the_rfc(), "081804", late - 60_000, None), None);
    }

    #[test]
    fn a_step_counts_once() {
        let secret = of_the_rfc();
        let step = verify(&secret, "287082", 59_000, None);
        assert_eq!(step, Some(1));
        assert_eq!(verify(&secret, "287082", 59_000, step), None);
        // nor does one before it, which is still in time
        assert_eq!(verify(&secret, "287082", 59_000, Some(2)), None);
        assert_eq!(verify(&secret, "287082", 59_000, Some(0)), Some(1));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let secret = of_the_rfc();
        for code in ["", "28708", "2870820", "287083", "28708a", "２８７０８２", "94287082", "-287082"]
        {
            assert_eq!(verify(&secret, code, 59_000, None), None, "{code}");
        }
        assert_eq!(verify(&secret, " 287 082 ", 59_000, None), Some(1));
        assert_eq!(verify(&secret, "287082", -1, None), None);
        assert_eq!(verify(&secret, "287082", i64::MAX, None), None);
    }

    #[test]
    fn secrets_are_random_kept_as_text_and_hidden() {
        let secret = Secret::random().unwrap();
        assert_ne!(secret, Secret::random().unwrap());
        let text = secret.to_base32();
        assert_eq!(text.len(), 32);
        assert_eq!(Secret::from_base32(&text), Ok(secret.clone()));
        assert!(!format!("{secret:?}").contains(&text));
        for wrong in ["", "GEZDGNBVGY3TQOJQ", "0189!", &"A".repeat(100)] {
            assert_eq!(Secret::from_base32(wrong), Err(TotpError::Unreadable), "{wrong}");
        }
    }

    #[test]
    fn the_address_is_one_that_apps_read() {
        let address = of_the_rfc().address("alice@example.com").unwrap();
        assert_eq!(
            address,
            "otpauth://totp/Afterimage:alice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Afterimage"
        );
        for name in ["a:b", "", " ", "Jörg \"&?#/ Ö"] {
            let address = of_the_rfc().address(name).unwrap();
            let url = url::Url::parse(&address).unwrap();
            assert_eq!(url.path().matches(':').count(), 1, "{address}");
            assert_eq!(url.query_pairs().count(), 2, "{address}");
        }
    }

    #[test]
    fn the_picture_is_a_qr_code() {
        let address = of_the_rfc().address("alice@example.com").unwrap();
        let rows = picture(&address).unwrap();
        assert!(rows.iter().all(|row| row.len() == rows.len()));
        // sides are 17 + 4 × version; the three corners have the same finder: a dark ring of 7, light, dark
        assert_eq!((rows.len() - 17) % 4, 0);
        let top = [true, true, true, true, true, true, true, false];
        let second = [true, false, false, false, false, false, true, false];
        for (row, pattern) in [(0, top), (1, second)] {
            assert_eq!(rows[row][..8], pattern);
            assert!(rows[row].iter().rev().take(8).eq(pattern.iter()));
            assert_eq!(rows[rows.len() - 1 - row][..8], pattern);
        }
        assert_eq!(picture(&"a".repeat(5000)), Err(TotpError::NameTooLong));
    }

    #[test]
    fn recovery_codes_are_ten_different_ones() {
        let codes = recovery_codes().unwrap();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
        for code in &codes {
            assert_eq!(code.len(), 11, "{code}");
            let letters = code.bytes().enumerate().filter(|(index, _)| *index != 5);
            assert!(letters.into_iter().all(|(_, letter)| ALPHABET.contains(&letter)), "{code}");
        }
        assert_ne!(codes, recovery_codes().unwrap());
    }

    #[test]
    fn a_recovery_code_is_found_however_it_is_typed() {
        let codes = recovery_codes().unwrap();
        let hashes: Vec<String> = codes.iter().map(|code| recovery_hash(code)).collect();
        assert!(hashes.iter().zip(&codes).all(|(hash, code)| hash.len() == 64 && !hash.contains(code)));
        for (index, code) in codes.iter().enumerate() {
            assert_eq!(matching_recovery_code(code, &hashes), Some(index));
            let typed = format!(" {} ", code.replace('-', " ").to_uppercase());
            assert_eq!(matching_recovery_code(&typed, &hashes), Some(index));
        }
        assert_eq!(recovery_hash("o1l0i-aaaaa"), recovery_hash("01101-AAAAA"));
        for wrong in ["", "-", "zzzzz-zzzzz", "0000000000"] {
            assert_eq!(matching_recovery_code(wrong, &hashes), None);
        }
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(recovery_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
