//! Types that go over the network between the gateway and its clients: REST bodies, ids and error codes.

mod problem;
mod recordings;

pub use problem::Problem;
pub use recordings::{Kind, Recording, RecordingPage, SizeOnScreen};
