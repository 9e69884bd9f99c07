//! A terminal looks the same natively and in the browser, to the last pixel: both must give these sums.
//!
//! For the browser's half: `cargo test -p player --target wasm32-unknown-unknown --test terminal_pixels` with
//! `wasm-bindgen-test-runner` as the runner.

use player::terminal::TerminalRenderer;
use recording::codec::terminal::Emulator;
use recording::picture::Picture;
use recording::units::Size;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;

/// FNV-1a of 64 bits.
fn sum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// A screen with everything that is drawn in a way of its own.
fn screen() -> Emulator {
    let mut emulator = Emulator::new(Size::new(64, 40));
    for (style, text) in [
        ("", "The quick brown fox jumps over the lazy dog"),
        ("1", "bold 0123456789 {}[]()"),
        ("3", "italic gjpqy"),
        ("1;3;4", "bold italic underlined"),
        ("2;9", "faint and struck"),
        ("7;31", "inverse red"),
        ("38;5;208;48;5;24", "of 256"),
        ("38;2;255;100;0;48;2;0;60;120", "of 16 million"),
    ] {
        emulator.output(&format!("\x1b[{style}m{text}\x1b[0m\r\n"));
    }
    let shapes = ('─'..='▟').chain('⠀'..='⣿').chain('\u{e0b0}'..='\u{e0bf}').chain('\u{1fb00}'..='\u{1fb8b}');
    emulator.output(&shapes.collect::<String>());
    emulator.output("\r\nżółć Жд αβγ →⇒∑∫∞●◆✓½ e\u{301} 界 🦀 \x1b[5;5H");
    emulator
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn pixels_are_the_same_everywhere() {
    let emulator = screen();
    for (font_px, expected) in
        [(16, 0x40f2_42d8_4507_9908_u64), (13, 0x6553_a1d8_1f5a_310b_u64), (29, 0xcc12_ad8e_b26f_4e75_u64)]
    {
        let mut picture = Picture::new(Size::new(1, 1)).expect("small");
        TerminalRenderer::new(None, font_px).render(emulator.terminal(), None, &mut picture).expect("draws");
        let found = sum(picture.rgba());
        assert_eq!(found, expected, "at {font_px} pixels: {found:#x}");
    }
}
