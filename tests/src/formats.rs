//! A small recording of every format, made up.
//!
//! Each terminal says `hello` at 1 s and ` there` at 2 s, and is 40 x 10 cells where the format tells a size; each
//! desktop is red at 1 s and blue at 2 s.

use crate::packing::Packing;

/// A recording of one or several files.
#[derive(Clone, Debug)]
pub struct Made {
    /// What the facts call the format.
    pub format: &'static str,
    /// Names and contents.
    pub files: Vec<(String, Vec<u8>)>,
    /// Whether it shows a desktop.
    pub is_desktop: bool,
}

impl Made {
    fn terminal<const COUNT: usize>(format: &'static str, files: [(&str, Vec<u8>); COUNT]) -> Self {
        let files = files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
        Self { format, files, is_desktop: false }
    }

    fn desktop(format: &'static str, name: &str, bytes: Vec<u8>) -> Self {
        Self { format, files: vec![(name.to_owned(), bytes)], is_desktop: true }
    }

    /// The same with every file packed.
    #[must_use]
    pub fn packed(&self, packing: Packing) -> Self {
        let packed =
            |(name, bytes): &(String, Vec<u8>)| (format!("{name}.{}", ending(packing)), packing.pack(bytes));
        Self { files: self.files.iter().map(packed).collect(), ..self.clone() }
    }
}

/// One of every format that is imported natively.
#[must_use]
pub fn all() -> Vec<Made> {
    vec![
        Made::desktop("guacamole", "made.guac", GUACAMOLE.into()),
        Made::desktop("rfb", "made.fbs", rfb()),
        Made::terminal("asciicast-v1", [("made-1.json", CAST_1.into())]),
        Made::terminal("asciicast-v2", [("made-2.cast", CAST_2.into())]),
        Made::terminal("asciicast-v3", [("made-3.cast", CAST_3.into())]),
        Made::terminal("ttyrec", [("made.ttyrec", ttyrec(None))]),
        Made::terminal("ttyrec-nle", [("made.ttyrec3", ttyrec(Some(0)))]),
        Made::terminal("tlog", [("made-tlog.log", TLOG.into())]),
        Made::terminal("trp", [("made.trp", trp())]),
        Made::terminal("script", [("classic", SCRIPT.into()), ("classic.timing", "1.0 5\n1.0 6\n".into())]),
        Made::terminal(
            "script",
            [
                ("advanced.out", SCRIPT.into()),
                ("advanced.in", "ls".into()),
                ("advanced.timing", "H 0.0 COLUMNS 40\nH 0.0 LINES 10\nO 1.0 5\nI 0.5 2\nO 0.5 6\n".into()),
            ],
        ),
        devolutions(),
    ]
}

/// A session in two parts a minute apart, of which each says all of it.
#[must_use]
pub fn devolutions() -> Made {
    let list = manifest(&[("recording-0.cast", 0.0), ("recording-1.trp", 60.0)]);
    Made::terminal(
        "devolutions",
        [("recording.json", list), ("recording-0.cast", CAST_2.into()), ("recording-1.trp", trp())],
    )
}

/// `recording.json` of parts that start so many seconds after the session.
#[must_use]
pub fn manifest(parts: &[(&str, f64)]) -> Vec<u8> {
    let start = 1_700_000_000.0;
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, after)| serde_json::json!({ "fileName": name, "startTime": start + after, "duration": 2 }))
        .collect();
    serde_json::json!({ "sessionId": "made", "startTime": start, "duration": 62, "files": parts })
        .to_string()
        .into_bytes()
}

const GUACAMOLE: &str = concat!(
    "4.size,1.0,2.64,2.48;4.sync,4.1000;",
    "4.rect,1.0,1.0,1.0,2.64,2.48;5.cfill,2.14,1.0,3.255,1.0,1.0,3.255;4.sync,4.2000;",
    "4.rect,1.0,1.0,1.0,2.64,2.48;5.cfill,2.14,1.0,1.0,1.0,3.255,3.255;4.sync,4.3000;",
);
const CAST_1: &str = r#"{"version": 1, "width": 40, "height": 10, "duration": 2.0, "stdout": [[1.0, "hello"], [1.0, " there"]]}"#;
const CAST_2: &str =
    "{\"version\": 2, \"width\": 40, \"height\": 10}\n[1.0, \"o\", \"hello\"]\n[2.0, \"o\", \" there\"]\n";
const CAST_3: &str = concat!(
    "{\"version\": 3, \"term\": {\"cols\": 40, \"rows\": 10}}\n",
    "[1.0, \"o\", \"hello\"]\n# not output\n[1.0, \"o\", \" there\"]\n"
);
const TLOG: &str = concat!(
    r#"{"ver":"2.3","host":"h","rec":"r","user":"u","term":"xterm","session":1,"id":1,"pos":0,"time":1.5,"#,
    r#""timing":"=40x10+1000>5+1000>6","in_txt":"","in_bin":[],"out_txt":"hello there","out_bin":[]}"#,
    "\n"
);
const SCRIPT: &str = concat!(
    "Script started on 2026-02-22 10:16:05+00:00 [TERM=\"xterm\" COLUMNS=\"40\" LINES=\"10\"]\n",
    "hello there\nScript done on 2026-02-22 10:16:09+00:00 [COMMAND_EXIT_CODE=\"0\"]\n"
);

/// Frames at 0, 1 and 2 s after a date, with 12 bytes of header, or 13 where there is a channel.
fn ttyrec(channel: Option<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (second, text) in [(0, "\u{1b}[H"), (1, "hello"), (2, " there")] {
        bytes.extend((1_700_000_000_u32 + second).to_le_bytes());
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(u32::try_from(text.len()).unwrap_or_default().to_le_bytes());
        bytes.extend(channel);
        bytes.extend(text.as_bytes());
    }
    bytes
}

fn trp() -> Vec<u8> {
    let mut bytes = Vec::new();
    let size = [40, 0, 10, 0].as_slice();
    for (delay_ms, kind, payload) in
        [(0_u32, 2_u16, size), (0, 4, &[0; 6]), (1000, 0, b"hello"), (1000, 0, b" there")]
    {
        bytes.extend(delay_ms.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(u16::try_from(payload.len()).unwrap_or_default().to_le_bytes());
        bytes.extend(payload);
    }
    bytes
}

/// A screen of 16 x 8 pixels, filled by RRE.
fn rfb() -> Vec<u8> {
    let mut start = b"RFB 003.003\n\0\0\0\x01\0\x10\0\x08".to_vec();
    start.extend([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
    start.extend(b"\0\0\0\x04made");
    // one rectangle of all of it, without smaller ones; the pixel is blue, green, red
    let filled = |blue: u8, red: u8| {
        [&[0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 8, 0, 0, 0, 2, 0, 0, 0, 0], [blue, 0, red, 0].as_slice()]
            .concat()
    };
    let mut bytes = b"FBS 001.000\n".to_vec();
    for (block, ms) in [(start, 0_u32), (filled(0, 255), 1000), (filled(255, 0), 2000)] {
        bytes.extend(u32::try_from(block.len()).unwrap_or_default().to_be_bytes());
        bytes.extend(block);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes.extend(ms.to_be_bytes());
    }
    bytes
}

/// What names of packed files end in.
fn ending(packing: Packing) -> &'static str {
    match packing {
        Packing::Gzip => "gz",
        Packing::Bzip2 => "bz2",
        Packing::Xz => "xz",
        Packing::Zstd => "zst",
    }
}
