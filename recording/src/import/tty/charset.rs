//! Which characters some bytes are.

/// A way to read bytes as characters. DEC's line drawing is none: it is switched to by escape sequences, and the
/// emulator knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// UTF-8; what is none becomes U+FFFD.
    Utf8,
    /// The character set of the IBM PC.
    Cp437,
    /// ISO 8859-1.
    Latin1,
}

/// The upper half of CP437, in order from 0x80.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Counts over output what speaks for which charset.
#[derive(Default)]
pub(super) struct Tally {
    /// Characters of several bytes that are UTF-8.
    sound: u64,
    /// Bytes that are not.
    unsound: u64,
    /// Signs of CP437 and of Latin-1.
    cp437: u64,
    latin1: u64,
    /// The end of what was counted, where it may go on as UTF-8.
    carry: Carry,
    escape: Escape,
    before: u8,
}

/// Where the count is in an escape sequence, whose letters are no text.
#[derive(Default)]
enum Escape {
    #[default]
    None,
    Begun,
    Csi,
}

impl Tally {
    /// Whether there was anything but ASCII.
    pub(super) fn has_high(&self) -> bool {
        self.sound + self.unsound > 0 || self.carry.len > 0
    }

    pub(super) fn count(&mut self, bytes: &[u8]) {
        if bytes.is_ascii() && self.carry.len == 0 {
            for byte in bytes.iter().rev().take(32).rev() {
                self.neighbours(*byte);
            }
            return;
        }
        for byte in bytes {
            self.neighbours(*byte);
        }
        let Self { carry, sound, unsound, .. } = self;
        carry.utf8(bytes, &mut |text| match text {
            Ok(text) => *sound += text.chars().filter(|character| !character.is_ascii()).count() as u64,
            Err(broken) => *unsound += broken.len() as u64,
        });
    }

    /// Looks at a byte and the one before it. Accented letters stand beside letters; the lines and shades of CP437
    /// stand beside each other.
    fn neighbours(&mut self, byte: u8) {
        let is_text = match (&self.escape, byte) {
            (_, 0x1B) => {
                self.escape = Escape::Begun;
                false
            }
            (Escape::Begun, b'[') => {
                self.escape = Escape::Csi;
                false
            }
            (Escape::Begun, _) => {
                self.escape = Escape::None;
                false
            }
            (Escape::Csi, 0x40..=0x7E) => {
                self.escape = Escape::None;
                false
            }
            (Escape::Csi, _) => false,
            (Escape::None, _) => true,
        };
        let (before, byte) = (std::mem::replace(&mut self.before, if is_text { byte } else { 0 }), byte);
        if !is_text {
            return;
        }
        let is_letter = |byte: u8| byte.is_ascii_alphabetic();
        let is_accented = |byte: u8| byte >= 0xC0;
        if (is_letter(before) && is_accented(byte)) || (is_accented(before) && is_letter(byte)) {
            self.latin1 += 1;
        }
        // in Latin-1 the first are controls that hardly anything sends
        if matches!(byte, 0x80..=0x9A | 0x9C..=0x9F) || (byte >= 0xB0 && before >= 0xB0) {
            self.cp437 += 1;
        }
    }

    /// The charset that what was counted speaks for.
    pub(super) fn charset(&self) -> Charset {
        if self.sound >= self.unsound {
            Charset::Utf8
        } else if self.cp437 > self.latin1 {
            Charset::Cp437
        } else {
            Charset::Latin1
        }
    }
}

/// Reads a stream of bytes as characters.
#[derive(Default)]
pub(super) struct Decoder {
    carry: Carry,
    /// Broken sequences so far.
    pub(super) replaced: u64,
}

impl Decoder {
    /// The characters that `bytes` complete.
    pub(super) fn decode(&mut self, charset: Charset, bytes: &[u8]) -> String {
        match charset {
            Charset::Utf8 => {
                let mut decoded = String::with_capacity(bytes.len());
                let replaced = &mut self.replaced;
                self.carry.utf8(bytes, &mut |text| match text {
                    Ok(text) => decoded.push_str(text),
                    Err(_) => {
                        decoded.push(char::REPLACEMENT_CHARACTER);
                        *replaced += 1;
                    }
                });
                decoded
            }
            Charset::Latin1 => bytes.iter().copied().map(char::from).collect(),
            Charset::Cp437 => bytes.iter().copied().map(cp437).collect(),
        }
    }

    /// The end of the stream: what stands for a character that was cut off.
    pub(super) fn finish(&mut self) -> Option<char> {
        let is_cut = std::mem::take(&mut self.carry.len) > 0;
        self.replaced += u64::from(is_cut);
        is_cut.then_some(char::REPLACEMENT_CHARACTER)
    }
}

