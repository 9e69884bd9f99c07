//! The table of recordings: what the console lists and the content belongs to.

use super::Store;
use super::entity::{ActiveModel, Column, Entity, Model};
use super::visibility::{condition, newest};
use crate::error::{Error, Result};
use policy::{Name, Subject, Visibility};
use sea_orm::sea_query::{Expr, ExprTrait, Query, QueryStatementBuilder};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, SqlErr,
    TransactionTrait,
};
use uuid::Uuid;

/// How many rows a statement inserts: with their columns they are its parameters, of which databases take 32,766.
const ROWS_OF_A_STATEMENT: usize = 500;

/// A recording whose container is in its place, to be listed.
#[derive(Clone, Debug)]
pub struct NewRecording {
    /// What the API tells of it. Its id is a UUID.
    pub recording: api::Recording,
    /// SHA-256 of the file it was imported from, 64 hexadecimal digits.
    pub source_sha256: String,
    /// Someone asked for it although the same source is there already.
    pub is_repeat: bool,
    /// An access restriction lies on it.
    pub is_restricted: bool,
}

/// What became of a new recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is listed.
    Listed,
    /// The same source is listed already, under this id; nothing was changed.
    AlreadyThere(Uuid),
}

/// When recordings were made. What has no known start was made at no time: any bound leaves it out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WallTime {
    /// They ended then or later, in milliseconds since 1970-01-01 UTC.
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

impl Store {
    /// Lists a new recording. When this returns, the row is on the disk.
    ///
    /// # Errors
    /// [`Error::Row`] where a number does not fit the table, [`Error::NoSpace`], [`Error::Database`].
    pub async fn insert_recording(&self, new: &NewRecording) -> Result<Inserted> {
        let row = to_row(new)?;
        match Entity::insert(row).exec_without_returning(&self.database).await {
            Ok(_) => Ok(Inserted::Listed),
            Err(error) => {
                if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err()
                    && let Some(id) = self.recording_of_source(&new.source_sha256).await?
                {
                    return Ok(Inserted::AlreadyThere(id));
                }
                Err(self.failed("listing a recording", error))
            }
        }
    }

    /// Lists many new recordings, all of them or none. When this returns, the rows are on the disk.
    ///
    /// # Errors
    /// [`Error::Row`] where a number does not fit the table, [`Error::NoSpace`], [`Error::Database`]; also where a source
    /// is listed already and it is no repeat.
    pub async fn insert_recordings(&self, all: &[NewRecording]) -> Result<()> {
        let rows = all.iter().map(to_row).collect::<Result<Vec<_>>>()?;
        let doing = "listing recordings";
        let transaction = self.database.begin().await.map_err(|error| self.failed(doing, error))?;
        for rows in rows.chunks(ROWS_OF_A_STATEMENT) {
            let insert = Entity::insert_many(rows.to_vec()).exec_without_returning(&transaction).await;
            insert.map_err(|error| self.failed(doing, error))?;
        }
        transaction.commit().await.map_err(|error| self.failed(doing, error))
    }

    /// The recording that was imported from a source with this SHA-256 first, if there is one. It asks for those who
    /// import, who have the data folder and with it everything.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn recording_of_source(&self, sha256: &str) -> Result<Option<Uuid>> {
        let row = Entity::find()
            .filter(Column::SourceSha256.eq(sha256))
            .order_by_asc(Column::Id)
            .one(&self.database)
            .await
            .map_err(|error| self.failed("looking for a source", error))?;
        row.map(|row| parse_id(&row.id)).transpose()
    }

    /// The recording with this id, if there is one that may be seen.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn recording(&self, visibility: &Visibility, id: Uuid) -> Result<Option<api::Recording>> {
        Entity::find_by_id(id.hyphenated().to_string())
            .filter(condition(visibility))
            .one(&self.database)
            .await
            .map_err(|error| self.failed("looking for a recording", error))?
            .map(from_row)
            .transpose()
    }

    /// At most `limit` recordings of a time that may be seen, newest import first, from before `cursor` on.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn page_of_recordings(
        &self,
        visibility: &Visibility,
        limit: u32,
        cursor: Option<Uuid>,
        time: WallTime,
    ) -> Result<Page> {
        let query = select(visibility, limit, cursor, time);
        let rows =
            query.all(&self.database).await.map_err(|error| self.failed("listing recordings", error))?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_last = rows.len() <= limit;
        let recordings = rows.into_iter().take(limit).map(from_row).collect::<Result<Vec<_>>>()?;
        let next = match recordings.last() {
            Some(last) if !is_last => Some(parse_id(&last.id)?),
            _ => None,
        };
        Ok(Page { recordings, next })
    }
}

