//! Importing ttyrec, script and tlog: the rules, case by case; every staged file of every format; compression.

mod cases;
mod import;
#[path = "../../../tests/src/packing.rs"]
mod packing;
mod staged;
#[path = "../asciicast/transcript.rs"]
mod transcript;
mod wrappings;
