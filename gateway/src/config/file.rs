//! The configuration file: TOML, each value with its line.

use super::fault::{Fault, Origin};
use super::key::{KEYS, Key, PROVIDER_KEYS, PROVIDERS};
use super::value::Given;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) entries: Vec<Entry>,
    pub(super) providers: Vec<Section>,
}

/// One table of a list.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) line: usize,
    pub(super) entries: Vec<Entry>,
}

/// One key that is there.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: &'static Key,
    pub(super) given: Given,
    pub(super) line: usize,
}

/// Reads `text`; what is no TOML, and keys that do not exist, become faults.
pub(super) fn parse(file: &Path, text: &str, faults: &mut Vec<Fault>) -> Content {
    let mut walk = Walk { file, text, faults, content: Content::default() };
    let (table, errors) = DeTable::parse_recoverable(text);
    let is_sound = errors.is_empty();
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        walk.fault(at, "", format!("this is no TOML: {}", error.message()));
    }
    // After an error in its grammar the rest may be misread.
    if is_sound {
        walk.table("", table.get_ref());
    }
    walk.content
}

struct Walk<'a> {
    file: &'a Path,
    text: &'a str,
    faults: &'a mut Vec<Fault>,
    content: Content,
}

impl Walk<'_> {
    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn fault(&mut self, offset: usize, key: &str, what: String) {
        let origin = Origin::File { file: self.file.to_owned(), line: self.line(offset) };
        self.faults.push(Fault { origin, key: key.to_owned(), what });
    }

    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let at = name.span().start;
            let path = match prefix {
                "" => name.get_ref().to_string(),
                prefix => format!("{prefix}.{}", name.get_ref()),
            };
            if path == PROVIDERS {
                self.providers(at, value);
            } else if let Some(key) = KEYS.iter().find(|key| key.path == path) {
                let entry = Entry { key, given: self.given(key.path, value), line: self.line(at) };
                self.content.entries.push(entry);
            } else if !is_section(&path) {
                let near = nearest(&path, KEYS.iter().map(|key| key.path).chain([PROVIDERS]));
                self.fault(at, &path, format!("there is no such key; the nearest is {near}"));
            } else if let Some(inner) = value.get_ref().as_table() {
                self.table(&path, inner);
            } else {
                self.fault(at, &path, format!("must be a table: write [{path}] above its keys"));
            }
        }
    }

    fn providers(&mut self, at: usize, value: &Spanned<DeValue<'_>>) {
        let tables: Option<Vec<_>> = value.get_ref().as_array().and_then(|array| {
            array
                .iter()
                .map(|item| item.get_ref().as_table().map(|table| (item.span().start, table)))
                .collect()
        });
        let Some(tables) = tables else {
            return self.fault(
                at,
                PROVIDERS,
                format!("must be a list of tables: write [[{PROVIDERS}]] above each"),
            );
        };
        for (at, table) in tables {
            let mut section = Section { line: self.line(at), entries: Vec::new() };
            for (name, value) in table {
                let at = name.span().start;
                let path = format!("{PROVIDERS}.{}", name.get_ref());
                if let Some(key) = PROVIDER_KEYS.iter().find(|key| key.path == name.get_ref().as_ref()) {
                    let entry = Entry { key, given: self.given(&path, value), line: self.line(at) };
                    section.entries.push(entry);
                } else {
                    let near = nearest(name.get_ref(), PROVIDER_KEYS.iter().map(|key| key.path));
                    self.fault(at, &path, format!("there is no such key; the nearest is {PROVIDERS}.{near}"));
                }
            }
            self.content.providers.push(section);
        }
    }

    fn given(&mut self, path: &str, value: &Spanned<DeValue<'_>>) -> Given {
        match value.get_ref() {
            DeValue::String(text) => Given::Text(text.to_string()),
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                i64::from_str_radix(&digits, number.radix())
                    .map_or(Given::Other("a number that is too large"), Given::Number)
            }
            DeValue::Boolean(flag) => Given::Boolean(*flag),
            DeValue::Array(items) => {
                let texts: Option<Vec<_>> =
                    items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
                texts.map_or(Given::Other("a list of other things than texts"), Given::List)
            }
            DeValue::Table(table) => {
                let mut names = Vec::new();
                for (name, value) in table {
                    let at = name.span().start;
                    match value.get_ref().as_str() {
                        Some(text) => {
                            names.push((name.get_ref().to_string(), text.to_owned(), self.line(at)));
                        }
                        None => {
                            self.fault(
                                at,
                                &format!("{path}.{}", name.get_ref()),
                                "must be a text".to_owned(),
                            );
                        }
                    }
                }
                Given::Names(names)
            }
            DeValue::Float(_) => Given::Other("a number with a fraction"),
            DeValue::Datetime(_) => Given::Other("a date"),
        }
    }
}

/// Whether keys stand below this path.
fn is_section(path: &str) -> bool {
    let below = |key: &str| key.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    KEYS.iter().any(|key| below(key.path))
}

/// The name that is most like `wrong`, by its whole or by its last part.
pub(super) fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> &'a str {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let distance = |name: &str| {
        let whole = strsim::damerau_levenshtein(wrong, name);
        whole.min(strsim::damerau_levenshtein(&last(wrong), &last(name)) + 1)
    };
    names.min_by_key(|name| distance(name)).unwrap_or_default()
}
