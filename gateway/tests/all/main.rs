//! The gateway through what it offers: HTTP and the command line.

mod access;
mod bad_input;
mod command;
mod http;
mod recordings;
mod serve;
mod session;
mod support;
mod truth;
mod twins;
mod visibility;
