//! Types that go over the network between the gateway and its clients: REST bodies, ids and error codes.

mod health;
mod problem;
mod recordings;

pub use events::SessionFacts;
pub use health::Health;
pub use problem::Problem;
pub use recordings::{Kind, ListQuery, Recording, RecordingPage, SizeOnScreen, paths};
