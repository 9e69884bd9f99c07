//! How many cases the tests with random or damaged input take.

use std::num::NonZeroU32;

/// `usual`, times the factor in `AFTERIMAGE_LONG` where that is set, as `cargo xtask long` does.
///
/// A test with a seed of its own goes on with the numbers that follow, so that a longer run takes the usual cases
/// and then others.
pub(crate) fn scaled(usual: u32) -> u32 {
    let Some(factor) = std::env::var_os("AFTERIMAGE_LONG") else { return usual };
    let factor: Option<NonZeroU32> = factor.to_str().and_then(|factor| factor.parse().ok());
    let factor = factor.expect("AFTERIMAGE_LONG should be a whole number from 1").get();
    usual.checked_mul(factor).expect("AFTERIMAGE_LONG should leave the number of cases below 2^32")
}