fn cp437(byte: u8) -> char {
    let upper = byte.checked_sub(0x80).and_then(|place| CP437.chars().nth(usize::from(place)));
    upper.unwrap_or(char::from(byte))
}

/// Takes sound text, or bytes that one U+FFFD stands for.
type Taker<'a> = &'a mut dyn FnMut(Result<&str, &[u8]>);

/// The start of a UTF-8 character whose rest is still to come.
#[derive(Default)]
struct Carry {
    bytes: [u8; 4],
    len: usize,
}

impl Carry {
    /// Goes on with `bytes`: hands on sound text, and each run of bytes that one U+FFFD stands for (Unicode 3.9, U+FFFD
    /// substitution of maximal subparts). What may still become a character is kept.
    fn utf8(&mut self, bytes: &[u8], take: Taker<'_>) {
        let mut bytes = bytes;
        while self.len > 0 {
            let Some((first, rest)) = bytes.split_first() else { return };
            let mut joined = self.bytes;
            let Some(slot) = joined.get_mut(self.len) else { break };
            *slot = *first;
            let candidate = joined.get(..=self.len).unwrap_or_default();
            match std::str::from_utf8(candidate) {
                Ok(text) => {
                    take(Ok(text));
                    self.len = 0;
                    bytes = rest;
                }
                Err(error) if error.error_len().is_none() => {
                    self.bytes = joined;
                    self.len += 1;
                    bytes = rest;
                }
                // the byte belongs to what comes next
                Err(_) => {
                    take(Err(self.bytes.get(..self.len).unwrap_or_default()));
                    self.len = 0;
                }
            }
        }
        while !bytes.is_empty() {
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    take(Ok(text));
                    return;
                }
                Err(error) => {
                    let (sound, rest) = bytes.split_at(error.valid_up_to());
                    // just found to be sound
                    take(Ok(std::str::from_utf8(sound).unwrap_or_default()));
                    let Some(len) = error.error_len() else {
                        if let Some(kept) = self.bytes.get_mut(..rest.len()) {
                            kept.copy_from_slice(rest);
                            self.len = rest.len();
                        }
                        return;
                    };
                    let (broken, rest) = rest.split_at(len.min(rest.len()));
                    take(Err(broken));
                    bytes = rest;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_that_of_the_standard_library_however_it_is_cut() {
        let samples: [&[u8]; 6] = [
            "ascii, żółć, 你好, 😀".as_bytes(),
            b"\xff\xfe\x80 caf\xc3\xa9",
            b"\xe4\xbd \xf0\x9f\x98 \xf0\x9f\x98\x80\xc3",
            b"\xed\xa0\x80\xf4\x90\x80\x80\xc0\xaf",
            b"\xe2\x82\xe2\x82\xac\xf0\xf0\x9f\x98\x80",
            b"\xf0\x9f\x98",
        ];
        for sample in samples {
            for piece in 1..=sample.len() {
                let mut decoder = Decoder::default();
                let mut text = String::new();
                for piece in sample.chunks(piece) {
                    text.push_str(&decoder.decode(Charset::Utf8, piece));
                }
                text.extend(decoder.finish());
                assert_eq!(text, String::from_utf8_lossy(sample), "{sample:x?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn the_upper_half_is_complete() {
        assert_eq!(CP437.chars().count(), 128);
        let decode = |byte| Decoder::default().decode(Charset::Cp437, &[byte]);
        assert_eq!([b'a', 0x80, 0xB3, 0xC4, 0xDA, 0xFA, 0xFF].map(decode).concat(), "aÇ│─┌·\u{a0}");
    }

    fn check(bytes: &[u8], expected: Charset) {
        for piece in [1, 3, bytes.len()] {
            let mut tally = Tally::default();
            bytes.chunks(piece).for_each(|piece| tally.count(piece));
            assert_eq!(tally.charset(), expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn charsets_are_told_by_their_use() {
        check(b"plain", Charset::Utf8);
        check("ąęż ─│".as_bytes(), Charset::Utf8);
        check(b"invalid: \xff\xfe\x80, sound: caf\xc3\xa9 \xe2\x94\x80 \xc3\xa8", Charset::Utf8);
        check(b"d\xe9j\xe0 vu, gar\xe7on, na\xefve \xab\xa0oui\xa0\xbb", Charset::Latin1);
        check(b"\xda\xc4\xc4\xc4\xbf\r\n\xb3@\xfa\xfa\xb3\r\n\xc0\xc4\xc4\xc4\xd9", Charset::Cp437);
        check(b"\x1b[5;10H\xfa\xfa\x1b[6;10H\xb3d\xfa\xfa\xb1\xb1\x1b[1m\xb3", Charset::Cp437);
        check(b"\x81ber", Charset::Cp437);
    }
}
