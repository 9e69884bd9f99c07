//! The 16 binary raster operations of `transfer`.

use super::compositing::{pixels, pixels_mut, premultiplied, unpremultiplied};

/// Changes premultiplied destination pixels by the source's, as the function of this number says: bit 0 of it is the
/// result where both bits are set, bit 1 where only the source's is, bit 2 where only the destination's is, bit 3
/// where neither is. Answers whether there is such a function.
pub(super) fn transfer(function: i32, destination: &mut [u8], source: &[u8]) -> bool {
    // black, white and those of the destination alone keep its opacity; those of the source alone take the source's
    let combine: fn(u8, u8) -> u8 = match function {
        0x0 => |_, _| 0x00,
        0x1 => |source, destination| source & destination,
        0x2 => |source, destination| source & !destination,
        0x3 => |source, _| source,
        0x4 => |source, destination| !source & destination,
        0x5 => |_, destination| destination,
        0x6 => |source, destination| source ^ destination,
        0x7 => |source, destination| source | destination,
        0x8 => |source, destination| !(source | destination),
        0x9 => |source, destination| !(source ^ destination),
        0xA => |_, destination| !destination,
        0xB => |source, destination| source | !destination,
        0xC => |source, _| !source,
        0xD => |source, destination| !source | destination,
        0xE => |source, destination| !(source & destination),
        0xF => |_, _| 0xFF,
        _ => return false,
    };
    let takes_alpha = matches!(function, 0x3 | 0xC);
    for (target, source) in pixels_mut(destination).zip(pixels(source)) {
        let source = unpremultiplied(*source);
        let mut result = unpremultiplied(*target);
        for (result, source) in result.iter_mut().zip(source).take(3) {
            *result = combine(source, *result);
        }
        if takes_alpha {
            result[3] = source[3];
        }
        *target = premultiplied(result);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each function the result for (source, destination) = (0, 0), (0, 1), (1, 0), (1, 1), as the protocol's
    /// reference lists them by name.
    const TABLE: [(i32, [u8; 4]); 16] = [
        (0x0, [0, 0, 0, 0]), // black
        (0xF, [1, 1, 1, 1]), // white
        (0x3, [0, 0, 1, 1]), // source
        (0x5, [0, 1, 0, 1]), // destination
        (0xC, [1, 1, 0, 0]), // inverted source
        (0xA, [1, 0, 1, 0]), // inverted destination
        (0x1, [0, 0, 0, 1]), // and
        (0xE, [1, 1, 1, 0]), // nand
        (0x7, [0, 1, 1, 1]), // or
        (0x8, [1, 0, 0, 0]), // nor
        (0x6, [0, 1, 1, 0]), // xor
        (0x9, [1, 0, 0, 1]), // xnor
        (0x4, [0, 1, 0, 0]), // inverted source and destination
        (0xD, [1, 1, 0, 1]), // inverted source or destination
        (0x2, [0, 0, 1, 0]), // source and inverted destination
        (0xB, [1, 0, 1, 1]), // source or inverted destination
    ];

    #[test]
    fn every_function_follows_its_table() {
        for (function, expected) in TABLE {
            for (case, bit) in expected.into_iter().enumerate() {
                let source = if case & 2 == 0 { [0, 0, 0, 255] } else { [255, 255, 255, 255] };
                let mut destination = if case & 1 == 0 { [0, 0, 0, 255] } else { [255, 255, 255, 255] };
                assert!(transfer(function, &mut destination, &source));
                let value = bit * 255;
                assert_eq!(destination, [value, value, value, 255], "{function:x} {case}");
            }
        }
        assert!(!transfer(0x10, &mut [0; 4], &[0; 4]));
    }

    #[test]
    fn only_the_source_alone_changes_opacity() {
        let mut destination = [10, 20, 30, 255];
        assert!(transfer(0x3, &mut destination, &[1, 2, 3, 4]));
        assert_eq!(destination, [1, 2, 3, 4]);
        let mut destination = [0, 0, 0, 0];
        assert!(transfer(0xF, &mut destination, &[1, 2, 3, 4]));
        assert_eq!(destination, [0, 0, 0, 0], "white, but transparent");
    }
}
