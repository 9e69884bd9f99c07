//! Colours: the default theme, a recording's own, and the 256 of the palette.

use avt::{Color, Pen};
use recording::facts::Theme;

/// A colour as red, green, blue.
pub(super) type Rgb = [u8; 3];

const FOREGROUND: u32 = 0x00d6_dbe5;
const BACKGROUND: u32 = 0x0016_1a22;
const PALETTE: [u32; 16] = [
    0x002a_303c,
    0x00e0_6470,
    0x0086_bf78,
    0x00dd_b667,
    0x0066_a3e0,
    0x00b8_83d8,
    0x005c_b8c0,
    0x00b9_c2cf,
    0x0066_7085,
    0x00f0_8a92,
    0x00a5_d697,
    0x00ee_cf8d,
    0x008f_bef0,
    0x00cd_a4e8,
    0x0085_d3d9,
    0x00f2_f5fa,
];

/// The colours that a terminal is drawn with.
pub(super) struct Colors {
    pub(super) foreground: Rgb,
    pub(super) background: Rgb,
    palette: [Rgb; 256],
}

impl Colors {
    /// The theme's colours, where it is complete; the bright half of a palette of 8 is like the other.
    pub(super) fn new(theme: Option<&Theme>) -> Self {
        let default = Theme { foreground: FOREGROUND, background: BACKGROUND, palette: PALETTE.to_vec() };
        let theme = theme.filter(|theme| theme.palette.len() >= 8).unwrap_or(&default);
        let mut palette = [[0; 3]; 256];
        for (place, slot) in palette.iter_mut().enumerate() {
            *slot = match place {
                0..16 => {
                    let color = theme.palette.get(place).or_else(|| theme.palette.get(place % 8));
                    rgb(color.copied().unwrap_or_default())
                }
                16..232 => cube(place - 16),
                _ => [gray(place - 232); 3],
            };
        }
        Self { foreground: rgb(theme.foreground), background: rgb(theme.background), palette }
    }

    /// Foreground and background of a cell. `is_cursor` turns them round once more.
    pub(super) fn of(&self, pen: &Pen, is_cursor: bool) -> (Rgb, Rgb) {
        let resolve = |color: Option<Color>, default: Rgb| match color {
            None => default,
            Some(Color::Indexed(place)) => self.palette.get(usize::from(place)).copied().unwrap_or(default),
            Some(Color::RGB(color)) => [color.r, color.g, color.b],
        };
        let foreground = resolve(pen.foreground(), self.foreground);
        let background = resolve(pen.background(), self.background);
        let (foreground, background) =
            if pen.is_inverse() != is_cursor { (background, foreground) } else { (foreground, background) };
        if pen.is_faint() { (mix(background, foreground, 128), background) } else { (foreground, background) }
    }
}

/// `coverage` of 255 parts of `over` on `under`.
pub(super) fn mix(under: Rgb, over: Rgb, coverage: u8) -> Rgb {
    let coverage = u16::from(coverage);
    std::array::from_fn(|channel| {
        let (under, over) =
            (under.get(channel).copied().unwrap_or(0), over.get(channel).copied().unwrap_or(0));
        let mixed = (u16::from(under) * (255 - coverage) + u16::from(over) * coverage + 127) / 255;
        u8::try_from(mixed).unwrap_or(255)
    })
}

fn rgb(color: u32) -> Rgb {
    let [_, red, green, blue] = color.to_be_bytes();
    [red, green, blue]
}

/// The colours 16 to 231 of xterm: six steps of each channel.
fn cube(place: usize) -> Rgb {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    [place / 36, place / 6 % 6, place % 6].map(|step| STEPS.get(step).copied().unwrap_or(255))
}

/// The colours 232 to 255 of xterm: greys.
fn gray(place: usize) -> u8 {
    u8::try_from(8 + place * 10).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_is_that_of_xterm() {
        let colors = Colors::new(None);
        let check = |place: usize, expected: u32| assert_eq!(colors.palette[place], rgb(expected), "{place}");
        check(16, 0x00_0000);
        check(21, 0x00_00ff);
        check(46, 0x00_ff00);
        check(102, 0x87_8787);
        check(231, 0xff_ffff);
        check(232, 0x08_0808);
        check(255, 0xee_eeee);
    }

    #[test]
    fn a_palette_of_eight_serves_for_sixteen() {
        let theme = Theme { foreground: 1, background: 2, palette: (0..8).collect() };
        let colors = Colors::new(Some(&theme));
        assert_eq!(colors.palette[9], rgb(1));
        assert_eq!((colors.foreground, colors.background), (rgb(1), rgb(2)));
        let short = Theme { palette: vec![7; 3], ..theme };
        assert_eq!(Colors::new(Some(&short)).background, rgb(BACKGROUND));
    }

    #[test]
    fn mixing_is_exact_at_the_ends() {
        assert_eq!(mix([1, 2, 3], [9, 8, 7], 0), [1, 2, 3]);
        assert_eq!(mix([1, 2, 3], [9, 8, 7], 255), [9, 8, 7]);
    }
}
