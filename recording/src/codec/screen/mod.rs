//! The screen codec: lossless pictures of a desktop as tiles, copied rectangles and keyframes.
//!
//! A unit is a run of frames, stored as two chunks: the operation lists, then the pixels that they use. The lists
//! alone tell which tiles an operation touches, where a copy comes from and how many pixel bytes a box takes, so
//! that a seek can plan without the pixels. `docs/screen-codec.md` specifies the bytes.

mod block_set;
mod blocks;
mod cost;
mod decoder;
mod draw;
mod encoder;
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod live_properties;
mod liveness;
mod loaded;
mod motion;
mod needed;
mod needs;
mod operation;
mod pack;
mod packed;
mod payload;
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod properties;
mod region;
mod region_decoder;
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod session;
mod unit;
mod unpack;

pub(crate) use payload::{PIXELS_LIMIT_BYTES, key_list_len, key_parts, operations_parts};

pub use decoder::ScreenDecoder;
pub use encoder::ScreenEncoder;
pub use liveness::{LiveOperations, Liveness};
pub use loaded::{KeyPicture, ScreenKey, ScreenPixels, ScreenUnit};
pub use operation::{BoxOperation, Coding, CopyOperation, Operation, OperationReader};
pub use region::{RegionSpan, SpanEnds};
pub use region_decoder::{RegionContent, RegionDecoder, RegionOutcome};
