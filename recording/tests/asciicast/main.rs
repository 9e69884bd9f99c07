//! Importing asciicasts: the rules, case by case; every staged file; a hundred thousand damaged ones.

mod cases;
mod damage;
mod import;
#[path = "../../src/long.rs"]
mod long;
mod memory;
mod mutations;
mod random;
mod staged;
mod transcript;
