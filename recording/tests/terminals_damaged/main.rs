//! Damaged ttyrecs, scripts, logs of tlog and compression: whatever comes, the import ends, does not panic, and takes
//! little memory. Memory is that of the process, so that these tests have one of their own and go one after the other.

#[path = "../asciicast/damage.rs"]
mod damage;
#[path = "../terminals/import.rs"]
#[expect(dead_code, reason = "the tests of the rules use more of it")]
mod import;
#[path = "../../src/long.rs"]
mod long;
#[path = "../asciicast/memory.rs"]
mod memory;
#[path = "../asciicast/random.rs"]
mod random;
#[allow(dead_code, reason = "it takes what it needs of it")]
#[path = "../asciicast/transcript.rs"]
mod transcript;

use damage::mutate;
use import::{Named, import_into, sort};
use long::scaled;
use memory::peak_bytes;
use random::Random;
use recording::import::bundle::Kind;
use std::sync::{Mutex, PoisonError};
use transcript::Transcript;

static ONE_AFTER_THE_OTHER: Mutex<()> = Mutex::new(());

/// Pieces that damage finds often in the wild.
const PIECES: [&[u8]; 22] = [
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x1b[",
    b"\x1b[999;999H",
    b"\x1b[1;249r",
    b"\x1b[8;499;499t",
    b"999999999",
    b"18446744073709551615",
    b"-1",
    b"1e308",
    b"\n",
    b"\r \r",
    b"O 0.1 7\n",
    b"S 0.1 SIGWINCH ROWS=2000 COLS=2000\n",
    b"H 0 COLUMNS 4000000000\n",
    b"=65535x65535",
    b"]3/9",
    b">",
    b"\"",
    b"{",
    b"\xe4\xbd",
    b"\\ud800",
];

/// Imports `scaled(100_000)` damaged versions of recordings; at least a fifth of them must be imported still, so that
/// the damage gets beyond the front door.
fn survives(seed: u64, kind: Kind, recordings: &[&[Named<'_>]]) {
    let _turn = ONE_AFTER_THE_OTHER.lock().unwrap_or_else(PoisonError::into_inner);
    let before = peak_bytes();
    let mut random = Random(seed);
    let (mut imported, mut refused) = (0, 0);
    for turn in 0..scaled(100_000) {
        let recording = recordings[turn as usize % recordings.len()];
        let mut damaged: Vec<(&str, Vec<u8>)> =
            recording.iter().map(|(name, bytes)| (*name, bytes.to_vec())).collect();
        let file = random.below(damaged.len());
        mutate(&mut random, &mut damaged[file].1, 5, &PIECES);
        let files: Vec<Named<'_>> = damaged.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let longest = files.iter().map(|(_, bytes)| bytes.len()).max().unwrap_or(0).max(1);
        if turn % 16 == 0 {
            sort(&files);
        }
        let piece = 1 + random.below(longest);
        match import_into(kind, &files, piece, &mut Transcript::default()) {
            Ok(_) => imported += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(imported > scaled(20_000), "{imported} imported, {refused} refused");
    if let (Some(before), Some(after)) = (before, peak_bytes()) {
        println!("{imported} imported, {refused} refused, {} KB more at the peak", (after - before) / 1024);
        assert!(after - before < 64 * 1024 * 1024, "{} bytes more at the peak", after - before);
    }
}

fn frame(stamp: (u32, u32), channel: Option<u8>, content: &[u8]) -> Vec<u8> {
    let mut frame = [stamp.0, stamp.1, content.len() as u32].map(u32::to_le_bytes).concat();
    frame.extend(channel);
    frame.extend_from_slice(content);
    frame
}

#[test]
fn damaged_ttyrecs() {
    let start = 1_500_000_000;
    let plain = [
        frame((start, 5), None, b"\x1b[2J\x1b[1;1Hhello \xe4\xbd"),
        frame((start + 1, 999_999), None, b"\xa0 \x1b[30;100H\x1b(0lqk\x1b(B"),
        frame((start + 70, 0), None, b"\xda\xc4\xbf"),
    ]
    .concat();
    let channels = [
        frame((0, 5), Some(0), b"\x1b[2J\x1b[1;1Hhello"),
        frame((1, 0), Some(1), b"k"),
        frame((1, 9), Some(2), b"\x05\0\0\0"),
        frame((9, 9), Some(0), b"%                              \r \r$"),
    ]
    .concat();
    survives(0x7ec5_0001, Kind::Single, &[&[("a", &plain)], &[("b", &channels)]]);
}

#[test]
fn damaged_scripts() {
    let data: &[u8] = b"Script started on 2026-11-22 08:53:58+00:00 [COLUMNS=\"80\" LINES=\"24\"]\n$ ls\r\n\xff\x1b[5;5Hx\r\n\nScript done on 2026-11-22 08:54:44+00:00 [COMMAND_EXIT_CODE=\"0\"]\n";
    let classic: &[u8] = b"0.017562 2\n0,977994 4\n10.039265 9\n";
    let advanced: &[u8] = b"H 0.000000 START_TIME 2026-11-22 08:53:58+00:00\nH 0.000000 COLUMNS 80\nH 0.000000 LINES 24\nO 0.019156 2\nI 0.1 3\nS 0.050773 SIGWINCH ROWS=30 COLS=100\nO 0.5 13\nH 0.000000 EXIT_CODE 0\n";
    let typed: &[u8] = b"Script started on now\nls\rScript done on now\n";
    let guacd: &[u8] = b"[BEGIN TYPESCRIPT]\n\x1b[Hhi\r\n\n[END TYPESCRIPT]\n";
    survives(
        0x7ec5_0002,
        Kind::Script,
        &[
            &[("a", data), ("a.timing", classic)],
            &[("b", data), ("b.timing", advanced), ("b.in", typed)],
            &[("c", guacd), ("c.timing", b"0.223000 5\n0.013000 2\n")],
        ],
    );
}

#[test]
fn damaged_logs_of_tlog() {
    let message = |id: u64, timing: &str, out: &str| {
        format!(
            "{{\"ver\":\"2.3\",\"host\":\"vm\",\"rec\":\"r\",\"user\":\"u\",\"id\":{id},\"pos\":{},\"time\":1795337761.783,\
             \"timing\":\"{timing}\",\"in_txt\":\"ab\",\"in_bin\":[],\"out_txt\":\"{out}\",\"out_bin\":[255,195]}}\n",
            id * 10
        )
    };
    let log = [
        message(1, "=80x24+10>2<2+5=100x30>1", "żół"),
        message(3, ">1+1]1/2>1<2", "x\u{fffd}y"),
        message(2, "=0x0>4<1+900<1", "\\u001b[2J"),
    ]
    .concat();
    let inner = serde_json::to_string(log.lines().next().expect("a line")).expect("is text");
    let journal = format!(
        "{{\"MESSAGE\":\"boot\"}}\n{{\"MESSAGE\":{inner}}}\n{{\"MESSAGE\":{inner},\"_PID\":\"7\"}}\n"
    );
    survives(0x7ec5_0003, Kind::Single, &[&[("a", log.as_bytes())], &[("b", journal.as_bytes())]]);
}

#[test]
fn damaged_compression() {
    use std::io::Write;
    let start = 1_500_000_000;
    let plain =
        [frame((start, 5), None, b"\x1b[2Jhello"), frame((start + 1, 9), None, &[b'x'; 300])].concat();
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 0);
    xz.write_all(&plain).expect("packs");
    let xz = xz.finish().expect("packs");
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(&plain).expect("packs");
    let bzip2 = bzip2.finish().expect("packs");
    let _turn = ONE_AFTER_THE_OTHER.lock().unwrap_or_else(PoisonError::into_inner);
    let before = peak_bytes();
    let mut random = Random(0x7ec5_0004);
    let (mut imported, mut refused) = (0, 0);
    for turn in 0..scaled(4_000) {
        let mut bytes = if turn % 2 == 0 { xz.clone() } else { bzip2.clone() };
        mutate(&mut random, &mut bytes, 5, &PIECES);
        let piece = 1 + random.below(bytes.len().max(1));
        match import_into(Kind::Single, &[("a", &bytes)], piece, &mut Transcript::default()) {
            Ok(_) => imported += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(imported > 0 && refused > 0, "{imported} imported, {refused} refused");
    if let (Some(before), Some(after)) = (before, peak_bytes()) {
        println!("{imported} imported, {refused} refused, {} KB more at the peak", (after - before) / 1024);
        assert!(after - before < 160 * 1024 * 1024, "{} bytes more at the peak", after - before);
    }
}
