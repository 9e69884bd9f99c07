//! Importing ttyrec, script and tlog: the rules, case by case; every staged file of every format; compression.

mod cases;
mod import;
#[expect(unreachable_pub, reason = "the tests of the whole system hand it on")]
#[path = "../../../tests/src/packing.rs"]
mod packing;
mod staged;
#[path = "../asciicast/transcript.rs"]
mod transcript;
mod wrappings;
