//! What a page of recordings is narrowed to, as conditions of queries.

use super::Store;
use super::entity::Column;
use super::pages::WallTime;
use super::visibility::{Rows, is_in, never};
use crate::error::Result;
use api::{Kind, Match, RecordingList};
use policy::Name;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LikeExpr, Query, SelectStatement};
use sea_orm::{Condition, ConnectionTrait, DbBackend};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many names a text may be found in before they are no longer looked for one by one.
const MOST_NAMES: u64 = 2_000;
/// How many sites are told of.
const MOST_SITES: u64 = 200;

/// What is asked for, beside what may be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The list; all but the deleted ones where it is `None`.
    pub list: Option<RecordingList>,
    /// Recordings of this session alone.
    pub session: Option<Uuid>,
    /// When they were made.
    pub time: WallTime,
    /// Whole names of sites; any where there are none.
    pub sites: BTreeSet<Name>,
    /// Whether all of the conditions must hold, or any.
    pub matching: Match,
    /// The conditions.
    pub conditions: Vec<Wish>,
}

/// A condition on a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A name of its session is one of these.
    Named(NameKind, Vec<NameTest>),
    /// Its title, or its own name where it has none, begins with one of these, or is it.
    Titled(Vec<NameTest>),
    /// What its picture is of.
    Kind(Kind),
    /// A number of it lies between these, both of them included.
    Between(Number, Option<i64>, Option<i64>),
}

/// Names that recordings are looked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    /// The recorded user.
    User,
    /// The published application or desktop.
    Application,
    /// The host of the session.
    Host,
    /// The client device.
    Client,
    /// Its address.
    ClientAddress,
    /// The site.
    Site,
}

/// How a name is compared with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameTest {
    /// It is in the name; of a title, at its start.
    Contains(Name),
    /// It is the name.
    Is(Name),
}

/// Numbers that recordings are looked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// The length in microseconds.
    DurationUs,
    /// How many events.
    Events,
    /// The bytes of the container.
    Bytes,
}

/// The names that a condition is fulfilled by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// These.
    Few(BTreeSet<Name>),
    /// More than are looked for one by one.
    Many,
}

/// What is wanted, with the names that are meant.
#[derive(Clone, Debug)]
pub(super) struct Narrowed<'a> {
    pub(super) wanted: &'a Wanted,
    /// Those of each condition, in their order; `None` of what is no condition on names.
    names: Vec<Option<Names>>,
}

impl NameKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::User, Self::Application, Self::Host, Self::Client, Self::ClientAddress, Self::Site];

    /// The word for it in the database.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Application => "application",
            Self::Host => "host",
            Self::Client => "client",
            Self::ClientAddress => "client_address",
            Self::Site => "site",
        }
    }

    pub(super) const fn column(self) -> Column {
        match self {
            Self::User => Column::UserKey,
            Self::Application => Column::ApplicationKey,
            Self::Host => Column::HostKey,
            Self::Client => Column::ClientKey,
            Self::ClientAddress => Column::ClientAddressKey,
            Self::Site => Column::SiteKey,
        }
    }

    /// What it is called in a session's facts.
    pub(super) fn of(self, session: &api::SessionFacts) -> Option<Name> {
        let told = match self {
            Self::User => &session.user,
            Self::Application => &session.application,
            Self::Host => &session.host,
            Self::Client => &session.client,
            Self::ClientAddress => &session.client_address,
            Self::Site => &session.site,
        };
        told.as_deref().and_then(Name::of)
    }
}

impl Number {
    pub(super) const fn column(self) -> Column {
        match self {
            Self::DurationUs => Column::DurationUs,
            Self::Events => Column::EventCount,
            Self::Bytes => Column::SizeBytes,
        }
    }
}

