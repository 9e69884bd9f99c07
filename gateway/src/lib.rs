//! The Afterimage server and command-line tool: the binary `afterimage` is a thin shell around this crate.

pub mod access;
pub mod admin_log;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data;
pub mod deletion;
pub mod display;
pub mod edge;
pub mod error;
pub mod files;
pub mod headers;
pub mod import;
pub mod logging;
pub mod monitor;
pub mod objects;
pub mod problem;
pub mod routes;
pub mod server;
pub mod sign_in;
pub mod store;

pub use error::{Error, Result};
