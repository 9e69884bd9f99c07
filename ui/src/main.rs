//! The console: pages over the gateway's API and around the player.
//!
//! `route` names the pages, `shell` stands around them, `client` alone speaks HTTP, `browser` alone touches
//! JavaScript, `format` writes times and sizes, `parts` holds what several pages draw, `query` what is fetched while one is shown.

mod app;
mod browser;
mod client;
mod format;
mod local_file;
mod pages;
mod parts;
mod query;
mod route;
mod session;
mod shell;
mod theme;

fn main() {
    browser::report_panics();
    browser::document::mount::<app::App>("app");
}
