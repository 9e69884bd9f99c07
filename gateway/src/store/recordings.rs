//! The table of recordings: what the console lists and the content belongs to.

use super::Store;
use super::admin_log::wait_for_turn;
use super::entity::{ActiveModel, Column, Entity, Model};
use super::filter::{NameKind, kind_word};
use super::text::storable;
use super::visibility::{Rows, condition};
use crate::error::{Error, Result};
use api::{Deletion, Done, Hold, RecordingList};
use policy::{Name, Subject, Visibility};
use sea_orm::sea_query::{Alias, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Select, SqlErr, TransactionTrait,
};
use std::collections::BTreeSet;
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
        let doing = "listing a recording";
        let row = to_row(new)?;
        let transaction = self.database.begin().await.map_err(|error| self.failed(doing, error))?;
        let inserted = async {
            Entity::insert(row).exec_without_returning(&transaction).await?;
            write_names(&transaction, std::iter::once(&new.recording)).await?;
            join_session(&transaction, &new.recording).await?;
            transaction.commit().await
        };
        match inserted.await {
            Ok(()) => Ok(Inserted::Listed),
            Err(error) => {
                if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err()
                    && let Some(id) = self.recording_of_source(&new.source_sha256).await?
                {
                    return Ok(Inserted::AlreadyThere(id));
                }
                Err(self.failed(doing, error))
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
        let recordings = all.iter().map(|new| &new.recording);
        write_names(&transaction, recordings).await.map_err(|error| self.failed(doing, error))?;
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
    let key = |kind: NameKind| kind.of(&recording.session).map(Name::into_string);
    Ok(ActiveModel {
        id: Set(parse_id(&recording.id)?.hyphenated().to_string()),
        name: Set(storable(&recording.name)),
        title: Set(text(&recording.title)),
        kind: Set(kind_word(recording.kind).to_owned()),
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
        session_id: Set(parse_id(&recording.session_id)?.hyphenated().to_string()),
        list: Set(list_of(new.is_restricted, false).word().to_owned()),
        name_key: Set(name_key(recording)),
        client_key: Set(key(NameKind::Client)),
        client_address_key: Set(key(NameKind::ClientAddress)),
        site_key: Set(key(NameKind::Site)),
        restricted_at_ms: Set(new.is_restricted.then_some(recording.imported_at_ms)),
        restricted_by: Set(new.is_restricted.then(|| "import".to_owned())),
        archived_at_ms: Set(None),
        archived_by: Set(None),
        hold_at_ms: Set(None),
        hold_by: Set(None),
        hold_reason: Set(None),
        deleted_at_ms: Set(None),
        deleted_by: Set(None),
        purged_from_ms: Set(None),
        is_deleted_with_files: Set(false),
    })
}

/// The list that a recording is on which is not deleted.
pub(super) const fn list_of(is_restricted: bool, is_archived: bool) -> RecordingList {
    match (is_restricted, is_archived) {
        (true, _) => RecordingList::Restricted,
        (false, true) => RecordingList::Archived,
        (false, false) => RecordingList::All,
    }
}

/// The title, or the name where there is none, as it is compared.
fn name_key(recording: &api::Recording) -> Option<String> {
    let title = recording.title.as_deref().and_then(Name::of);
    title.or_else(|| Name::of(&recording.name)).map(Name::into_string)
}

/// Makes the names of sessions known to those who look for them.
async fn write_names(
    database: &impl ConnectionTrait,
    all: impl Iterator<Item = &api::Recording>,
) -> Result<(), DbErr> {
    let named = |recording: &api::Recording| {
        let session = recording.session.clone();
        NameKind::ALL.into_iter().filter_map(move |kind| Some((kind, kind.of(&session)?)))
    };
    let names: BTreeSet<(NameKind, Name)> = all.flat_map(named).collect();
    let names: Vec<_> = names.into_iter().collect();
    for names in names.chunks(ROWS_OF_A_STATEMENT) {
        let mut insert = Query::insert();
        insert.into_table(Alias::new("session_names")).columns(["kind", "name_key"].map(Alias::new));
        for (kind, name) in names {
            let row = [kind.word().into(), name.as_str().into()];
            insert.values(row).map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        insert.on_conflict(OnConflict::new().do_nothing().to_owned());
        database.execute(&insert).await?;
    }
    Ok(())
}

/// Writes what is known of a recording's session, and makes its names known.
pub(super) async fn write_session(
    database: &impl ConnectionTrait,
    recording: &api::Recording,
) -> Result<(), DbErr> {
    let session = &recording.session;
    let text = |text: &Option<String>| Set(text.as_deref().map(storable));
    let key = |kind: NameKind| Set(kind.of(session).map(Name::into_string));
    let row = ActiveModel {
        session_user: text(&session.user),
        session_host: text(&session.host),
        session_client: text(&session.client),
        session_client_address: text(&session.client_address),
        session_application: text(&session.application),
        session_site: text(&session.site),
        user_key: key(NameKind::User),
        application_key: key(NameKind::Application),
        host_key: key(NameKind::Host),
        client_key: key(NameKind::Client),
        client_address_key: key(NameKind::ClientAddress),
        site_key: key(NameKind::Site),
        ..Default::default()
    };
    Entity::update_many().set(row).filter(Column::Id.eq(&recording.id)).exec(database).await?;
    write_names(database, std::iter::once(recording)).await
}

/// What was done with a session is so for a recording of it that comes later.
async fn join_session(database: &impl ConnectionTrait, recording: &api::Recording) -> Result<(), DbErr> {
    if recording.session_id == recording.id {
        return Ok(());
    }
    wait_for_turn(database).await?;
    let of_session = Entity::find()
        .filter(Column::SessionId.eq(&recording.session_id))
        .filter(Column::Id.ne(&recording.id))
        .filter(Column::DeletedAtMs.is_null())
        .order_by_asc(Column::Id)
        .one(database)
        .await?;
    let Some(first) = of_session else { return Ok(()) };
    let as_first = ActiveModel {
        is_restricted: Set(first.is_restricted),
        list: Set(first.list),
        restricted_at_ms: Set(first.restricted_at_ms),
        restricted_by: Set(first.restricted_by),
        archived_at_ms: Set(first.archived_at_ms),
        archived_by: Set(first.archived_by),
        hold_at_ms: Set(first.hold_at_ms),
        hold_by: Set(first.hold_by),
        hold_reason: Set(first.hold_reason),
        ..Default::default()
    };
    Entity::update_many().set(as_first).filter(Column::Id.eq(&recording.id)).exec(database).await?;
    Ok(())
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
        session_id: row.session_id,
        care: api::Care {
            restricted: done(row.restricted_by, row.restricted_at_ms).filter(|_| row.is_restricted),
            archived: done(row.archived_by, row.archived_at_ms),
            hold: done(row.hold_by, row.hold_at_ms).map(|Done { by, at_ms }| Hold {
                by,
                at_ms,
                reason: row.hold_reason.unwrap_or_default(),
            }),
            deleted: done(row.deleted_by, row.deleted_at_ms).map(|Done { by, at_ms }| Deletion {
                by,
                at_ms,
                purged_from_ms: row.purged_from_ms.unwrap_or(at_ms),
                with_files: row.is_deleted_with_files,
            }),
        },
    })
}

fn done(by: Option<String>, at_ms: Option<i64>) -> Option<Done> {
    Some(Done { by: by.unwrap_or_default(), at_ms: at_ms? })
}

pub(super) fn parse_id(id: &str) -> Result<Uuid> {
    Uuid::try_parse(id).map_err(|_| Error::Row { what: "id" })
}
