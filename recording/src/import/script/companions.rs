//! Which files of a heap are one script.

use super::banner::is_banner;
use super::timing::is_timing;
use crate::import::bundle::NamedHead;
use crate::import::detect::{HEAD_BYTES, detect_whole};

/// The files that a timing file tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) struct Companions {
    /// What was output.
    pub(in crate::import) data: usize,
    /// What was typed, where that was recorded.
    pub(in crate::import) input: Option<usize>,
}

/// Endings of timing files.
const TIMINGS: [&str; 4] = ["timing", "tm", "time", "timings"];
/// Endings of data files whose timing file has the same name but for its ending.
const DATA: [&str; 5] = ["typescript", "out", "log", "data", "script"];
/// Endings of logs of input.
const INPUTS: [&str; 2] = ["in", "input"];

/// The files among `others` that belong to the file `timing`; `None` where that is no timing file, or where none of
/// the others can be its data. What the timing file names goes first, then what names of files agree upon; where
/// `by_name` is false, the only file that could be its data is.
pub(in crate::import) fn companions(
    files: &[NamedHead<'_>],
    timing: usize,
    others: &[usize],
    by_name: bool,
) -> Option<Companions> {
    let file = files.get(timing)?;
    if !is_timing(file.head, file.head.len() < HEAD_BYTES) {
        return None;
    }
    let candidates: Vec<(usize, &NamedHead<'_>)> = others
        .iter()
        .filter_map(|other| Some((*other, files.get(*other)?)))
        .filter(|(_, other)| {
            !is_timing(other.head, other.head.len() < HEAD_BYTES) && detect_whole(other.head).is_none()
        })
        .collect();
    let named = |fact: &str| {
        let name = fact_of(file.head, fact)?;
        candidates.iter().find(|(_, other)| other.name == name).map(|(place, _)| *place)
    };
    let alone = || match candidates.as_slice() {
        [(place, _)] => Some(*place),
        several => {
            match several.iter().filter(|(_, other)| is_banner(other.head)).collect::<Vec<_>>().as_slice() {
                [(place, _)] => Some(*place),
                _ => None,
            }
        }
    };
    let fitting =
        || candidates.iter().find(|(_, other)| fits(other.name, file.name)).map(|(place, _)| *place);
    let data = named("OUTPUT_LOG").or_else(fitting).or_else(|| if by_name { None } else { alone() })?;
    let typed = || {
        let stem = stem(file.name);
        let is_input =
            |name: &str| INPUTS.iter().any(|ending| name.strip_suffix(ending) == Some(&format!("{stem}.")));
        candidates.iter().find(|(_, other)| is_input(other.name)).map(|(place, _)| *place)
    };
    let input = named("INPUT_LOG").or_else(typed).filter(|input| *input != data);
    Some(Companions { data, input })
}

/// Whether a data file's name goes with that of a timing file.
fn fits(data: &str, timing: &str) -> bool {
    let is_timing = TIMINGS.iter().any(|ending| {
        let Some(name) = timing.strip_suffix(ending).and_then(|name| name.strip_suffix('.')) else {
            return false;
        };
        name == data
            || (name == stem(data) && !INPUTS.iter().any(|ending| data.ends_with(&format!(".{ending}"))))
    });
    is_timing || (data == "typescript" && timing.starts_with("timing"))
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The last part of the path that the timing names as `fact`.
fn fact_of(head: &[u8], fact: &str) -> Option<String> {
    let text = String::from_utf8_lossy(head);
    let value = text.lines().take_while(|line| line.starts_with("H ")).find_map(|line| {
        line.splitn(4, ' ')
            .skip(2)
            .collect::<Vec<_>>()
            .as_slice()
            .strip_prefix(&[fact])?
            .first()
            .copied()
            .map(str::to_owned)
    })?;
    value.trim().rsplit(['/', '\\']).next().map(str::to_owned)
}

/// Names that files of the same script may have.
pub(in crate::import) fn likely_companions(name: &str) -> Vec<String> {
    let stem = stem(name);
    let mut names = Vec::new();
    let timed = TIMINGS.iter().find_map(|ending| name.strip_suffix(ending)?.strip_suffix('.'));
    match timed {
        Some(data) => {
            names.push(data.to_owned());
            names.extend(DATA.iter().map(|ending| format!("{data}.{ending}")));
        }
        None => {
            names.extend(TIMINGS.iter().map(|ending| format!("{name}.{ending}")));
            names.extend(TIMINGS.iter().map(|ending| format!("{stem}.{ending}")));
        }
    }
    if name == "typescript" {
        names.extend(["timing", "timingfile", "timing.log"].map(str::to_owned));
    }
    if name.starts_with("timing") {
        names.push("typescript".to_owned());
    }
    names.extend(INPUTS.iter().map(|ending| format!("{}.{ending}", timed.unwrap_or(stem))));
    names.retain(|other| other != name);
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::bundle::{Bundle, Kind, bundles};

    const BANNER: &[u8] = b"Script started on 2026-11-22 08:53:58+00:00 []\nhello\r\n";
    const TIMING: &[u8] = b"0.1 5\n0.2 2\n";
    const ADVANCED: &[u8] = b"H 0.0 OUTPUT_LOG /var/a.out\nH 0.0 INPUT_LOG /var/a.in\nO 0.1 5\nI 0.1 1\n";
    const CAST: &[u8] = b"{\"version\": 2, \"width\": 80, \"height\": 24}\n";

    fn check(files: &[(&str, &[u8])], expected: &[(Kind, &[usize])]) {
        let heads: Vec<_> = files.iter().map(|(name, head)| NamedHead { name, head }).collect();
        let expected: Vec<_> =
            expected.iter().map(|(kind, files)| Bundle { kind: *kind, files: files.to_vec() }).collect();
        assert_eq!(bundles(&heads), expected);
    }

    #[test]
    fn files_find_each_other() {
        check(&[("a", BANNER), ("a.timing", TIMING)], &[(Kind::Script, &[0, 1])]);
        check(&[("timing", TIMING), ("typescript", BANNER)], &[(Kind::Script, &[1, 0])]);
        // names that say nothing do no harm where there is no choice
        check(&[("1", TIMING), ("2", b"hello\r\n")], &[(Kind::Script, &[1, 0])]);
        check(
            &[("b.cast", CAST), ("a.in", b"x"), ("a.out", b"hello"), ("a.timing", ADVANCED)],
            &[(Kind::Single, &[0]), (Kind::Script, &[2, 3, 1])],
        );
        check(
            &[("a.log", BANNER), ("b.log", BANNER), ("b.tm", TIMING), ("a.tm", TIMING)],
            &[(Kind::Script, &[0, 3]), (Kind::Script, &[1, 2])],
        );
    }

    #[test]
    fn packed_files_too() {
        let gzip = |bytes: &[u8]| {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            std::io::Write::write_all(&mut packed, bytes).expect("packs");
            packed.finish().expect("packs")
        };
        let (data, timing) = (gzip(BANNER), gzip(TIMING));
        let bundle = bundles(&[
            NamedHead { name: "b.gz", head: b"0.1 5 x\n" },
            NamedHead { name: "a.gz", head: &data },
            NamedHead { name: "a.timing.gz", head: &timing },
        ]);
        assert_eq!(bundle.last().map(|bundle| bundle.files.as_slice()), Some([1, 2].as_slice()));
    }

    #[test]
    fn what_does_not_belong_together_stays_apart() {
        check(&[("a", BANNER), ("b", BANNER)], &[(Kind::Single, &[0]), (Kind::Single, &[1])]);
        check(&[("a.timing", TIMING), ("b.cast", CAST)], &[(Kind::Single, &[0]), (Kind::Single, &[1])]);
        check(&[("a.timing", TIMING)], &[(Kind::Single, &[0])]);
        check(&[], &[]);
    }

    #[test]
    fn likely_names() {
        assert!(likely_companions("session").contains(&"session.timing".to_owned()));
        assert!(likely_companions("a.typescript").contains(&"a.timing".to_owned()));
        assert!(likely_companions("a.timing").contains(&"a.out".to_owned()));
        assert!(likely_companions("a.timing").contains(&"a.in".to_owned()));
        assert!(likely_companions("typescript").contains(&"timing".to_owned()));
        assert!(!likely_companions("a.in").contains(&"a.in".to_owned()));
    }
}
