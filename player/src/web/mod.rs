//! The player in the browser: a worker that opens, fetches, keeps time and draws.
//!
//! The page's side is in `page/`: `afterimage-player.js` is the element, `playback.js` its clock and its conversation
//! with the worker, which it starts through `worker-start.js`; `message.rs` lists what the two tell each other. Nothing
//! here runs on the page's own thread.

mod analysis;
mod bytes;
mod fetch;
mod files;
mod frames;
mod glyphs;
mod happened;
mod import;
mod job;
mod measure;
mod message;
mod open;
mod origin;
mod player;
mod preview;
mod scrub;
mod session;
mod show;
mod sound;
mod stage;
mod surface;
mod video;
mod video_decoder;
mod worker;

pub use message::Failure;
pub use surface::Surface;
pub use worker::start;
