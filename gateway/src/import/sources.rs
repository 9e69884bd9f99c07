//! Which files make one recording.

use recording::import::bundle::{Bundle, Kind, NamedHead, bundles, likely_companions};
use recording::import::detect::HEAD_BYTES;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The files of one recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// What they make together.
    pub kind: Kind,
    /// Where they are, in the order of the kind; never empty.
    files: Vec<PathBuf>,
}

impl Sources {
    /// A recording in one file.
    pub fn single(file: &Path) -> Self {
        Self { kind: Kind::Single, files: vec![file.to_owned()] }
    }

    /// A session of script(1): what was output, when, and what was typed, where that is there.
    pub fn script(data: &Path, timing: &Path, input: Option<&Path>) -> Self {
        let files = [Some(data), Some(timing), input];
        Self { kind: Kind::Script, files: files.into_iter().flatten().map(Path::to_owned).collect() }
    }

    /// The recording that `file` is, with the files that lie beside it and belong to it; a folder only where it holds a
    /// single one.
    pub fn of(file: &Path) -> Self {
        match <[Self; 1]>::try_from(Self::sort(&[file.to_owned()])) {
            Ok([found]) => found,
            Err(_) => Self::single(file),
        }
    }

    /// The recordings that `files` are: those that belong together become one, and so do files that lie beside them,
    /// where a file makes no sense alone. A file that cannot be read is a recording of its own: what is wrong with it is
    /// told when it is imported. A folder stands for the files in it.
    pub fn sort(files: &[PathBuf]) -> Vec<Self> {
        let files: Vec<PathBuf> = files.iter().flat_map(|file| files_in(file)).collect();
        let files = files.as_slice();
        let mut sources: Vec<Self> = Vec::new();
        for bundle in bundles_of(files) {
            let found = Self::at(&bundle, files);
            let whole = match found.files.as_slice() {
                [file] if bundle.kind == Kind::Single => found_beside(file).unwrap_or(found),
                _ => found,
            };
            sources.push(whole);
        }
        sources
    }

    /// The file that the recording is called after.
    pub fn main(&self) -> &Path {
        self.files.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// What the recording is called: its main file, or its folder where the main file is called the same in each.
    pub fn name(&self) -> String {
        let folder = || Some(name(self.main().canonicalize().ok()?.parent()?));
        match self.kind {
            Kind::Devolutions => folder().filter(|name| !name.is_empty()),
            Kind::Single | Kind::Script => None,
        }
        .unwrap_or_else(|| name(self.main()))
    }

    /// All of its files, in the order of the kind.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    fn at(bundle: &Bundle, files: &[PathBuf]) -> Self {
        let files = bundle.files.iter().filter_map(|file| files.get(*file).cloned()).collect();
        Self { kind: bundle.kind, files }
    }
}

/// The recording of `file` and others beside it; `None` where there are none that belong to it.
fn found_beside(file: &Path) -> Option<Sources> {
    let beside: Vec<PathBuf> = likely_companions(&name(file))
        .into_iter()
        .map(|name| file.with_file_name(name))
        .filter(|other| other.is_file())
        .collect();
    if beside.is_empty() {
        return None;
    }
    let files: Vec<PathBuf> = std::iter::once(file.to_owned()).chain(beside).collect();
    let found = bundles_of(&files).into_iter().find(|bundle| bundle.files.contains(&0));
    found.filter(|bundle| bundle.kind != Kind::Single).map(|bundle| Sources::at(&bundle, &files))
}

fn bundles_of(files: &[PathBuf]) -> Vec<Bundle> {
    let heads: Vec<_> = files.iter().map(|file| (name(file), read_head(file).unwrap_or_default())).collect();
    let named: Vec<NamedHead<'_>> = heads.iter().map(|(name, head)| NamedHead { name, head }).collect();
    bundles(&named)
}

/// The files in a folder, by name; what is no folder that can be listed, and holds files, is a file itself.
fn files_in(file: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(file).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = entries.filter(|entry| entry.is_file()).collect();
    files.sort();
    if files.is_empty() { vec![file.to_owned()] } else { files }
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read_head(file: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    if file.is_file() {
        File::open(file)?.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    }
    Ok(head)
}
