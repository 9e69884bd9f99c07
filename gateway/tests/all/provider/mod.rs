//! Signing in through a provider: what is refused, against a provider of the test's own; that it works, against one
//! that others wrote.

mod fake;
mod reach;
mod real;
mod tokens;

pub(crate) use fake::{CANARY, Fake, ID, Says};
