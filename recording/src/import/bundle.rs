//! Several files that make one recording: which of a heap belong together, and importing them.
//!
//! A session of script(1) is a data file and a timing file. Which bytes of which file an importer needs next is for it
//! to say ([`BundleImporter::wants`]), so that nobody holds one file in memory to read another.

use super::devolutions::{self, DevolutionsImporter};
use super::script::{self, ScriptImporter};
use super::wrapped::unwrap_head;
use super::{AnyImporter, Importer, Output, Report};
use crate::detect::Detecting;
use crate::error::Result;

/// A file that was handed over.
#[derive(Clone, Copy, Debug)]
pub struct NamedHead<'a> {
    /// Its name without its folder.
    pub name: &'a str,
    /// Its first bytes as they are stored, packed or not: [`super::detect::HEAD_BYTES`], or all of a shorter file.
    pub head: &'a [u8],
}

/// What files make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A recording in one file, or a file that is none.
    Single,
    /// A session of script(1): its data, its timing and, where it is there, the log of what was typed.
    Script,
    /// A session of Devolutions Gateway: `recording.json`, and those of its parts that are there.
    Devolutions,
}

/// Files that make one recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// What they make.
    pub kind: Kind,
    /// Which files, as indexes into what was handed over, in the order that [`Kind`] names them in.
    pub files: Vec<usize>,
}

/// Sorts files into recordings, by their content first and by their names where several would fit. Every file is in
/// exactly one bundle; bundles come in the order of their first files.
pub fn bundles(files: &[NamedHead<'_>]) -> Vec<Bundle> {
    let heads: Vec<Vec<u8>> = files.iter().map(|file| unwrap_head(file.head)).collect();
    let named: Vec<NamedHead<'_>> = files
        .iter()
        .zip(&heads)
        .map(|(file, head)| NamedHead { name: plain_name(file.name), head })
        .collect();
    let mut is_taken = vec![false; files.len()];
    let mut bundles = Vec::new();
    let mut keep = |kind: Kind, files: Vec<usize>, is_taken: &mut Vec<bool>| {
        for &file in &files {
            if let Some(is_taken) = is_taken.get_mut(file) {
                *is_taken = true;
            }
        }
        bundles.push(Bundle { kind, files });
    };
    let free = |is_taken: &[bool]| -> Vec<usize> {
        is_taken.iter().enumerate().filter_map(|(file, is_taken)| (!is_taken).then_some(file)).collect()
    };
    for manifest in free(&is_taken) {
        let wanted = named.get(manifest).and_then(|file| devolutions::part_names(file.head));
        let Some(wanted) = wanted else { continue };
        let mut own = vec![manifest];
        for part in wanted {
            let others = free(&is_taken).into_iter().filter(|other| !own.contains(other));
            let is_part =
                |other: &usize| named.get(*other).is_some_and(|file| file.name == plain_name(&part));
            own.extend(others.into_iter().find(is_part));
        }
        keep(Kind::Devolutions, own, &mut is_taken);
    }
    // what names agree upon goes before what merely could be
    for by_name in [true, false] {
        for timing in free(&is_taken) {
            let others: Vec<usize> = free(&is_taken).into_iter().filter(|other| *other != timing).collect();
            if let Some(found) = script::companions(&named, timing, &others, by_name) {
                let files = [Some(found.data), Some(timing), found.input].into_iter().flatten().collect();
                keep(Kind::Script, files, &mut is_taken);
            }
        }
    }
    for file in free(&is_taken) {
        keep(Kind::Single, vec![file], &mut is_taken);
    }
    bundles.sort_by_key(|bundle| bundle.files.iter().min().copied());
    bundles
}

/// Names of files that may lie beside `name` and belong to it, likeliest first: a caller that was given one file of
/// a recording looks whether they are there, and hands all of them to [`bundles`].
pub fn likely_companions(name: &str) -> Vec<String> {
    let mut names = script::likely_companions(name);
    names.extend(devolutions::likely_companions(name));
    names
}

/// A name without the endings of packed files, of which there may be one for each wrapping.
pub(super) fn plain_name(name: &str) -> &str {
    const PACKED: [&str; 5] = [".gz", ".bz2", ".xz", ".zst", ".zip"];
    let unpacked = |name| PACKED.iter().find_map(|ending| str::strip_suffix(name, ending)).unwrap_or(name);
    unpacked(unpacked(name))
}

/// A parser of a recording that lies in several files.
pub trait BundleImporter {
    /// The file that bytes are needed of next, as an index into [`Bundle::files`]; `None` where no more are needed.
    fn wants(&self) -> Option<usize>;

    /// Takes the next bytes of the file that is wanted.
    ///
    /// # Errors
    /// As [`Importer::feed`].
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()>;

    /// The file that is wanted has ended.
    ///
    /// # Errors
    /// As [`Importer::feed`].
    fn end_file(&mut self, output: &mut dyn Output) -> Result<()>;

    /// All that was wanted is read: what is pending is completed, and [`Output::end`] is called.
    ///
    /// # Errors
    /// As [`Importer::finish`].
    fn finish(&mut self, output: &mut dyn Output) -> Result<Report>;
}

/// The importer of a bundle, which also tells what it finds to have happened. `names` are those of its files, in its
/// order, without their folders.
pub fn importer_of(kind: Kind, names: &[&str]) -> Box<dyn BundleImporter> {
    let importer: Box<dyn BundleImporter> = match kind {
        Kind::Single => Box::new(Single::new(names.first().copied())),
        Kind::Script => Box::new(ScriptImporter::new(names)),
        Kind::Devolutions => Box::new(DevolutionsImporter::new(names)),
    };
    Box::new(Detecting::new(importer))
}

/// A recording in one file.
struct Single {
    importer: AnyImporter,
    is_done: bool,
}

impl Single {
    fn new(name: Option<&str>) -> Self {
        Self { importer: AnyImporter::new(name), is_done: false }
    }
}

impl BundleImporter for Single {
    fn wants(&self) -> Option<usize> {
        (!self.is_done).then_some(0)
    }

    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        self.importer.feed(bytes, output)
    }

    fn end_file(&mut self, _: &mut dyn Output) -> Result<()> {
        self.is_done = true;
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        self.importer.finish(output)
    }
}
