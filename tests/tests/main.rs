//! The whole system, from outside: the built program, its server, its console in a browser.
//!
//! One binary, so that it links once; one browser at a time.

mod accessibility;
mod admin_log;
mod analysis;
mod command_line;
mod comments;
mod console;
mod damage;
mod described;
mod element;
mod embedding;
mod events;
mod events_pane;
mod folders;
mod formats;
mod large;
mod links;
mod lists;
mod local_files;
mod people;
mod performance;
mod pixels;
mod player_page;
mod player_touch;
mod preview;
mod room;
mod sign_in;
mod sinks;
mod sound;
mod statistics;
mod truth;
mod truth_on_page;
mod videos;
mod ways;
mod web_security;
