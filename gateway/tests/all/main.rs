//! The gateway through what it offers: HTTP and the command line.

mod access;
mod admin_log;
mod bad_input;
mod care;
mod command;
mod comments;
mod configuration;
mod databases;
mod edge;
mod http;
mod links;
mod monitor;
mod never_logged;
mod provider;
mod recordings;
mod serve;
mod session;
mod sign_in;
mod support;
mod truth;
mod twins;
mod visibility;
mod ways;
