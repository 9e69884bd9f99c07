//! The table of recordings: what the console lists and the content belongs to.

use super::Store;
use super::entity::{ActiveModel, Column, Entity, Model};
use super::text::storable;
use super::visibility::{Rows, condition};
use crate::error::{Error, Result};
use policy::{Name, Subject, Visibility};
use sea_orm::sea_query::Alias;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, Select, SqlErr,
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
        let row = of_source(sha256).one(&self.database).await;
        let row = row.map_err(|error| self.failed("looking for a source", error))?;
        row.map(|row| parse_id(&row.id)).transpose()
    }

    /// The recording with this id, if there is one that may be seen.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn recording(&self, visibility: &Visibility, id: Uuid) -> Result<Option<api::Recording>> {
        with_id(self.database.get_database_backend(), visibility, id)
            .one(&self.database)
            .await
            .map_err(|error| self.failed("looking for a recording", error))?
            .map(from_row)
            .transpose()
    }
}

pub(super) fn of_source(sha256: &str) -> Select<Entity> {
    Entity::find().filter(Column::SourceSha256.eq(sha256)).order_by_asc(Column::Id)
}

pub(super) fn with_id(backend: DbBackend, visibility: &Visibility, id: Uuid) -> Select<Entity> {
    let is_visible = condition(backend, &Alias::new("recordings"), visibility, Rows::Few);
    Entity::find_by_id(id.hyphenated().to_string()).filter(is_visible)
}

fn to_row(new: &NewRecording) -> Result<ActiveModel> {
    let recording = &new.recording;
    let number = |what, value: u64| i64::try_from(value).map_err(|_| Error::Row { what });
    let text = |text: &Option<String>| text.as_deref().map(storable);
    let subject = Subject::of(&recording.session, new.is_restricted);
    Ok(ActiveModel {
        id: Set(parse_id(&recording.id)?.hyphenated().to_string()),
        name: Set(storable(&recording.name)),
        title: Set(text(&recording.title)),
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
        session_user: Set(text(&recording.session.user)),
        session_host: Set(text(&recording.session.host)),
        session_client: Set(text(&recording.session.client)),
        session_client_address: Set(text(&recording.session.client_address)),
        session_application: Set(text(&recording.session.application)),
        session_site: Set(text(&recording.session.site)),
        event_count: Set(recording.events.map(|events| number("number of events", events)).transpose()?),
        user_key: Set(subject.user.map(Name::into_string)),
        application_key: Set(subject.application.map(Name::into_string)),
        host_key: Set(subject.host.map(Name::into_string)),
        is_restricted: Set(subject.is_restricted),
    })
}

pub(super) fn from_row(row: Model) -> Result<api::Recording> {
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

pub(super) fn parse_id(id: &str) -> Result<Uuid> {
    Uuid::try_parse(id).map_err(|_| Error::Row { what: "id" })
}
