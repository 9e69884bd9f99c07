//! Importing ttyrec, script and tlog: the rules, case by case; every staged file of every format; compression;
//! a hundred thousand damaged files of each.

mod cases;
mod import;
#[path = "../../src/long.rs"]
mod long;
mod mutations;
#[path = "../asciicast/random.rs"]
mod random;
mod staged;
#[path = "../asciicast/transcript.rs"]
mod transcript;
mod wrappings;
