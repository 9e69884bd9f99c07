//! The start of the connection (RFC 6143 sections 7.1 to 7.3), of which only the server's half is there.

use super::pixel::PixelFormat;
use super::reader::{Reader, Step, Stop};
use crate::error::Error;
use crate::limits;
use crate::units::Size;

/// What the server says of the session (section 7.3.2, `ServerInit`).
pub(super) struct ServerInit {
    pub(super) size: Size,
    pub(super) format: PixelFormat,
    /// Name of the desktop.
    pub(super) name: String,
}

/// Bytes of a `ServerInit` before its name.
const INIT_BYTES: usize = 24;
/// What may lie between the offer of security types and `ServerInit`: nothing, a result, a challenge, or both, in the
/// order in which they are tried. A challenge is random bytes, which are hardly ever a sound `ServerInit`.
const GAPS: [usize; 4] = [4, 0, 20, 16];

/// Reads all of it.
pub(super) fn read(reader: &mut Reader<'_>) -> Step<ServerInit> {
    let minor = version(reader)?;
    security(reader, minor)?;
    let gap = gap(reader.rest())?;
    reader.bytes(gap)?;
    init(reader)
}

/// `RFB 003.008` and a line feed (section 7.1.1); gives what comes after the dot.
fn version(reader: &mut Reader<'_>) -> Step<u32> {
    let version: [u8; 12] = reader.array()?;
    let minor = version
        .strip_prefix(b"RFB 003.")
        .and_then(|rest| rest.strip_suffix(b"\n"))
        .and_then(|minor| std::str::from_utf8(minor).ok())
        .and_then(|minor| minor.parse().ok());
    minor.ok_or(Stop::Damaged("start that is not that of a VNC server"))
}

/// The security type that the server names (3.3), or the list of those that it offers (sections 7.1.2 and 7.2).
fn security(reader: &mut Reader<'_>, minor: u32) -> Step {
    let is_one = minor < 7 || matches!(reader.rest(), [0, 0, 0, 1 | 2, ..]);
    if is_one {
        return match reader.u32()? {
            0 => Err(refused()),
            1 | 2 => Ok(()),
            number => {
                Err(Stop::Unknown { what: "security type of the RFB recording", number: number.into() })
            }
        };
    }
    // an empty list and the start of one number look the same
    if matches!(reader.rest(), [] | [0] | [0, _] | [0, _, _]) {
        return Err(Stop::More);
    }
    let count = reader.u8()?;
    let types = reader.bytes(count.into())?;
    if types.is_empty() {
        return Err(refused());
    }
    if types.iter().any(|kind| matches!(kind, 1 | 2)) {
        return Ok(());
    }
    let number = types.first().copied().unwrap_or(0).into();
    Err(Stop::Unknown { what: "security type of the RFB recording", number })
}

fn refused() -> Stop {
    Stop::Failed(Error::Empty { what: "RFB recording, whose server refused the connection," })
}

/// How many bytes precede `ServerInit`: what the viewer chose can only be seen in what follows.
fn gap(rest: &[u8]) -> Step<usize> {
    for gap in GAPS {
        let Some(start) = rest.get(gap..) else { continue };
        // a result is zero where all is well (section 7.1.3)
        let is_sound = match gap {
            4 | 20 => rest.get(gap - 4..gap) == Some(&[0; 4]),
            _ => true,
        };
        if is_sound && start.len() >= INIT_BYTES && is_init(start) {
            return Ok(gap);
        }
    }
    let needed = GAPS.iter().max().copied().unwrap_or(0) + INIT_BYTES;
    Err(if rest.len() < needed { Stop::More } else { Stop::Damaged("start of the session that cannot be") })
}

fn is_init(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    let mut read = || -> Step<bool> {
        let has_size = reader.u16()? > 0 && reader.u16()? > 0;
        PixelFormat::read(&mut reader)?;
        Ok(has_size && usize::try_from(reader.u32()?).is_ok_and(|length| length <= limits::RFB_TEXT_BYTES))
    };
    read().is_ok_and(|is_init| is_init)
}

fn init(reader: &mut Reader<'_>) -> Step<ServerInit> {
    let size = Size::new(reader.u16()?.into(), reader.u16()?.into());
    let format = PixelFormat::read(reader)?;
    // INVARIANT: at most limits::RFB_TEXT_BYTES, or it would not have been taken for a ServerInit
    let length = usize::try_from(reader.u32()?).map_err(|_| Stop::Damaged("name of the desktop"))?;
    let name = reader.bytes(length)?;
    Ok(ServerInit { size, format, name: String::from_utf8_lossy(name).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn init_bytes() -> Vec<u8> {
        let mut bytes = vec![4, 0, 3, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];
        bytes.extend([0, 0, 0, 3, b'a', b'b', b'c']);
        bytes
    }

    /// Reads a start; checks that every shorter one asks for more.
    fn check(start: &[u8]) {
        let bytes = [start, &init_bytes(), &[0; 40]].concat();
        let whole = start.len() + init_bytes().len();
        for end in 0..bytes.len() {
            let mut reader = Reader::new(&bytes[..end]);
            match read(&mut reader) {
                Ok(init) => {
                    assert_eq!((init.size, init.name.as_str()), (Size::new(1024, 768), "abc"));
                    assert_eq!(reader.taken(), whole);
                }
                Err(Stop::More) => assert!(end < whole.max(start.len() + 44), "{end} of {whole}"),
                Err(_) => unreachable!("refused after {end} bytes"),
            }
        }
        assert!(read(&mut Reader::new(&bytes)).is_ok());
    }

    #[test]
    fn all_ways_to_begin_are_understood() {
        let challenge: Vec<u8> = (100..116).collect();
        check(b"RFB 003.003\n\0\0\0\x01");
        check(&[b"RFB 003.003\n\0\0\0\x02", challenge.as_slice(), &[0; 4]].concat());
        check(b"RFB 003.007\n\x01\x01");
        check(b"RFB 003.008\n\x02\x01\x02\0\0\0\0");
        check(b"RFB 003.008\n\x01\x01");
        check(&[b"RFB 003.008\n\x02\x12\x02", challenge.as_slice(), &[0; 4]].concat());
        check(b"RFB 003.889\n\0\0\0\x01");
    }

    #[test]
    fn other_starts_are_refused() {
        let refused = |bytes: &[u8]| !matches!(read(&mut Reader::new(bytes)), Ok(_) | Err(Stop::More));
        assert!(refused(b"RFB 003.00x\n"));
        assert!(refused(b"RFB 004.000\n"));
        assert!(refused(b"RFB 003.003\n\0\0\0\0\0\0\0\x04nope"));
        assert!(refused(b"RFB 003.008\n\0\0\0\0\x04nope"));
        assert!(refused(b"RFB 003.008\n\x01\x13"));
        assert!(refused(&[b"RFB 003.008\n\x01\x01".as_slice(), &[7; 60]].concat()));
    }
}
