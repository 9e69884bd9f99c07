//! Terminal output as bytes of an unknown charset, on a terminal of unknown size: what the formats have in common
//! that hold what a program wrote and nothing else.

mod charset;
mod session;
mod size;

pub(super) use session::Session;
