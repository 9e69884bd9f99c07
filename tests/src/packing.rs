//! Files packed as users have them. Tests of other crates include this file.

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use liblzma::write::XzEncoder;
use std::io::Write;

const MEMORY: &str = "memory takes what is written";

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// gzip.
    Gzip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// zstd.
    Zstd,
}

impl Packing {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Gzip, Self::Bzip2, Self::Xz, Self::Zstd];

    /// Packs bytes.
    pub fn pack(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(bytes).and_then(|()| encoder.finish()).expect(MEMORY)
            }
            Self::Bzip2 => {
                let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::fast());
                encoder.write_all(bytes).and_then(|()| encoder.finish()).expect(MEMORY)
            }
            Self::Xz => {
                let mut encoder = XzEncoder::new(Vec::new(), 1);
                encoder.write_all(bytes).and_then(|()| encoder.finish()).expect(MEMORY)
            }
            Self::Zstd => {
                let mut packed = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
                zstd_safe::compress(&mut packed, bytes, 3).expect(MEMORY);
                packed
            }
        }
    }
}
