//! Makes RFB recordings, and the pictures that they must show, without any code of the importer.

use flate2::{Compress, Compression, FlushCompress};

/// Numbers that are the same on every run (xorshift).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((self.next() >> 11) % limit.max(1) as u64) as usize
    }
}

/// How pixels are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    pub(crate) bits: u8,
    pub(crate) depth: u8,
    pub(crate) big: bool,
    pub(crate) true_colour: bool,
    pub(crate) max: [u16; 3],
    pub(crate) shift: [u8; 3],
    /// The byte that a compact pixel leaves out, counted in the order of the wire.
    pub(crate) left_out: Option<usize>,
}

const fn rgb(
    bits: u8,
    depth: u8,
    big: bool,
    max: [u16; 3],
    shift: [u8; 3],
    left_out: Option<usize>,
) -> Format {
    Format { bits, depth, big, true_colour: true, max, shift, left_out }
}

/// Formats that servers use, and some that they may.
pub(crate) const FORMATS: [Format; 11] = [
    rgb(32, 24, false, [255; 3], [16, 8, 0], Some(3)),
    rgb(32, 24, true, [255; 3], [16, 8, 0], Some(0)),
    rgb(32, 24, false, [255; 3], [0, 8, 16], Some(3)),
    rgb(32, 24, false, [255; 3], [24, 16, 8], Some(0)),
    rgb(32, 24, true, [255; 3], [8, 16, 24], Some(3)),
    rgb(32, 30, false, [1023; 3], [20, 10, 0], None),
    rgb(16, 16, false, [31, 63, 31], [11, 5, 0], None),
    rgb(16, 15, true, [31; 3], [10, 5, 0], None),
    rgb(8, 8, false, [7, 7, 3], [0, 3, 6], None),
    rgb(32, 18, true, [63; 3], [12, 6, 0], Some(0)),
    Format { bits: 8, depth: 8, big: false, true_colour: false, max: [0; 3], shift: [0; 3], left_out: None },
];

impl Format {
    fn bytes(&self) -> usize {
        usize::from(self.bits / 8)
    }

    /// A value that the format can have.
    pub(crate) fn random(&self, random: &mut Random) -> u32 {
        if !self.true_colour {
            return random.below(256) as u32;
        }
        let channel = |random: &mut Random, at: usize| {
            (random.below(usize::from(self.max[at]) + 1) as u32) << self.shift[at]
        };
        channel(random, 0) | channel(random, 1) | channel(random, 2)
    }

    pub(crate) fn pixel(&self, value: u32) -> Vec<u8> {
        let mut bytes: Vec<u8> = (0..self.bytes()).map(|byte| (value >> (8 * byte)) as u8).collect();
        if self.big {
            bytes.reverse();
        }
        bytes
    }

    fn compact(&self, value: u32) -> Vec<u8> {
        let mut bytes = self.pixel(value);
        if let Some(at) = self.left_out {
            bytes.remove(at);
        }
        bytes
    }

    fn channels(&self, value: u32) -> [u32; 3] {
        [0, 1, 2].map(|at| (value >> self.shift[at]) & u32::from(self.max[at]))
    }

    fn is_tight_rgb(&self) -> bool {
        self.bits == 32 && self.depth == 24 && self.max == [255; 3]
    }

    fn tight(&self, value: u32) -> Vec<u8> {
        if self.is_tight_rgb() {
            self.channels(value).map(|channel| channel as u8).to_vec()
        } else {
            self.pixel(value)
        }
    }

    /// Red, green and blue of 8 bits.
    pub(crate) fn colour(&self, value: u32, palette: &[[u16; 3]]) -> [u8; 3] {
        if !self.true_colour {
            return palette[value as usize].map(|channel| (channel >> 8) as u8);
        }
        let channels = self.channels(value);
        [0, 1, 2].map(|at| (f64::from(channels[at]) * 255.0 / f64::from(self.max[at])).round() as u8)
    }

