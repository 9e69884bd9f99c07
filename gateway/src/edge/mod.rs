//! What a request must be to be answered at all, whatever its route: asked for by our name, by our own pages, with a
//! body that is neither too large nor too slow. `docs/web-security.md` tells of it as a whole.

mod body;
mod client;
mod cross_site;
mod framing;
mod guard;
mod site;

pub use body::BodyLimit;
pub use client::{Client, Ours};
pub use guard::protect;
pub use site::Site;