/// One page and, where there is a further one, its first row.
fn select(visibility: &Visibility, limit: u32, cursor: Option<Uuid>, time: WallTime) -> Select<Entity> {
    // The ids are UUIDs of version 7: their order is the order of the imports.
    let mut query = Entity::find().filter(condition(visibility)).limit(u64::from(limit) + 1);
    if let Some(cursor) = cursor {
        query = query.filter(Column::Id.lt(cursor.hyphenated().to_string()));
    }
    if let Some(until_ms) = time.until_ms {
        query = query.filter(Column::StartedAtMs.lte(until_ms));
    }
    if let Some(from_ms) = time.from_ms {
        // None that began earlier than the longest one lasts reaches into the time. Without this, all that began before
        // its end are looked at.
        if from_ms > i64::MIN / 2 {
            let longest = Query::select().expr(Expr::col(Column::DurationUs).max()).from(Entity).to_owned();
            let longest_ms = Expr::SubQuery(None, Box::new(longest.into_sub_query_statement())).div(1000);
            query = query.filter(Expr::col(Column::StartedAtMs).gte(Expr::val(from_ms).sub(longest_ms)));
        }
        let length_ms = Expr::col(Column::DurationUs).div(1000);
        query = query.filter(Expr::col(Column::StartedAtMs).add(length_ms).gte(from_ms));
    }
    if time == WallTime::default() {
        if let Visibility::Limited(scope) = visibility {
            let cursor = cursor.map(|cursor| cursor.hyphenated().to_string());
            let newest = newest(scope, cursor.as_deref(), u64::from(limit) + 1);
            query =
                query.filter(newest.map_or_else(|| Expr::val(1).eq(0), |ids| Column::Id.in_subquery(ids)));
        }
        query.order_by_desc(Column::Id)
    } else {
        // Few of many recordings are of one time. Ordered by the column itself, SQLite walks through all rows in its
        // order; by an expression, it takes the index over time and sorts what it finds.
        query.order_by_desc(Expr::cust("id || ''"))
    }
}

fn to_row(new: &NewRecording) -> Result<ActiveModel> {
    let recording = &new.recording;
    let number = |what, value: u64| i64::try_from(value).map_err(|_| Error::Row { what });
    let subject = Subject::of(&recording.session, new.is_restricted);
    Ok(ActiveModel {
        id: Set(parse_id(&recording.id)?.hyphenated().to_string()),
        name: Set(recording.name.clone()),
        title: Set(recording.title.clone()),
        kind: Set(match recording.kind {
            api::Kind::Desktop => "desktop".to_owned(),
            api::Kind::Terminal => "terminal".to_owned(),
            api::Kind::Events => "events".to_owned(),
        }),
        width: Set(recording.size_on_screen.width.into()),
        height: Set(recording.size_on_screen.height.into()),
        started_at_ms: Set(recording.started_at_ms),
        imported_at_ms: Set(recording.imported_at_ms),
        duration_us: Set(number("duration", recording.duration_us)?),
        size_bytes: Set(number("size", recording.size_bytes)?),
        source_format: Set(recording.source_format.clone()),
        source_sha256: Set(new.source_sha256.clone()),
        root_sha256: Set(recording.root_sha256.clone()),
        import_notes: Set(
            serde_json::to_string(&recording.import_notes).map_err(|_| Error::Row { what: "note" })?
        ),
        is_truncated: Set(recording.truncated),
        is_repeat: Set(new.is_repeat),
        session_user: Set(recording.session.user.clone()),
        session_host: Set(recording.session.host.clone()),
        session_client: Set(recording.session.client.clone()),
        session_client_address: Set(recording.session.client_address.clone()),
        session_application: Set(recording.session.application.clone()),
        session_site: Set(recording.session.site.clone()),
        event_count: Set(recording.events.map(|events| number("number of events", events)).transpose()?),
        user_key: Set(subject.user.map(Name::into_string)),
        application_key: Set(subject.application.map(Name::into_string)),
        host_key: Set(subject.host.map(Name::into_string)),
        is_restricted: Set(subject.is_restricted),
    })
}