    pub(crate) fn bytes_of_format(&self) -> Vec<u8> {
        let mut bytes = vec![self.bits, self.depth, self.big.into(), self.true_colour.into()];
        self.max.iter().for_each(|max| bytes.extend(max.to_be_bytes()));
        bytes.extend(self.shift);
        bytes.extend([0; 3]);
        bytes
    }
}

/// A start of the connection, with the name `desk`.
pub(crate) fn start(width: u16, height: u16, format: &Format) -> Vec<u8> {
    let mut bytes = b"RFB 003.003\n\0\0\0\x01".to_vec();
    bytes.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    bytes.extend(format.bytes_of_format());
    bytes.extend(b"\0\0\0\x04desk");
    bytes
}

/// An FBS file of blocks with their times.
pub(crate) fn fbs(blocks: &[(Vec<u8>, u32)]) -> Vec<u8> {
    let mut bytes = b"FBS 001.000\n".to_vec();
    for (block, ms) in blocks {
        bytes.extend((block.len() as u32).to_be_bytes());
        bytes.extend(block);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes.extend(ms.to_be_bytes());
    }
    bytes
}

/// A frame of rectangles.
pub(crate) fn update(rectangles: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0, 0];
    bytes.extend((rectangles.len() as u16).to_be_bytes());
    bytes.extend(rectangles.concat());
    bytes
}

/// A rectangle's head and data.
pub(crate) fn rectangle(place: [u16; 4], encoding: i32, data: &[u8]) -> Vec<u8> {
    let mut bytes = place.map(u16::to_be_bytes).concat();
    bytes.extend(encoding.to_be_bytes());
    bytes.extend(data);
    bytes
}

/// The zlib streams of a session.
pub(crate) struct Packers {
    zrle: Compress,
    tight: [Compress; 4],
}

fn fresh() -> Compress {
    Compress::new(Compression::new(6), true)
}

fn pack(stream: &mut Compress, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() + data.len() / 2 + 1024);
    let before = stream.total_in();
    stream.compress_vec(data, &mut out, FlushCompress::Sync).unwrap();
    assert_eq!(stream.total_in() - before, data.len() as u64);
    out
}

/// Values of a rectangle, `width` in a row.
pub(crate) struct Pixels<'a> {
    pub(crate) width: usize,
    pub(crate) values: &'a [u32],
    pub(crate) format: &'a Format,
}

