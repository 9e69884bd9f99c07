//! The arguments of an instruction as numbers, read as leniently as the clients do.

use super::affine::Affine;
use super::compositing::Operator;
use super::parser::Instruction;
use crate::error::Error;

/// Why an instruction was not carried out.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is passed over and counted under this name.
    Passed(&'static str),
    /// The import cannot go on.
    Stopped(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Stopped(error)
    }
}

/// Carried out, or why not.
pub(super) type Carried<T = ()> = Result<T, Refused>;

impl Instruction<'_> {
    /// The whole number at the start of an argument; what does not fit is cut to the range.
    pub(super) fn integer(&self, number: usize) -> Carried<i32> {
        whole(self.present(number)?).map(saturate).ok_or(Refused::Passed("instruction with a bad number"))
    }

    /// The number at the start of an argument.
    pub(super) fn float(&self, number: usize) -> Carried<f64> {
        let text = self.present(number)?.trim_ascii_start();
        let is_part = |byte: &&u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
        let length = text.iter().take_while(is_part).count();
        (1..=length)
            .rev()
            .find_map(|length| std::str::from_utf8(text.get(..length)?).ok()?.parse().ok())
            .filter(|value: &f64| value.is_finite())
            .ok_or(Refused::Passed("instruction with a bad number"))
    }

    /// A time in milliseconds.
    pub(super) fn milliseconds(&self, number: usize) -> Carried<i64> {
        whole(self.present(number)?).ok_or(Refused::Passed("instruction with a bad time"))
    }

    /// A channel mask.
    pub(super) fn operator(&self, number: usize) -> Carried<Operator> {
        Operator::of_mask(self.integer(number)?).ok_or(Refused::Passed("unknown channel mask"))
    }

    /// Six numbers from `first` on.
    pub(super) fn affine(&self, first: usize) -> Carried<Affine> {
        Ok(Affine {
            a: self.float(first)?,
            b: self.float(first + 1)?,
            c: self.float(first + 2)?,
            d: self.float(first + 3)?,
            e: self.float(first + 4)?,
            f: self.float(first + 5)?,
        })
    }

    /// Four whole numbers from `first` on as red, green, blue and alpha, each cut to 0 to 255.
    pub(super) fn colour(&self, first: usize) -> Carried<[u8; 4]> {
        let channel =
            |number| Ok::<_, Refused>(u8::try_from(self.integer(number)?.clamp(0, 255)).unwrap_or(255));
        Ok([channel(first)?, channel(first + 1)?, channel(first + 2)?, channel(first + 3)?])
    }

    /// The bytes of an argument.
    pub(super) fn present(&self, number: usize) -> Carried<&[u8]> {
        self.argument(number).ok_or(Refused::Passed("instruction with too few arguments"))
    }
}

/// The whole number that some text starts with.
fn whole(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii_start();
    let (is_negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    let mut value: Option<i64> = None;
    for digit in digits.iter().take_while(|byte| byte.is_ascii_digit()) {
        let digit = i64::from(digit - b'0');
        value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(digit));
    }
    value.map(|value| if is_negative { -value } else { value })
}

fn saturate(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_numbers_as_far_as_they_go() {
        assert_eq!(whole(b"12"), Some(12));
        assert_eq!(whole(b" -7px"), Some(-7));
        assert_eq!(whole(b"3.9"), Some(3));
        assert_eq!(whole(b""), None);
        assert_eq!(whole(b"-"), None);
        assert_eq!(whole(b"x1"), None);
        assert_eq!(whole(b"99999999999999999999999"), Some(i64::MAX));
        assert_eq!(saturate(i64::MIN + 1), i32::MIN);
    }
}