impl Store {
    /// Looks up which names the conditions mean.
    pub(super) async fn narrow<'a>(&self, wanted: &'a Wanted) -> Result<Narrowed<'a>> {
        let mut names = Vec::with_capacity(wanted.conditions.len());
        for wish in &wanted.conditions {
            names.push(match wish {
                Wish::Named(kind, tests) => Some(self.meant(*kind, tests).await?),
                Wish::Titled(_) | Wish::Kind(_) | Wish::Between(..) => None,
            });
        }
        Ok(Narrowed { wanted, names })
    }

    /// The sites that recordings were of, as they are compared; at most 200.
    pub(super) async fn known_sites(&self) -> Result<Vec<Name>> {
        let failed = |error| self.failed("looking for sites", error);
        let mut known = known(NameKind::Site, &[]);
        known.limit(MOST_SITES);
        let rows = self.database.query_all(&known).await.map_err(failed)?;
        let texts = rows.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<Vec<_>, _>>();
        Ok(texts.map_err(failed)?.iter().filter_map(|text| Name::of(text)).collect())
    }

    async fn meant(&self, kind: NameKind, tests: &[NameTest]) -> Result<Names> {
        let whole = |test: &NameTest| match test {
            NameTest::Is(name) => Some(name.clone()),
            NameTest::Contains(_) => None,
        };
        if let Some(names) = tests.iter().map(whole).collect::<Option<BTreeSet<_>>>() {
            return Ok(Names::Few(names));
        }
        let mut meant = known(kind, tests);
        meant.limit(MOST_NAMES + 1);
        let rows = self.database.query_all(&meant).await;
        let rows = rows.map_err(|error| self.failed("looking for names", error))?;
        if rows.len() as u64 > MOST_NAMES {
            return Ok(Names::Many);
        }
        let text = |row: &sea_orm::QueryResult| row.try_get_by_index::<String>(0);
        let texts = rows.iter().map(text).collect::<Result<Vec<_>, _>>();
        let texts = texts.map_err(|error| self.failed("looking for names", error))?;
        Ok(Names::Few(texts.iter().filter_map(|text| Name::of(text)).collect()))
    }
}

/// The names of a kind that are known and pass any of the tests; all where there are none.
fn known(kind: NameKind, tests: &[NameTest]) -> SelectStatement {
    let name = || Expr::col(Alias::new("name_key"));
    let mut any = Condition::any();
    for test in tests {
        any = any.add(match test {
            NameTest::Is(text) => name().eq(text.as_str()),
            NameTest::Contains(text) => name().like(LikeExpr::new(containing(text)).escape('\\')),
        });
    }
    let mut known = Query::select();
    known.column(Alias::new("name_key")).from(Alias::new("session_names"));
    known.and_where(Expr::col(Alias::new("kind")).eq(kind.word()));
    if !tests.is_empty() {
        known.cond_where(any);
    }
    known
}