fn from_row(row: Model) -> Result<api::Recording> {
    let size = |what, value: i64| u32::try_from(value).map_err(|_| Error::Row { what });
    let number = |what, value: i64| u64::try_from(value).map_err(|_| Error::Row { what });
    Ok(api::Recording {
        kind: match row.kind.as_str() {
            "desktop" => api::Kind::Desktop,
            "terminal" => api::Kind::Terminal,
            "events" => api::Kind::Events,
            _ => return Err(Error::Row { what: "kind" }),
        },
        size_on_screen: api::SizeOnScreen {
            width: size("width", row.width)?,
            height: size("height", row.height)?,
        },
        duration_us: number("duration", row.duration_us)?,
        size_bytes: number("size", row.size_bytes)?,
        events: row.event_count.map(|events| number("number of events", events)).transpose()?,
        session: api::SessionFacts {
            user: row.session_user,
            host: row.session_host,
            client: row.session_client,
            client_address: row.session_client_address,
            application: row.session_application,
            site: row.session_site,
        },
        import_notes: serde_json::from_str(&row.import_notes).map_err(|_| Error::Row { what: "note" })?,
        id: row.id,
        name: row.name,
        title: row.title,
        started_at_ms: row.started_at_ms,
        imported_at_ms: row.imported_at_ms,
        source_format: row.source_format,
        root_sha256: row.root_sha256,
        truncated: row.is_truncated,
    })
}

