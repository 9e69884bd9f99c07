//! The HTTP interface: one file per route, named after its verb.

mod console;
mod health;
mod openapi;
mod recordings;
mod registry;
mod router;

pub use console::Console;
pub use registry::Route;
pub use router::{App, router, routes};
