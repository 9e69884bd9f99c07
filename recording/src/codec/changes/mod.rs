//! The changes track: what each frame of the screen track changed, block by block, so that neither its operation
//! lists nor its pixels have to be read to find out. `docs/changes-codec.md` specifies the bytes.
//!
//! It is written at the end of a recording. Chunks of **blocks** tell which blocks of 8x8 pixels a frame changed, chunks
//! of **edges** in which rows and columns of a block its changed pixels lie; the **directory**, the last chunk, tells
//! which span of time each of the others covers.

mod decode;
mod encode;
mod frame;
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests;

pub use decode::{Blocks, Changed, Directory, Edges, Listed, decode_blocks, decode_directory, decode_edges};
pub use encode::ChangesEncoder;
pub(crate) use frame::bits;
pub use frame::{BlockEdges, FrameChanges, TileChanges, all_blocks, block_rect, tile_rect};
