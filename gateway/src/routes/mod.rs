//! The HTTP interface: one file per route, named after its verb.

mod console;
mod health;
mod openapi;
mod recordings;
mod router;

pub use console::Console;
pub use router::{App, router};
