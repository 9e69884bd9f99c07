//! Writes a Guacamole recording whose sound and picture tell the time: `tones > samples/desktop-tones.guac`.
//!
//! At second `n`, for `n` from 0 to 7, a tone of 400 + 50 n Hz starts and sounds for a quarter of a second; from
//! second 8 to 11 a tone of 440 Hz of another format goes on without a break. A bar grows with the seconds, and a
//! square flashes with each tone.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::fmt::Write;

/// Samples a second, and those of a piece: 50 ms.
const RATE: usize = 8_000;
const PIECE: usize = RATE / 20;
/// Pieces of a short tone, first piece of the long one, and of the end.
const SHORT: usize = 5;
const LONG: usize = 8 * 20;
const END: usize = 11 * 20;
/// The stream of the tones.
const STREAM: &str = "1";

fn main() {
    let mut out = String::new();
    put(&mut out, &["size", "0", "320", "180"]);
    fill(&mut out, [0, 0, 320, 180], [24, 28, 36]);
    for piece in 0..END {
        draw(&mut out, piece);
        sound(&mut out, piece);
        put(&mut out, &["sync", &(1_000 + piece * 50).to_string()]);
    }
    put(&mut out, &["sync", &(1_000 + END * 50).to_string()]);
    print!("{out}");
}

fn put(out: &mut String, elements: &[&str]) {
    for (number, element) in elements.iter().enumerate() {
        let before = if number == 0 { "" } else { "," };
        write!(out, "{before}{}.{element}", element.chars().count()).expect("a string takes all");
    }
    out.push(';');
}

fn fill(out: &mut String, rect: [usize; 4], colour: [u8; 3]) {
    let [x, y, width, height] = rect.map(|number| number.to_string());
    put(out, &["rect", "0", &x, &y, &width, &height]);
    let [red, green, blue] = colour.map(|number| number.to_string());
    put(out, &["cfill", "14", "0", &red, &green, &blue, "255"]);
}

/// The bar grows ten times a second, the square shows with each tone.
fn draw(out: &mut String, piece: usize) {
    if piece.is_multiple_of(2) {
        fill(out, [20, 140, 2 + piece * 278 / END, 16], [90, 160, 250]);
    }
    match piece % 20 {
        0 => fill(out, [130, 40, 60, 60], [250, 200, 80]),
        SHORT if piece < LONG => fill(out, [130, 40, 60, 60], [24, 28, 36]),
        _ => {}
    }
}

fn sound(out: &mut String, piece: usize) {
    let (second, within) = (piece / 20, piece % 20);
    let is_long = piece >= LONG;
    if !is_long && within >= SHORT {
        return;
    }
    if piece == 0 {
        put(out, &["audio", STREAM, &format!("audio/L16;rate={RATE}")]);
    }
    if piece == LONG {
        put(out, &["end", STREAM]);
        put(out, &["audio", STREAM, &format!("audio/L8;rate={RATE},channels=1")]);
    }
    let (hertz, from) =
        if is_long { (440, (piece - LONG) * PIECE) } else { (400 + 50 * second, within * PIECE) };
    let tone =
        (from..from + PIECE).map(|at| (at as f64 / RATE as f64 * hertz as f64 * std::f64::consts::TAU).cos());
    let bytes: Vec<u8> = if is_long {
        tone.map(|value| ((value * 60.0) as i8).cast_unsigned()).collect()
    } else {
        tone.flat_map(|value| ((value * 12_000.0) as i16).to_le_bytes()).collect()
    };
    put(out, &["blob", STREAM, &BASE64_STANDARD.encode(bytes)]);
}
