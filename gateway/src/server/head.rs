//! Line ends in the head of a request.

/// How much of a head has been read.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Bytes of CR LF CR LF that the last ones were.
    end: usize,
    is_done: bool,
}

const END: &[u8; 4] = b"\r\n\r\n";

impl Head {
    /// Makes `bytes`, which continue this head, unreadable where a line ends in LF alone. Our parser takes that for a line
    /// end, as it may (RFC 9112, section 2.2); a proxy in front may not, and where it ends is for both to agree on.
    pub(super) fn refuse_bare_line_feeds(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.is_done {
                return;
            }
            let is_expected = END.get(self.end) == Some(byte);
            if *byte == b'\n' && !(is_expected && self.end % 2 == 1) {
                // no byte that may stand anywhere in a head
                *byte = 0;
            }
            self.end = match (is_expected, *byte) {
                (true, _) => self.end + 1,
                (false, b'\r') => 1,
                (false, _) => 0,
            };
            self.is_done = self.end == END.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> String {
        let mut head = Head::default();
        let mut all = Vec::new();
        for piece in pieces {
            let mut bytes = piece.as_bytes().to_vec();
            head.refuse_bare_line_feeds(&mut bytes);
            all.extend(bytes);
        }
        String::from_utf8(all).expect("text").replace('\0', "!")
    }

    #[test]
    fn lines_of_a_head_end_in_both() {
        for head in ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r", "a\r\r\n\r\n"] {
            assert_eq!(read(&[head]), head);
        }
        assert_eq!(read(&["GET / HTTP/1.1\nHost: a\n\n"]), "GET / HTTP/1.1!Host: a!!");
        assert_eq!(read(&["A\r\nHost: a\r\n\nGET"]), "A\r\nHost: a\r\n!GET");
        assert_eq!(read(&["A\r", "\nB: ", "a\n\r\n"]), "A\r\nB: a!\r\n");
        assert_eq!(read(&["\nA\r\n"]), "!A\r\n");
    }

    #[test]
    fn a_body_is_left_alone() {
        assert_eq!(read(&["A\r\n\r", "\na\nb", "\n\n"]), "A\r\n\r\na\nb\n\n");
    }
}
