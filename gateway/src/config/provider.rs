//! One provider of sign-ins: `[[sign_in.providers]]`.

use super::fault::Origin;
use super::file::{Entry, Section};
use super::key::{Key, PROVIDER_KEYS, PROVIDERS};
use super::layers::Layers;
use super::secret::Secret;
use super::value::{self, Given, Read};
use api::Role;
use std::collections::BTreeMap;
use std::path::Path;
use url::Url;

/// An OpenID Connect provider that people may sign in with.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// Its name in addresses: lower-case letters, digits and hyphens.
    pub id: String,
    /// What its button says.
    pub label: String,
    /// Its issuer. Providers compare it by character, so that [`ProviderConfig::issuer_text`] has it as it was written.
    pub issuer: Url,
    /// The issuer as it was written.
    pub issuer_text: String,
    /// What it calls this gateway.
    pub client_id: String,
    /// What it gave this gateway to prove itself; none for a public client.
    pub client_secret: Option<Secret>,
    /// What is asked for; `openid` is among them.
    pub scopes: Vec<String>,
    /// The claim that lists somebody's groups.
    pub groups_claim: String,
    /// The claim with the name of the account.
    pub name_claim: String,
    /// The role of the members of each group, by the group's name.
    pub roles: BTreeMap<String, Role>,
}

/// Reads one section. What is wrong with it becomes faults; then it is no provider.
pub(super) fn read(layers: &mut Layers, section: Section) -> Option<ProviderConfig> {
    let file = layers.file.clone().unwrap_or_default();
    let mut of = Reading { at: |line| Origin::File { file: file.clone(), line }, layers, section: &section };
    let id = of.required("id", |given, _| value::provider_id(given));
    let label = of.required("label", |given, _| value::short_text(100)(given));
    let issuer = of.required("issuer", |given, _| Ok((value::web_address(given)?, value::text(given)?)));
    let client_id = of.required("client_id", |given, _| value::short_text(1000)(given));
    let client_secret = of.secret();
    let scopes = of.with_default("scopes", |given, _| scopes(given));
    let groups_claim = of.with_default("groups_claim", |given, _| value::short_text(100)(given));
    let name_claim = of.with_default("name_claim", |given, _| value::short_text(100)(given));
    let roles = of.roles();
    let (issuer, issuer_text) = issuer?;
    Some(ProviderConfig {
        id: id?,
        label: label?,
        issuer,
        issuer_text,
        client_id: client_id?,
        client_secret,
        scopes: scopes?,
        groups_claim: groups_claim?,
        name_claim: name_claim?,
        roles,
    })
}

fn scopes(given: &Given) -> Read<Vec<String>> {
    let scopes = value::list(value::scope)(given)?;
    if scopes.iter().any(|scope| scope == "openid") {
        Ok(scopes)
    } else {
        Err("must have openid among them, without which the provider says nothing of who signs in".to_owned())
    }
}

struct Reading<'a, F> {
    layers: &'a mut Layers,
    section: &'a Section,
    at: F,
}

impl<F: Fn(usize) -> Origin> Reading<'_, F> {
    fn entry(&self, name: &str) -> Option<&Entry> {
        self.section.entries.iter().find(|entry| entry.key.path == name)
    }

    fn optional<T>(&mut self, name: &str, read: impl Fn(&Given, &Path) -> Read<T>) -> Option<T> {
        let Entry { key, given, line } = self.section.entries.iter().find(|entry| entry.key.path == name)?;
        self.layers.read(&path(name), key, &(self.at)(*line), given, read)
    }

    fn required<T>(&mut self, name: &str, read: impl Fn(&Given, &Path) -> Read<T>) -> Option<T> {
        if self.entry(name).is_none() {
            let what = "is missing: every provider needs it";
            self.layers.fault((self.at)(self.section.line), &path(name), what);
        }
        self.optional(name, read)
    }

    fn with_default<T>(&mut self, name: &str, read: impl Fn(&Given, &Path) -> Read<T>) -> Option<T> {
        if self.entry(name).is_some() {
            return self.optional(name, read);
        }
        let key = key(name)?;
        let given = Given::Text(key.default?.to_owned());
        self.layers.read(&path(name), key, &Origin::Default, &given, read)
    }

    fn secret(&mut self) -> Option<Secret> {
        let text = self.optional("client_secret", |given, _| value::text(given));
        let file = self.optional("client_secret_file", |given, base| value::path(base)(given));
        let line = self.entry("client_secret_file").map_or(self.section.line, |entry| entry.line);
        let origin = (self.at)(line);
        match (text, file) {
            (Some(_), Some(_)) => {
                let what = "stands beside client_secret; keep one of them";
                self.layers.fault(origin, &path("client_secret_file"), what);
                None
            }
            (Some(text), None) => Some(Secret::new(text)),
            (None, Some(file)) => self.layers.secret_file(&origin, &path("client_secret_file"), &file),
            (None, None) => None,
        }
    }

    fn roles(&mut self) -> BTreeMap<String, Role> {
        let Some(Entry { key, given, line }) =
            self.section.entries.iter().find(|entry| entry.key.path == "roles")
        else {
            return BTreeMap::new();
        };
        let path = path("roles");
        self.layers.show(&path, key, given, (self.at)(*line));
        let Given::Names(names) = given else {
            let what = format!("must be a table: write [{path}], then GROUP = \"full_admin\"");
            self.layers.fault((self.at)(*line), &path, &what);
            return BTreeMap::new();
        };
        let mut roles = BTreeMap::new();
        for (group, word, line) in names {
            match value::role(word) {
                Ok(role) => {
                    roles.insert(group.clone(), role);
                }
                Err(what) => self.layers.fault((self.at)(*line), &format!("{path}.{group}"), &what),
            }
        }
        roles
    }
}

fn path(name: &str) -> String {
    format!("{PROVIDERS}.{name}")
}

fn key(name: &str) -> Option<&'static Key> {
    PROVIDER_KEYS.iter().find(|key| key.path == name)
}
