//! Pages of recordings, and by which way they are found among many.

use super::Store;
use super::entity::{Column, Entity};
use super::filter::{Narrowed, Wanted};
use super::recordings::{from_row, parse_id};
use super::visibility::{Named, Rows, condition, condition_of_deleted, kinds, unscoped};
use crate::error::Result;
use api::RecordingList;
use policy::{Name, Visibility};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many of the newest recordings are looked through before they are asked for in a way that costs more.
const WALKED: u64 = 4_000;
/// Scopes of up to so many names are asked for name by name at once.
const FEW_NAMES: usize = 32;
/// What at most so many recordings fulfil is asked for by the index that finds them.
const FEW: u64 = 20_000;

/// When recordings were made. What has no known start was made at no time: any bound leaves it out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WallTime {
    /// They ended then or later, in milliseconds since 1970-01-01 UTC. What lies before the year -146,000,000 is no
    /// bound.
    pub from_ms: Option<i64>,
    /// They began then or earlier.
    pub until_ms: Option<i64>,
}

/// One page of recordings, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The recordings.
    pub recordings: Vec<api::Recording>,
    /// Ask for the recordings before this id for the next page; `None` on the last one.
    pub next: Option<Uuid>,
}

/// A way to find a page. All of them find the same; which one is quick depends on who asks for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// From the newest recording on until there are enough, however many are passed over.
    Walk,
    /// The same among the newest [`WALKED`] only: where that is no full page, it may not be all.
    ShortWalk,
    /// The newest of each of the names that are asked for, or else of those of a scope.
    Names,
    /// All of a time, and then the newest of them.
    Time,
    /// All that the index of this condition finds, and then the newest of them.
    Index(usize),
    /// All of a session.
    Session,
}

/// What is asked for.
#[derive(Clone, Debug)]
struct Asked<'a> {
    backend: DbBackend,
    visibility: &'a Visibility,
    cursor: Option<String>,
    narrowed: Narrowed<'a>,
    /// One more than a page, so that it is known whether there is a further one.
    most: u64,
}

impl Store {
    /// At most `limit` recordings of those that are wanted and may be seen, newest import first, from before `cursor`
    /// on.
    ///
    /// # Errors
    /// [`crate::Error::Database`] or [`crate::Error::Row`].
    pub async fn page_of_recordings(
        &self,
        visibility: &Visibility,
        limit: u32,
        cursor: Option<Uuid>,
        wanted: &Wanted,
    ) -> Result<Page> {
        let asked = Asked {
            backend: self.database.get_database_backend(),
            visibility,
            // The ids are UUIDs of version 7: their order is the order of the imports.
            cursor: cursor.map(|cursor| cursor.hyphenated().to_string()),
            narrowed: self.narrow(wanted).await?,
            most: u64::from(limit) + 1,
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut rows = Vec::new();
        for way in self.ways(&asked).await? {
            let found = asked.by(way).all(&self.database).await;
            rows = found.map_err(|error| self.failed("listing recordings", error))?;
            if rows.len() > limit {
                break;
            }
        }
        let is_last = rows.len() <= limit;
        let recordings = rows.into_iter().take(limit).map(from_row).collect::<Result<Vec<_>>>()?;
        let next = match recordings.last() {
            Some(last) if !is_last => Some(parse_id(&last.id)?),
            _ => None,
        };
        Ok(Page { recordings, next })
    }

    /// The ways to try, one after the other until a page is full; the last one finds all there is.
    async fn ways(&self, asked: &Asked<'_>) -> Result<Vec<Way>> {
        if asked.narrowed.wanted.session.is_some() {
            return Ok(vec![Way::Session]);
        }
        if asked.time() != WallTime::default() {
            let is_few = !self.has_row(&asked.beyond_few_of_the_time()).await?;
            return Ok(match (is_few, asked.narrowed.leading()) {
                (true, _) => vec![Way::Time],
                (false, Some(_)) => vec![Way::ShortWalk, Way::Names],
                (false, None) => vec![Way::ShortWalk, Way::Time],
            });
        }
        let by_names = |names: Vec<(Column, &BTreeSet<Name>)>| {
            let names = names.iter().map(|(_, names)| names.len()).sum::<usize>();
            if names <= FEW_NAMES { vec![Way::Names] } else { vec![Way::ShortWalk, Way::Names] }
        };
        if let Some(names) = asked.narrowed.leading() {
            return Ok(by_names(names));
        }
        // before the names of a scope: each of those would be walked through for what few of them have
        for index in 0..asked.narrowed.indexed(&Alias::new("recordings")).len() {
            if !self.has_row(&asked.beyond_few_of(index)).await? {
                return Ok(vec![Way::ShortWalk, Way::Index(index)]);
            }
        }
        if let Some(names) = asked.leading() {
            return Ok(by_names(names));
        }
        Ok(vec![Way::Walk])
    }

    async fn has_row(&self, query: &SelectStatement) -> Result<bool> {
        let row = self.database.query_one(query).await;
        Ok(row.map_err(|error| self.failed("counting recordings", error))?.is_some())
    }
}

impl Asked<'_> {
    fn time(&self) -> WallTime {
        self.narrowed.wanted.time
    }