impl Pixels<'_> {
    fn height(&self) -> usize {
        self.values.len() / self.width
    }

    fn tile(&self, x: usize, y: usize, side: usize) -> (Vec<u32>, usize) {
        let (right, bottom) = ((x + side).min(self.width), (y + side).min(self.height()));
        let rows = (y..bottom).flat_map(|y| self.values[y * self.width + x..y * self.width + right].to_vec());
        (rows.collect(), right - x)
    }

    fn tiles(&self, side: usize) -> Vec<(Vec<u32>, usize)> {
        let rows = (0..self.height()).step_by(side);
        rows.flat_map(|y| (0..self.width).step_by(side).map(move |x| (x, y)))
            .map(|(x, y)| self.tile(x, y, side))
            .collect()
    }

    pub(crate) fn raw(&self) -> Vec<u8> {
        self.values.iter().flat_map(|value| self.format.pixel(*value)).collect()
    }

    /// RRE, or CoRRE: every pixel that is not the first one's colour is a rectangle.
    pub(crate) fn rre(&self, is_compact: bool) -> Vec<u8> {
        let background = self.values[0];
        let others: Vec<usize> = (0..self.values.len()).filter(|at| self.values[*at] != background).collect();
        let mut bytes = (others.len() as u32).to_be_bytes().to_vec();
        bytes.extend(self.format.pixel(background));
        for at in others {
            bytes.extend(self.format.pixel(self.values[at]));
            let place = [at % self.width, at / self.width, 1, 1];
            if is_compact {
                bytes.extend(place.map(|side| side as u8));
            } else {
                bytes.extend(place.map(|side| (side as u16).to_be_bytes()).concat());
            }
        }
        bytes
    }

    pub(crate) fn hextile(&self, random: &mut Random) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (mut background, mut foreground) = (None, None);
        for (tile, width) in self.tiles(16) {
            let mine = tile[0];
            let others: Vec<usize> = (0..tile.len()).filter(|at| tile[*at] != mine).collect();
            if others.len() > 60 || random.below(9) == 0 {
                bytes.push(1);
                bytes.extend(tile.iter().flat_map(|value| self.format.pixel(*value)));
                continue;
            }
            let mut kind = 0;
            let mut colours = Vec::new();
            if background != Some(mine) || random.below(3) == 0 {
                kind |= 2;
                colours.extend(self.format.pixel(mine));
                background = Some(mine);
            }
            let is_one = others.iter().all(|at| tile[*at] == tile[others[0]]);
            if !others.is_empty() {
                kind |= 8;
                if !is_one {
                    kind |= 16;
                } else if foreground != Some(tile[others[0]]) {
                    kind |= 4;
                    foreground = Some(tile[others[0]]);
                    colours.extend(self.format.pixel(tile[others[0]]));
                }
            }
            bytes.push(kind);
            bytes.extend(colours);
            if kind & 8 != 0 {
                bytes.push(others.len() as u8);
                for at in others {
                    if kind & 16 != 0 {
                        bytes.extend(self.format.pixel(tile[at]));
                    }
                    bytes.extend([(((at % width) << 4) | (at / width)) as u8, 0]);
                }
            }
        }
        bytes
    }

    pub(crate) fn zrle(&self, random: &mut Random, packers: &mut Packers) -> Vec<u8> {
        let mut plain = Vec::new();
        for (tile, width) in self.tiles(64) {
            plain.extend(zrle_tile(&tile, width, self.format, random));
        }
        let packed = pack(&mut packers.zrle, &plain);
        [(packed.len() as u32).to_be_bytes().to_vec(), packed].concat()
    }

    pub(crate) fn tight(&self, random: &mut Random, packers: &mut Packers) -> Vec<u8> {
        let colours = colours_of(self.values);
        let reset = if random.below(4) == 0 { random.below(16) as u8 } else { 0 };
        for (number, stream) in packers.tight.iter_mut().enumerate() {
            if reset >> number & 1 != 0 {
                *stream = fresh();
            }
        }
        if colours.len() == 1 {
            return [vec![0x80 | reset], self.format.tight(colours[0])].concat();
        }
        let number = random.below(4);
        let control = (number << 4) as u8 | reset;
        let mut head = Vec::new();
        let data: Vec<u8> = if colours.len() <= 256 && random.below(2) == 0 {
            head.extend([control | 0x40, 1, (colours.len() - 1) as u8]);
            colours.iter().for_each(|value| head.extend(self.format.tight(*value)));
            let place = |value: &u32| colours.iter().position(|colour| colour == value).unwrap();
            if colours.len() == 2 {
                self.values
                    .chunks(self.width)
                    .flat_map(|row| bits(&row.iter().map(place).collect::<Vec<_>>(), 1))
                    .collect()
            } else {
                self.values.iter().map(|value| place(value) as u8).collect()
            }
        } else if self.format.true_colour && random.below(2) == 0 {
            head.extend([control | 0x40, 2]);
            self.gradient()
        } else {
            head.extend(if random.below(2) == 0 { vec![control] } else { vec![control | 0x40, 0] });
            self.values.iter().flat_map(|value| self.format.tight(*value)).collect()
        };
        if data.len() < 12 {
            return [head, data].concat();
        }
        let packed = pack(&mut packers.tight[number], &data);
        [head, compact(packed.len()), packed].concat()
    }

    fn gradient(&self) -> Vec<u8> {
        let at = |x: isize, y: isize| {
            if x < 0 || y < 0 {
                return [0; 3];
            }
            self.format.channels(self.values[y as usize * self.width + x as usize])
        };
        let mut bytes = Vec::new();
        for (number, value) in self.values.iter().enumerate() {
            let (x, y) = ((number % self.width) as isize, (number / self.width) as isize);
            let (left, above, both) = (at(x - 1, y), at(x, y - 1), at(x - 1, y - 1));
            let mut difference = [0; 3];
            for channel in 0..3 {
                let max = i64::from(self.format.max[channel]);
                let expected =
                    i64::from(left[channel]) + i64::from(above[channel]) - i64::from(both[channel]);
                let own = i64::from(self.format.channels(*value)[channel]);
                difference[channel] = ((own - expected.clamp(0, max)) & max) as u32;
            }
            if self.format.is_tight_rgb() {
                bytes.extend(difference.map(|channel| channel as u8));
            } else {
                let joined = (0..3).fold(0, |joined, at| joined | difference[at] << self.format.shift[at]);
                bytes.extend(self.format.pixel(joined));
            }
        }
        bytes
    }
}

