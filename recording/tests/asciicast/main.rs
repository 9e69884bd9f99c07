//! Importing asciicasts: the rules, case by case; every staged file; a hundred thousand damaged ones.

mod cases;
mod mutations;
mod random;
mod staged;
mod transcript;