    /// Names of which each recording that is wanted and may be seen has one.
    fn leading(&self) -> Option<Vec<(Column, &BTreeSet<Name>)>> {
        let of_scope = || match self.visibility {
            Visibility::Limited(scope) => Some(kinds(scope).collect()),
            Visibility::Everything | Visibility::Unrestricted | Visibility::Nothing => None,
        };
        self.narrowed.leading().or_else(of_scope).or_else(|| self.narrowed.sites())
    }

    /// Holds for the rows of `table` that are wanted and may be seen, but for the time.
    fn condition(&self, table: &Alias, rows: Rows) -> Condition {
        let may_be_seen = match self.narrowed.wanted.list {
            Some(RecordingList::Deleted) => condition_of_deleted(table, self.visibility),
            _ => condition(self.backend, table, self.visibility, rows),
        };
        may_be_seen.add(self.narrowed.condition(self.backend, table, rows))
    }

    /// The rows of one page and, where there is a further one, its first. By whichever way they are found, the condition
    /// of who may see them is asked of these rows.
    fn by(&self, way: Way) -> Select<Entity> {
        let recordings = Alias::new("recordings");
        let query = Entity::find().filter(self.condition(&recordings, Rows::Few)).order_by_desc(Column::Id);
        match way {
            Way::Walk | Way::Session => {
                let query = match &self.cursor {
                    Some(cursor) => query.filter(Column::Id.lt(cursor.as_str())),
                    None => query,
                };
                let bounds = self.bounds(&recordings);
                let query = bounds.into_iter().fold(query, QueryFilter::filter);
                query.limit(self.most)
            }
            Way::ShortWalk => query.filter(Column::Id.in_subquery(self.among(self.newest_of_all()))),
            Way::Names => {
                let none = || Expr::val(1).eq(0);
                query.filter(self.newest_of_names().map_or_else(none, |ids| Column::Id.in_subquery(ids)))
            }
            Way::Time => query.filter(Column::Id.in_subquery(self.among(self.all_of_the_time()))),
            Way::Index(index) => query.filter(Column::Id.in_subquery(self.among(self.all_of(index)))),
        }
    }

    fn newest_of_names(&self) -> Option<SelectStatement> {
        let names = self.leading()?;
        let is_by_scope =
            self.narrowed.leading().is_none() && matches!(self.visibility, Visibility::Limited(_));
        let condition = |table: &Alias| {
            // by the names of a scope nothing is found that is not within it
            let mut all = match (is_by_scope, self.narrowed.wanted.list) {
                (true, list) if list != Some(RecordingList::Deleted) => {
                    unscoped(table).add(self.narrowed.condition(self.backend, table, Rows::Many))
                }
                _ => self.condition(table, Rows::Many),
            };
            for bound in self.bounds(table) {
                all = all.add(bound);
            }
            all
        };
        let cursor = self.cursor.as_deref();
        let named =
            Named { backend: self.backend, names: &names, condition: &condition, cursor, most: self.most };
        named.newest()
    }

    /// The ids of the newest that are wanted and may be seen among these. The limit of `candidates` keeps a database from
    /// taking the conditions of both together and finding a way of its own.
    fn among(&self, candidates: SelectStatement) -> SelectStatement {
        let candidate = Alias::new("candidate");
        let id = || (candidate.clone(), Column::Id);
        let mut ids = Query::select();
        ids.column(id()).from_subquery(candidates, candidate.clone());
        ids.cond_where(self.condition(&candidate, Rows::Many));
        if let Some(cursor) = &self.cursor {
            ids.and_where(Expr::col(id()).lt(cursor.as_str()));
        }
        for bound in self.bounds(&candidate) {
            ids.and_where(bound);
        }
        ids.order_by(id(), Order::Desc).limit(self.most);
        ids
    }