/// A pattern for texts with this name in them.
fn containing(name: &Name) -> String {
    let mut pattern = String::from("%");
    for letter in name.as_str().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

impl Narrowed<'_> {
    /// Holds for the rows of `table` that are wanted, but for the time, which has an index of its own.
    pub(super) fn condition(&self, backend: DbBackend, table: &Alias, rows: Rows) -> Condition {
        let of = |column| Expr::col((table.clone(), column));
        let mut all = Condition::all();
        if let Some(list) = self.wanted.list {
            all = all.add(of(Column::List).eq(list.word()));
        }
        if let Some(session) = self.wanted.session {
            all = all.add(of(Column::SessionId).eq(session.hyphenated().to_string()));
        }
        if !self.wanted.sites.is_empty() {
            all = all.add(is_in(backend, of(Column::SiteKey), &self.wanted.sites, rows));
        }
        if self.wanted.conditions.is_empty() {
            return all;
        }
        let mut matching = match self.wanted.matching {
            Match::All => Condition::all(),
            Match::Any => Condition::any(),
        };
        for (wish, names) in self.wanted.conditions.iter().zip(&self.names) {
            matching = matching.add(holds(wish, names.as_ref(), backend, table, rows));
        }
        all.add(matching)
    }

    /// The sites, where there are some: each recording that is wanted is of one.
    pub(super) fn sites(&self) -> Option<Vec<(Column, &BTreeSet<Name>)>> {
        (!self.wanted.sites.is_empty()).then(|| vec![(Column::SiteKey, &self.wanted.sites)])
    }

    /// Names of which each recording that is wanted has one, by the columns that they are in. `None` where there is no
    /// such set of them.
    pub(super) fn leading(&self) -> Option<Vec<(Column, &BTreeSet<Name>)>> {
        let few = |(wish, names): (&Wish, &'_ Option<Names>)| match (wish, names) {
            (Wish::Named(kind, _), Some(Names::Few(_))) => Some(kind.column()),
            _ => None,
        };
        let named = self.wanted.conditions.iter().zip(&self.names).map(few);
        let sets = self.names.iter().map(|names| match names {
            Some(Names::Few(names)) => Some(names),
            Some(Names::Many) | None => None,
        });
        let sets: Vec<Option<(Column, &BTreeSet<Name>)>> =
            named.zip(sets).map(|(column, names)| Some((column?, names?))).collect();
        match self.wanted.matching {
            Match::All => {
                let fewest = sets.into_iter().flatten().min_by_key(|(_, names)| names.len())?;
                Some(vec![fewest])
            }
            Match::Any if sets.is_empty() => None,
            Match::Any => sets.into_iter().collect(),
        }
    }

    /// Conditions that an index of their own finds, each of which all that is wanted fulfils.
    pub(super) fn indexed(&self, table: &Alias) -> Vec<Condition> {
        let is_one_alone = self.wanted.conditions.len() == 1;
        if self.wanted.matching == Match::Any && !is_one_alone {
            return Vec::new();
        }
        let has_index = |wish: &&Wish| matches!(wish, Wish::Between(..) | Wish::Titled(_));
        let wishes = self.wanted.conditions.iter().filter(has_index);
        // the backend tells how names are listed, which are not among these
        wishes.map(|wish| holds(wish, None, DbBackend::Sqlite, table, Rows::Few)).collect()
    }
}

/// Holds for the rows of `table` that fulfil one condition.
fn holds(wish: &Wish, names: Option<&Names>, backend: DbBackend, table: &Alias, rows: Rows) -> Condition {
    let of = |column| Expr::col((table.clone(), column));
    match (wish, names) {
        (Wish::Named(kind, _), Some(Names::Few(names))) => {
            Condition::all().add(is_in(backend, of(kind.column()), names, rows))
        }
        (Wish::Named(kind, tests), _) => {
            Condition::all().add(of(kind.column()).in_subquery(known(*kind, tests)))
        }
        // with anything else beside its ranges SQLite would not look into the index for each
        (Wish::Titled(tests), _) if tests.is_empty() => Condition::all().add(never()),
        (Wish::Titled(tests), _) => tests.iter().fold(Condition::any(), |any, test| {
            let name = || of(Column::NameKey);
            any.add(match test {
                NameTest::Is(text) => Condition::all().add(name().eq(text.as_str())),
                // text is compared byte by byte, and no character has more bytes, or greater ones
                NameTest::Contains(text) => Condition::all()
                    .add(name().gte(text.as_str()))
                    .add(name().lt(format!("{}{}", text.as_str(), char::MAX))),
            })
        }),
        (Wish::Kind(kind), _) => Condition::all().add(of(Column::Kind).eq(kind_word(*kind))),
        (Wish::Between(number, least, most), _) => {
            let mut all = Condition::all();
            if let Some(least) = least {
                all = all.add(of(number.column()).gte(*least));
            }
            if let Some(most) = most {
                all = all.add(of(number.column()).lte(*most));
            }
            all
        }
    }
}

/// The word for a kind in the database.
pub(super) const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Desktop => "desktop",
        Kind::Terminal => "terminal",
        Kind::Events => "events",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_a_pattern_is_escaped() {
        let name = Name::of("100%_a\\b").expect("a name");
        assert_eq!(containing(&name), "%100\\%\\_a\\\\b%");
    }
}