fn parse_id(id: &str) -> Result<Uuid> {
    Uuid::try_parse(id).map_err(|_| Error::Row { what: "id" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Scope;

    fn new_recording(id: Uuid, source: &str, is_repeat: bool) -> NewRecording {
        NewRecording {
            recording: api::Recording {
                id: id.to_string(),
                name: "größe.guac".to_owned(),
                title: Some("a \u{1b}[2J title".to_owned()),
                kind: api::Kind::Desktop,
                size_on_screen: api::SizeOnScreen { width: 1280, height: 720 },
                session: api::SessionFacts {
                    user: Some("Zo\u{eb} <b>".to_owned()),
                    host: Some("srv-1".to_owned()),
                    client: Some("laptop".to_owned()),
                    client_address: Some("2001:db8::1".to_owned()),
                    application: Some("Desktop".to_owned()),
                    site: Some("Basel".to_owned()),
                },
                events: Some(18),
                started_at_ms: Some(-5),
                imported_at_ms: 1_700_000_000_000,
                duration_us: 61_000_000,
                size_bytes: 1234,
                source_format: "guacamole".to_owned(),
                root_sha256: "ab".repeat(32),
                import_notes: vec!["unknown instruction: 3 times".to_owned()],
                truncated: true,
            },
            source_sha256: source.to_owned(),
            is_repeat,
            is_restricted: false,
        }
    }

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        // Characters that would mean something in the address of a database.
        let store = Store::open(&folder.path().join("a ?mode=memory%20#.sqlite")).await.expect("a store");
        (folder, store)
    }

    #[tokio::test]
    async fn what_is_listed_comes_back_as_it_was() {
        let (folder, store) = store().await;
        let new = new_recording(Uuid::now_v7(), "s", false);
        assert_eq!(store.insert_recording(&new).await.expect("listed"), Inserted::Listed);
        let id = Uuid::try_parse(&new.recording.id).expect("an id");
        assert_eq!(
            store.recording(&Visibility::Everything, id).await.expect("looked"),
            Some(new.recording.clone())
        );
        assert_eq!(store.recording(&Visibility::Everything, Uuid::now_v7()).await.expect("looked"), None);

        // And after it was closed and opened again, with the tables as they are.
        store.close().await.expect("closed");
        let again = Store::open(&folder.path().join("a ?mode=memory%20#.sqlite")).await.expect("a store");
        assert_eq!(again.recording(&Visibility::Everything, id).await.expect("looked"), Some(new.recording));
    }

    #[tokio::test]
    async fn a_source_is_listed_once_unless_it_is_a_repeat() {
        let (_folder, store) = store().await;
        let first = Uuid::now_v7();
        let insert = async |new: NewRecording| store.insert_recording(&new).await.expect("answered");
        assert_eq!(insert(new_recording(first, "s", false)).await, Inserted::Listed);
        assert_eq!(insert(new_recording(Uuid::now_v7(), "s", false)).await, Inserted::AlreadyThere(first));
        assert_eq!(insert(new_recording(Uuid::now_v7(), "s", true)).await, Inserted::Listed);
        assert_eq!(insert(new_recording(Uuid::now_v7(), "s", true)).await, Inserted::Listed);
        assert_eq!(insert(new_recording(Uuid::now_v7(), "t", false)).await, Inserted::Listed);
        assert_eq!(
            store
                .page_of_recordings(&Visibility::Everything, 200, None, WallTime::default())
                .await
                .expect("a page")
                .recordings
                .len(),
            4
        );
        assert_eq!(store.recording_of_source("s").await.expect("looked"), Some(first));
        assert_eq!(store.recording_of_source("u").await.expect("looked"), None);
    }

    #[tokio::test]
    async fn pages_hold_every_recording_once_newest_first() {
        let (_folder, store) = store().await;
        let mut ids = Vec::new();
        for number in 0..25 {
            let id = Uuid::now_v7();
            ids.push(id.to_string());
            store.insert_recording(&new_recording(id, &number.to_string(), false)).await.expect("listed");
        }
        ids.reverse();
        for limit in [1, 7, 24, 25, 26] {
            let (mut seen, mut cursor) = (Vec::new(), None);
            loop {
                let page = store
                    .page_of_recordings(&Visibility::Everything, limit, cursor, WallTime::default())
                    .await
                    .expect("a page");
                assert!(page.recordings.len() <= limit as usize && !page.recordings.is_empty());
                seen.extend(page.recordings.into_iter().map(|recording| recording.id));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(seen, ids, "{limit} on a page");
        }
    }

    #[tokio::test]
    async fn recordings_of_a_time_are_those_that_overlap_it() {
        let (_folder, store) = store().await;
        let ids = [(Some(1_000), 500), (Some(2_000), 0), (Some(-700), 700), (None, 9_000)].map(
            |(started_at_ms, length_ms)| {
                let id = Uuid::now_v7();
                let mut new = new_recording(id, &id.to_string(), false);
                new.recording.started_at_ms = started_at_ms;
                new.recording.duration_us = length_ms * 1_000;
                new
            },
        );
        for new in &ids {
            store.insert_recording(new).await.expect("listed");
        }
        let found = async |from_ms, until_ms| {
            let page = store
                .page_of_recordings(&Visibility::Everything, 200, None, WallTime { from_ms, until_ms })
                .await;
            let page = page.expect("a page").recordings;
            let place = |found: &api::Recording| ids.iter().position(|new| new.recording.id == found.id);
            let mut places: Vec<_> = page.iter().filter_map(place).collect();
            places.sort_unstable();
            places
        };
        assert_eq!(found(None, None).await, [0, 1, 2, 3]);
        assert_eq!(found(Some(1_200), Some(1_300)).await, [0]);
        assert_eq!(found(Some(1_500), Some(2_000)).await, [0, 1]);
        assert_eq!(found(Some(1_501), Some(1_999)).await, [0; 0]);
        assert_eq!(found(Some(i64::MIN), Some(0)).await, [2]);
        assert_eq!(found(Some(0), None).await, [0, 1, 2]);
        assert_eq!(found(None, Some(i64::MAX)).await, [0, 1, 2]);
    }

    #[tokio::test]
    async fn a_scope_is_found_by_the_indexes() {
        use sea_orm::{ConnectionTrait, QueryTrait};
        let (_folder, store) = store().await;
        let scope = Scope::new(["ada", "grace"], ["desktop"], ["srv-1"]).expect("few names");
        for cursor in [None, Some(Uuid::now_v7())] {
            let query = select(&Visibility::Limited(scope.clone()), 9, cursor, WallTime::default());
            let mut statement = query.build(store.database.get_database_backend());
            statement.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
            let plan = store.database.query_all_raw(statement).await.expect("a plan");
            let steps: Vec<String> = plan.iter().filter_map(|row| row.try_get("", "detail").ok()).collect();
            for index in ["recordings_user_key", "recordings_application_key", "recordings_host_key"] {
                assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:#?}");
            }
            // the names are walked through, but no table, by whichever name it goes
            let tables = ["SCAN recordings", "SCAN found", "SCAN newest"];
            let is_scan = |step: &&String| tables.iter().any(|table| step.starts_with(table));
            assert_eq!(steps.iter().find(is_scan), None, "{steps:#?}");
        }
    }

    #[tokio::test]
    async fn a_time_is_found_by_the_index() {
        use sea_orm::{ConnectionTrait, QueryTrait};
        let (_folder, store) = store().await;
        let time = WallTime { from_ms: Some(3), until_ms: Some(5) };
        let mut statement =
            select(&Visibility::Everything, 9, None, time).build(store.database.get_database_backend());
        statement.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
        let plan = store.database.query_all_raw(statement).await.expect("a plan");
        let steps: Vec<String> = plan.iter().filter_map(|row| row.try_get("", "detail").ok()).collect();
        let is_bounded = "recordings_time (started_at_ms>? AND started_at_ms<?)";
        assert!(steps.iter().any(|step| step.contains(is_bounded)), "{steps:?}");
        let is_longest = "USING COVERING INDEX recordings_duration";
        assert!(steps.iter().any(|step| step.contains(is_longest)), "{steps:?}");
    }

    #[tokio::test]
    async fn commits_are_durable() {
        use sea_orm::{ConnectionTrait, Statement};
        let (_folder, store) = store().await;
        let ask = async |pragma: &str| {
            let statement =
                Statement::from_string(store.database.get_database_backend(), format!("PRAGMA {pragma}"));
            store.database.query_one_raw(statement).await.expect("answered").expect("a row")
        };
        let mode: String = ask("journal_mode").await.try_get_by_index(0).expect("text");
        assert_eq!(mode, "wal");
        let synchronous: i32 = ask("synchronous").await.try_get_by_index(0).expect("a number");
        assert_eq!(synchronous, 2, "2 is FULL");
    }

    #[tokio::test]
    async fn what_an_earlier_version_listed_stays_listed() {
        use sea_orm::ConnectionTrait;
        let (folder, store) = store().await;
        let new = new_recording(Uuid::now_v7(), "s", false);
        store.insert_recording(&new).await.expect("listed");
        // Anew, so that no connection remembers the tables as they were before they were brought up to date.
        store.close().await.expect("closed");
        let file = folder.path().join("a ?mode=memory%20#.sqlite");
        let store = Store::open(&file).await.expect("a store");
        // the tables as the first step made them
        for column in ["user", "host", "client", "client_address", "application", "site"] {
            let statement = format!("ALTER TABLE recordings DROP COLUMN session_{column}");
            store.database.execute_unprepared(&statement).await.expect("dropped");
        }
        for statement in [
            "ALTER TABLE recordings DROP COLUMN event_count",
            "DELETE FROM seaql_migrations WHERE version = 'm0002_session'",
        ] {
            store.database.execute_unprepared(statement).await.expect("undone");
        }
        store.close().await.expect("closed");

        let again = Store::open(&file).await.expect("a store");
        let page = again
            .page_of_recordings(&Visibility::Everything, 10, None, WallTime::default())
            .await
            .expect("a page");
        let before = api::Recording { session: api::SessionFacts::default(), events: None, ..new.recording };
        assert_eq!(page.recordings, [before]);
    }

    #[tokio::test]
    async fn what_was_listed_without_keys_is_in_scopes_all_the_same() {
        use sea_orm::ConnectionTrait;
        let (folder, store) = store().await;
        let mut ids = Vec::new();
        for number in 0..1_200 {
            let id = Uuid::now_v7();
            let mut new = new_recording(id, &number.to_string(), false);
            new.recording.session.user = (number % 100 != 0).then(|| " ZO\u{cb} ".to_owned());
            store.insert_recording(&new).await.expect("listed");
            ids.push((id, new.recording.session.user.is_some()));
        }
        store.close().await.expect("closed");
        let file = folder.path().join("a ?mode=memory%20#.sqlite");
        let store = Store::open(&file).await.expect("a store");
        // the tables as the third step left them
        for column in ["user_key", "application_key", "host_key"] {
            let statements = [
                format!("DROP INDEX recordings_{column}"),
                format!("ALTER TABLE recordings DROP COLUMN {column}"),
            ];
            for statement in statements {
                store.database.execute_unprepared(&statement).await.expect("dropped");
            }
        }
        for statement in [
            "ALTER TABLE recordings DROP COLUMN is_restricted",
            "DELETE FROM seaql_migrations WHERE version = 'm0004_visibility'",
        ] {
            store.database.execute_unprepared(statement).await.expect("undone");
        }
        store.close().await.expect("closed");

        let again = Store::open(&file).await.expect("a store");
        let limited = |users: &[&'static str], hosts: &[&'static str]| {
            let scope = Scope::new(users.iter().copied(), [], hosts.iter().copied());
            Visibility::Limited(scope.expect("few names"))
        };
        let by_user = limited(&["zo\u{eb}"], &[]);
        let by_host = limited(&[], &["SRV-1"]);
        for (id, has_user) in ids {
            let found = again.recording(&by_user, id).await.expect("looked");
            assert_eq!(found.is_some(), has_user);
            assert!(again.recording(&by_host, id).await.expect("looked").is_some());
        }
    }

    #[tokio::test]
    async fn impossible_rows_are_errors() {
        use sea_orm::ConnectionTrait;
        let (_folder, store) = store().await;
        let id = Uuid::now_v7();
        store.insert_recording(&new_recording(id, "s", false)).await.expect("listed");
        for (change, what) in [("kind = 'hologram'", "kind"), ("kind = 'desktop', width = -1", "width")] {
            store
                .database
                .execute_unprepared(&format!("UPDATE recordings SET {change}"))
                .await
                .expect("changed");
            let error = store.recording(&Visibility::Everything, id).await.expect_err("refused");
            assert!(matches!(error, Error::Row { what: found } if found == what), "{error}");
        }
    }
    #[tokio::test]
    async fn a_full_disk_is_told_and_nothing_is_listed() {
        use sea_orm::ConnectionTrait;
        let (_folder, store) = store().await;
        // Every connection of the pool gets the limit, which stands for the end of the disk.
        for _ in 0..50 {
            store.database.execute_unprepared("PRAGMA max_page_count = 12").await.expect("limited");
        }
        let mut listed = 0;
        let error = loop {
            let id = Uuid::now_v7();
            let mut new = new_recording(id, &id.to_string(), false);
            new.recording.import_notes = vec!["x".repeat(2000)];
            match store.insert_recording(&new).await {
                Ok(_) => listed += 1,
                Err(error) => {
                    assert_eq!(store.recording(&Visibility::Everything, id).await.expect("looked"), None);
                    break error;
                }
            }
            assert!(listed < 1000, "the limit does not hold");
        };
        assert!(matches!(error, Error::NoSpace { .. }), "{error}");
        assert_eq!(
            store
                .page_of_recordings(&Visibility::Everything, 200, None, WallTime::default())
                .await
                .expect("a page")
                .recordings
                .len(),
            listed
        );
    }
}
