//! Times as text formats write them, decimal seconds, as whole microseconds: exact, never by way of a float.

use crate::limits;

/// What the text of a JSON number is as a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Micros {
    /// So many microseconds, at most [`limits::DURATION_SECONDS`]; half a microsecond is rounded up.
    Known(u64),
    /// Less than zero, even after rounding.
    Negative,
    /// More than [`limits::DURATION_SECONDS`].
    TooLarge,
    /// Not a JSON number.
    NotNumber,
}

/// Reads a JSON number (RFC 8259, section 6) as seconds.
pub(super) fn micros(number: &str) -> Micros {
    let number = number.trim();
    let (is_negative, number) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if !is_digits(whole) || !is_digits(fraction) || !is_digits(exponent_digits) {
        return Micros::NotNumber;
    }
    let is_zero = whole.bytes().chain(fraction.bytes()).all(|digit| digit == b'0');
    if is_zero {
        return Micros::Known(0);
    }
    // Digits before this place count as whole microseconds; far beyond the text's ends all exponents are alike.
    let reach = i64::try_from(mantissa.len()).unwrap_or(i64::MAX).saturating_add(32);
    let sign = if exponent.starts_with('-') { -1 } else { 1 };
    let exponent = exponent_digits.parse::<i64>().unwrap_or(i64::MAX).min(reach) * sign;
    let end = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(exponent).saturating_add(6);
    let mut digits = whole.bytes().chain(fraction.bytes()).map(|digit| u64::from(digit - b'0'));
    let limit = limits::DURATION_SECONDS * 1_000_000;
    let mut value = 0_u64;
    let mut place = 0_i64;
    while place < end {
        value = match digits.next() {
            Some(digit) => value * 10 + digit,
            None => value * 10,
        };
        if value > limit {
            return if is_negative { Micros::Negative } else { Micros::TooLarge };
        }
        place += 1;
    }
    // the first digit after the last whole microsecond, where there is one
    if end >= 0 && digits.next().is_some_and(|digit| digit >= 5) {
        value += 1;
    }
    match value {
        0 => Micros::Known(0),
        _ if is_negative => Micros::Negative,
        _ if value > limit => Micros::TooLarge,
        _ => Micros::Known(value),
    }
}

/// Whole or decimal seconds since 1970 as milliseconds.
pub(super) fn seconds_to_ms(json: &str) -> Option<i64> {
    if let Ok(seconds) = json.parse::<i64>() {
        return seconds.checked_mul(1000);
    }
    let (seconds, _) = json.split_once('.')?;
    let fraction = json.get(seconds.len()..)?;
    let Micros::Known(micros) = micros(&format!("0{fraction}")) else { return None };
    let ms = i64::try_from(micros / 1000).ok()?;
    seconds.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, expected: Micros) {
        assert_eq!(micros(number), expected, "{number}");
    }

    #[test]
    fn decimals_are_exact() {
        check("0", Micros::Known(0));
        check("-0.0", Micros::Known(0));
        check("1", Micros::Known(1_000_000));
        check("1.234567", Micros::Known(1_234_567));
        check("0.000001", Micros::Known(1));
        check("0.0000005", Micros::Known(1));
        check("0.00000049", Micros::Known(0));
        check("11.146430015564", Micros::Known(11_146_430));
        check("0.1", Micros::Known(100_000));
        check("999999.9999999", Micros::Known(1_000_000_000_000));
        check("1000000", Micros::Known(1_000_000_000_000));
    }

    #[test]
    fn exponents_move_the_point() {
        check("1e3", Micros::Known(1_000_000_000));
        check("1.5E-3", Micros::Known(1_500));
        check("12345e-6", Micros::Known(12_345));
        check("5e-7", Micros::Known(1));
        check("5e-8", Micros::Known(0));
        check("0.0000000000000000000000000000000000000000000001e45", Micros::Known(100_000));
        check("1e-99999999999999999999", Micros::Known(0));
        check("1e99999999999999999999", Micros::TooLarge);
        check("0e99999999999999999999", Micros::Known(0));
    }

    #[test]
    fn the_rest_is_told_apart() {
        check("-1.0", Micros::Negative);
        check("-1e999", Micros::Negative);
        check("1000000.000001", Micros::TooLarge);
        check("18446744073709551616", Micros::TooLarge);
        for other in ["\"2.0\"", "true", "null", "", "-", "1.", ".5", "1e", "NaN", "0x10", "1 2"] {
            check(other, Micros::NotNumber);
        }
    }
}
