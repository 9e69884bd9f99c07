//! Pixels that are partly transparent: RGBA, premultiplied or not.

/// Premultiplies pixels.
pub(in crate::import) fn premultiply(rgba: &mut [u8]) {
    for pixel in rgba.as_chunks_mut::<4>().0 {
        *pixel = premultiplied(*pixel);
    }
}

/// The premultiplied pixel of one that is not.
pub(in crate::import) fn premultiplied([red, green, blue, alpha]: [u8; 4]) -> [u8; 4] {
    match alpha {
        255 => [red, green, blue, alpha],
        0 => [0; 4],
        _ => [multiply(red, alpha), multiply(green, alpha), multiply(blue, alpha), alpha],
    }
}

/// The pixel that premultiplied gives this one, as near as 8 bits allow.
pub(in crate::import) fn unpremultiplied([red, green, blue, alpha]: [u8; 4]) -> [u8; 4] {
    let divide = |channel: u8| {
        let wide = (u32::from(channel) * 255 + u32::from(alpha) / 2) / u32::from(alpha.max(1));
        u8::try_from(wide).unwrap_or(255)
    };
    match alpha {
        255 => [red, green, blue, alpha],
        0 => [0; 4],
        _ => [divide(red), divide(green), divide(blue), alpha],
    }
}

/// The product of two parts of 255, rounded to the nearest.
pub(in crate::import) fn multiply(one: u8, other: u8) -> u8 {
    let product = u32::from(one) * u32::from(other) + 128;
    // INVARIANT: 255 x 255 + 128 gives 255, so nothing is lost
    ((product + (product >> 8)) >> 8) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn premultiplying_comes_back() {
        for alpha in 1..=255_u8 {
            for channel in 0..=alpha {
                let pixel = [channel, 0, 0, alpha];
                assert_eq!(premultiplied(unpremultiplied(pixel)), pixel);
            }
        }
    }
}
