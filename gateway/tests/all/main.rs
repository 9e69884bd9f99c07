//! The gateway through what it offers: HTTP and the command line.

mod http;
mod support;
