//! The language of the member `timing`.

use std::iter::Peekable;
use std::str::Chars;

/// Where some text went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Input,
    Output,
}

/// One step of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `+N`: milliseconds go by.
    Delay(u64),
    /// `=WxH`: the terminal has so many columns and rows.
    Window(u32, u32),
    /// `<N`, `>N`: so many characters of the text.
    Text(Way, usize),
    /// `[N/M`, `]N/M`: in place of so many characters of the text, so many of the bytes that were no characters.
    Binary(Way, usize, usize),
}

/// The steps of a message, in order; ends with an `Err` where one is not understood.
pub(super) struct Steps<'a> {
    rest: Peekable<Chars<'a>>,
    is_broken: bool,
}

/// A step that is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotUnderstood;

impl<'a> Steps<'a> {
    pub(super) fn of(timing: &'a str) -> Self {
        Self { rest: timing.chars().peekable(), is_broken: false }
    }

    fn step(&mut self, kind: char) -> Option<Step> {
        let way = if matches!(kind, '<' | '[') { Way::Input } else { Way::Output };
        Some(match kind {
            '+' => Step::Delay(self.number()?),
            '=' => {
                let columns = self.side()?;
                self.separator('x')?;
                Step::Window(columns, self.side()?)
            }
            '<' | '>' => Step::Text(way, self.count()?),
            '[' | ']' => {
                let characters = self.count()?;
                self.separator('/')?;
                Step::Binary(way, characters, self.count()?)
            }
            _ => return None,
        })
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = None;
        while let Some(digit) = self.rest.peek().and_then(|next| next.to_digit(10)) {
            self.rest.next();
            number = Some(number.unwrap_or(0_u64).checked_mul(10)?.checked_add(digit.into())?);
        }
        number
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn side(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn separator(&mut self, separator: char) -> Option<()> {
        self.rest.next_if_eq(&separator).map(|_| ())
    }
}

impl Iterator for Steps<'_> {
    type Item = Result<Step, NotUnderstood>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_broken {
            return None;
        }
        let kind = self.rest.next()?;
        let step = self.step(kind);
        self.is_broken = step.is_none();
        Some(step.ok_or(NotUnderstood))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps() {
        let steps: Vec<_> = Steps::of("=80x24+51>10<1+0]2/3[1/0=0x0").map(Result::unwrap).collect();
        let expected = [
            Step::Window(80, 24),
            Step::Delay(51),
            Step::Text(Way::Output, 10),
            Step::Text(Way::Input, 1),
            Step::Delay(0),
            Step::Binary(Way::Output, 2, 3),
            Step::Binary(Way::Input, 1, 0),
            Step::Window(0, 0),
        ];
        assert_eq!(steps, expected);
    }

    #[test]
    fn what_is_not_understood_ends_it() {
        for timing in ["x", ">", "=80", "=80y24", "]3", "]3/", "+99999999999999999999", ">1 >2"] {
            let steps: Vec<_> = Steps::of(timing).collect();
            assert_eq!(steps.last(), Some(&Err(NotUnderstood)), "{timing}");
            assert_eq!(steps.iter().filter(|step| step.is_err()).count(), 1, "{timing}");
        }
    }
}
