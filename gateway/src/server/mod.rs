//! Listening: connections, their limits and timeouts, TLS, and stopping in good order. What a request must be to be
//! answered is decided in [`crate::edge`].

mod address;
mod admission;
mod certificates;
mod connection;
mod head;
mod listener;
mod own_answer;
mod progress;
mod proxies;
mod settings;
mod watched;

pub use address::Address;
pub use certificates::Certificates;
pub use listener::Server;
pub use proxies::{Forwarding, Proxies};
pub use settings::{Limits, Settings, Tls};