impl Packers {
    pub(crate) fn new() -> Self {
        Self { zrle: fresh(), tight: std::array::from_fn(|_| fresh()) }
    }
}

/// The colours of pixels in the order in which they come.
fn colours_of(values: &[u32]) -> Vec<u32> {
    let mut colours = Vec::new();
    for value in values {
        if !colours.contains(value) && colours.len() < 300 {
            colours.push(*value);
        }
    }
    colours
}

/// Numbers of so many bits, the first the highest; filled up to a byte.
fn bits(numbers: &[usize], bits: usize) -> Vec<u8> {
    let in_byte = 8 / bits;
    let byte = |numbers: &[usize]| {
        (0..in_byte).fold(0, |byte, at| (byte << bits) | numbers.get(at).copied().unwrap_or(0) as u8)
    };
    numbers.chunks(in_byte).map(byte).collect()
}

fn compact(length: usize) -> Vec<u8> {
    match length {
        0..0x80 => vec![length as u8],
        0x80..0x4000 => vec![length as u8 & 0x7F | 0x80, (length >> 7) as u8],
        _ => vec![length as u8 & 0x7F | 0x80, (length >> 7) as u8 & 0x7F | 0x80, (length >> 14) as u8],
    }
}

fn run_length(length: usize) -> Vec<u8> {
    let mut bytes = vec![255; (length - 1) / 255];
    bytes.push(((length - 1) % 255) as u8);
    bytes
}

fn zrle_tile(tile: &[u32], width: usize, format: &Format, random: &mut Random) -> Vec<u8> {
    let colours = colours_of(tile);
    let place = |value: u32| colours.iter().position(|colour| *colour == value).unwrap();
    let palette: Vec<u8> = colours.iter().flat_map(|value| format.compact(*value)).collect();
    let mut runs: Vec<(u32, usize)> = Vec::new();
    for value in tile {
        match runs.last_mut() {
            Some((last, length)) if last == value => *length += 1,
            _ => runs.push((*value, 1)),
        }
    }
    if colours.len() == 1 {
        return [vec![1], palette].concat();
    }
    match random.below(4) {
        0 if colours.len() <= 16 => {
            let depth = match colours.len() {
                2 => 1,
                3 | 4 => 2,
                _ => 4,
            };
            let rows = tile
                .chunks(width)
                .flat_map(|row| bits(&row.iter().map(|value| place(*value)).collect::<Vec<_>>(), depth));
            [vec![colours.len() as u8], palette.clone(), rows.collect()].concat()
        }
        1 if colours.len() <= 127 => {
            let runs = runs.iter().flat_map(|(value, length)| match length {
                1 => vec![place(*value) as u8],
                _ => [vec![place(*value) as u8 | 128], run_length(*length)].concat(),
            });
            [vec![128 + colours.len() as u8], palette.clone(), runs.collect()].concat()
        }
        2 => {
            let runs = runs
                .iter()
                .flat_map(|(value, length)| [format.compact(*value), run_length(*length)].concat());
            std::iter::once(128).chain(runs).collect()
        }
        _ => std::iter::once(0).chain(tile.iter().flat_map(|value| format.compact(*value))).collect(),
    }
}
