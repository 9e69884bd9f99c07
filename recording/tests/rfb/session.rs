//! A made-up session: frames of random rectangles in all encodings, and what each must look like.

use super::craft::{Format, Packers, Pixels, Random, fbs, rectangle, start, update};

/// A made-up session.
pub(crate) struct Session {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// The server's bytes up to the first frame, then those of each frame.
    pub(crate) messages: Vec<Vec<u8>>,
    /// Red, green and blue after each frame.
    pub(crate) pictures: Vec<Vec<[u8; 3]>>,
}

/// Encodings of pixels by their numbers.
pub(crate) const ENCODINGS: [i32; 7] = [0, 1, 2, 4, 5, 7, 16];

/// A session of `frames` frames. Rectangles are of one of `encodings`.
pub(crate) fn session(random: &mut Random, format: &Format, encodings: &[i32], frames: usize) -> Session {
    let (width, height) = (1 + random.below(150), 1 + random.below(150));
    let mut messages = vec![start(width as u16, height as u16, format)];
    let palette: Vec<[u16; 3]> = (0..256).map(|_| [0; 3].map(|_: u8| random.below(65_536) as u16)).collect();
    if !format.true_colour {
        messages[0].extend([1, 0, 0, 0, 1, 0]);
        messages[0].extend(palette.iter().flat_map(|colour| colour.map(u16::to_be_bytes).concat()));
    }
    let mut screen = vec![0; width * height];
    let mut picture = vec![[0; 3]; width * height];
    let mut packers = Packers::new();
    let mut pictures = Vec::new();
    for _ in 0..frames {
        let mut rectangles = Vec::new();
        for _ in 0..=random.below(4) {
            let (x, y) = (random.below(width), random.below(height));
            let most = if random.below(3) == 0 { 150 } else { 20 };
            let (w, h) = (1 + random.below((width - x).min(most)), 1 + random.below((height - y).min(most)));
            let encoding = encodings[random.below(encodings.len())];
            let place = [x, y, w, h].map(|side| side as u16);
            let values = if encoding == 1 {
                let (from_x, from_y) = (random.below(width - w + 1), random.below(height - h + 1));
                let rows = (from_y..from_y + h).flat_map(|y| screen[y * width + from_x..][..w].to_vec());
                let values: Vec<(u32, [u8; 3])> = rows
                    .zip((from_y..from_y + h).flat_map(|y| picture[y * width + from_x..][..w].to_vec()))
                    .collect();
                let data = [(from_x as u16).to_be_bytes(), (from_y as u16).to_be_bytes()].concat();
                rectangles.push(rectangle(place, 1, &data));
                values
            } else {
                let values = content(random, format, w * h);
                let pixels = Pixels { width: w, values: &values, format };
                let data = match encoding {
                    0 => pixels.raw(),
                    2 => pixels.rre(false),
                    4 => pixels.rre(true),
                    5 => pixels.hextile(random),
                    7 => pixels.tight(random, &mut packers),
                    _ => pixels.zrle(random, &mut packers),
                };
                rectangles.push(rectangle(place, encoding, &data));
                values.iter().map(|value| (*value, format.colour(*value, &palette))).collect()
            };
            for (at, (value, colour)) in values.into_iter().enumerate() {
                let place = (y + at / w) * width + x + at % w;
                screen[place] = value;
                picture[place] = colour;
            }
        }
        messages.push(update(&rectangles));
        pictures.push(picture.clone());
    }
    Session { width, height, messages, pictures }
}

/// Pixels of few or many colours, in runs or not.
fn content(random: &mut Random, format: &Format, count: usize) -> Vec<u32> {
    let colours = [1, 2, 3, 9, 60, 250, 5000][random.below(7)];
    let pool: Vec<u32> = (0..colours).map(|_| format.random(random)).collect();
    let longest = [1, 5, 700][random.below(3)];
    let mut values = Vec::new();
    while values.len() < count {
        let value = pool[random.below(pool.len())];
        let length = 1 + random.below(longest);
        values.extend(std::iter::repeat_n(value, length.min(count - values.len())));
    }
    values
}

impl Session {
    /// The file, cut into blocks anywhere, and the time of each frame in milliseconds.
    pub(crate) fn file(&self, random: &mut Random) -> (Vec<u8>, Vec<u32>) {
        let all = self.messages.concat();
        let mut ends = Vec::new();
        let mut end = 0;
        for message in &self.messages {
            end += message.len();
            ends.push(end);
        }
        let (mut blocks, mut times) = (Vec::new(), Vec::new());
        let (mut at, mut ms) = (0, 40);
        let mut ends = ends.into_iter().skip(1).peekable();
        while at < all.len() {
            let longest = [7, 300, 20_000][random.below(3)];
            // the first block must show that it is the server's
            let length = (4 + random.below(longest)).min(all.len() - at);
            blocks.push((all[at..at + length].to_vec(), ms));
            at += length;
            while ends.next_if(|end| *end <= at).is_some() {
                times.push(ms);
            }
            ms += random.below(50) as u32;
        }
        (fbs(&blocks), times)
    }
}