    /// The newest of the list; they may not be wanted otherwise.
    fn newest_of_all(&self) -> SelectStatement {
        let mut newest = candidates();
        if let Some(cursor) = &self.cursor {
            newest.and_where(Expr::col(Column::Id).lt(cursor.as_str()));
        }
        if let Some(list) = self.narrowed.wanted.list {
            newest.and_where(Expr::col(Column::List).eq(list.word()));
        }
        newest.order_by(Column::Id, Order::Desc).limit(WALKED);
        newest
    }

    fn all_of_the_time(&self) -> SelectStatement {
        let mut all = candidates();
        for bound in self.bounds(&Alias::new("recordings")) {
            all.and_where(bound);
        }
        all.limit(i64::MAX.unsigned_abs());
        all
    }

    /// All that the index of one of the conditions finds.
    fn all_of(&self, index: usize) -> SelectStatement {
        let mut all = candidates();
        all.cond_where(self.indexed(index));
        all.limit(i64::MAX.unsigned_abs());
        all
    }

    fn indexed(&self, index: usize) -> Condition {
        let conditions = self.narrowed.indexed(&Alias::new("recordings"));
        conditions.into_iter().nth(index).unwrap_or_else(Condition::all)
    }

    /// Has a row where more than [`FEW`] recordings fulfil one of the conditions.
    fn beyond_few_of(&self, index: usize) -> SelectStatement {
        let mut beyond = Query::select();
        beyond.expr(Expr::val(1)).from(Entity).cond_where(self.indexed(index));
        beyond.limit(1).offset(FEW);
        beyond
    }

    /// Has a row where more than [`FEW`] recordings are of the time.
    fn beyond_few_of_the_time(&self) -> SelectStatement {
        let mut beyond = Query::select();
        beyond.column(Column::StartedAtMs).from(Entity);
        for bound in self.bounds(&Alias::new("recordings")) {
            beyond.and_where(bound);
        }
        beyond.order_by(Column::StartedAtMs, Order::Asc).limit(1).offset(FEW);
        beyond
    }

    /// What holds for the rows of `table` that are of the time.
    fn bounds(&self, table: &Alias) -> Vec<Expr> {
        let of = |column| Expr::col((table.clone(), column));
        let time = self.time();
        let mut bounds = Vec::new();
        if let Some(until_ms) = time.until_ms {
            bounds.push(of(Column::StartedAtMs).lte(until_ms));
        }
        match time.from_ms {
            // any less, and the subtractions below would overflow
            Some(from_ms) if from_ms > i64::MIN / 2 => {
                // None that began earlier than the longest one lasts reaches into the time. Without this, all that began
                // before its end are looked at.
                let mut longest = Query::select();
                longest.expr(Expr::col(Column::DurationUs).max()).from(Entity);
                let longest_ms = Expr::SubQuery(None, Box::new(longest.into())).div(1000);
                bounds.push(of(Column::StartedAtMs).gte(Expr::val(from_ms).sub(longest_ms)));
                let length_ms = of(Column::DurationUs).div(1000);
                bounds.push(of(Column::StartedAtMs).gte(Expr::val(from_ms).sub(length_ms)));
            }
            Some(_) => bounds.push(of(Column::StartedAtMs).is_not_null()),
            None => {}
        }
        bounds
    }
}

/// Of all recordings, what decides whether one is on a page.
fn candidates() -> SelectStatement {
    let mut all = Query::select();
    all.columns([
        Column::Id,
        Column::UserKey,
        Column::ApplicationKey,
        Column::HostKey,
        Column::ClientKey,
        Column::ClientAddressKey,
        Column::SiteKey,
        Column::NameKey,
        Column::SessionId,
        Column::List,
        Column::Kind,
        Column::IsRestricted,
        Column::StartedAtMs,
        Column::DurationUs,
        Column::EventCount,
        Column::SizeBytes,
    ]);
    all.from(Entity);
    all
}

#[cfg(test)]
mod tests;
