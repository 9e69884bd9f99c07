//! The HTTP interface: a folder or a file for each kind of thing.

mod accounts;
mod admin_log;
mod changes;
mod comments;
mod console;
mod extract;
mod health;
mod links;
mod openapi;
mod passkeys;
mod profile;
mod recordings;
mod registry;
mod router;
mod sign_in;
mod totp;
mod watch;

pub use changes::Changes;
pub use console::Console;
pub use registry::Route;
pub use router::{App, router, router_at, routes};
