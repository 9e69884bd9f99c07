//! What a packet of Opus says of itself (RFC 6716, section 3).

/// The rate at which Opus counts samples, whatever was recorded.
pub(super) const RATE: u32 = 48_000;
/// Most samples of a packet: 120 ms.
const MOST_SAMPLES: u64 = 5_760;

/// How many samples at [`RATE`] a packet holds; `None` for what is none.
pub(super) fn samples(packet: &[u8]) -> Option<u64> {
    let (&head, rest) = packet.split_first()?;
    let frame = match head >> 3 {
        config @ 0..=11 => [480, 960, 1_920, 2_880].get(usize::from(config & 3)).copied()?,
        config @ 12..=15 => 480 << (config & 1),
        config => 120 << (config & 3),
    };
    let count = match head & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(*rest.first()? & 0x3f),
    };
    let samples = frame * count;
    (1..=MOST_SAMPLES).contains(&samples).then_some(samples)
}

#[cfg(test)]
mod tests {
    use super::samples;

    #[test]
    fn packets_tell_their_length() {
        assert_eq!(samples(&[0xf8, 0xff, 0xfe]), Some(960), "20 ms of silence");
        assert_eq!(samples(&[0x80]), Some(120), "2.5 ms");
        assert_eq!(samples(&[0x18]), Some(2_880), "60 ms");
        assert_eq!(samples(&[0x69]), Some(1_920), "two hybrid frames of 20 ms");
        assert_eq!(samples(&[0x1b, 2]), Some(5_760));
        assert_eq!(samples(&[0x1b, 3]), None, "more than 120 ms");
        assert_eq!(samples(&[0x1b, 0]), None);
        assert_eq!(samples(&[0x1b]), None);
        assert_eq!(samples(&[]), None);
    }
}
