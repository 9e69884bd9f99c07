//! Links with which recordings are shared. What is kept of a link's secret is its hash.
//!
//! Whoever opens a link is shown its recording in the sign-in session in which they did, and nothing else: for as long
//! as the link is valid, and the recording neither restricted nor deleted.

use super::Store;
use super::admin_log::{append, note_playback};
use super::entity::{Column as RecordingColumn, Entity as Recordings};
use super::recordings::from_row;
use super::text::storable;
use super::visibility::{Rows, condition, unscoped};
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Error, Result};
use api::{Done, LinkOpening, LinkPage, LinkStatus, OpenedLink, SharedLink};
use policy::Visibility;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, TransactionTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

/// How many links a recording has at the most.
const MOST: u64 = 1_000;
/// How many links are on a page.
const PAGE: u64 = 50;
/// How many openings of a link are told, the newest.
const MOST_OPENINGS: u64 = 500;

mod link {
    #![expect(unreachable_pub, reason = "the derives make public items of their own from these")]

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub recording_id: String,
        pub secret_hash: String,
        pub at_us: i64,
        pub made_at_ms: i64,
        pub made_by_id: Option<String>,
        pub made_by: String,
        pub justification: Option<String>,
        pub expires_at_ms: i64,
        pub revoked_at_ms: Option<i64>,
        pub revoked_by: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod opening {
    #![expect(unreachable_pub, reason = "the derives make public items of their own from these")]

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "link_openings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub link_id: String,
        pub token_hash: String,
        pub account_id: Option<String>,
        pub name: String,
        pub address: String,
        pub browser: String,
        pub at_ms: i64,
        pub justification: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The sign-in session in which a link may have been opened.
#[derive(Clone, Copy)]
pub struct Opener<'a> {
    /// SHA-256 of the session's token, in hexadecimal digits.
    pub token_hash: &'a str,
    /// The time, in milliseconds since 1970-01-01 UTC.
    pub now_ms: i64,
}

/// A link to be made.
#[derive(Clone, Copy)]
pub struct ToShare<'a> {
    /// SHA-256 of its secret, in hexadecimal digits.
    pub secret_hash: &'a str,
    /// The moment that it opens, in microseconds of presentation time.
    pub at_us: u64,
    /// When its time is over, in milliseconds since 1970-01-01 UTC.
    pub expires_at_ms: i64,
    /// Why it is made.
    pub justification: Option<&'a str>,
}

impl Store {
    /// The recording, if a link to it was opened in this sign-in session that is still valid. What administrators did with
    /// it is not told.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn recording_by_link(&self, opener: &Opener<'_>, id: Uuid) -> Result<Option<api::Recording>> {
        let opened = Query::select()
            .column(opening::Column::LinkId)
            .from(opening::Entity)
            .cond_where(Condition::all().add(opening::Column::TokenHash.eq(opener.token_hash)))
            .to_owned();
        let shared = recordings_of(valid(opener.now_ms).add(link::Column::Id.in_subquery(opened)));
        let row = Recordings::find_by_id(id.hyphenated().to_string())
            .filter(unscoped(&Alias::new("recordings")))
            .filter(RecordingColumn::Id.in_subquery(shared))
            .one(&self.database)
            .await
            .map_err(|error| self.failed("looking for a shared recording", error))?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(api::Recording { care: api::Care::default(), ..from_row(row)? }))
    }

    /// Makes a link to a recording that may be seen.
    ///
    /// # Errors
    /// [`AccountError::Restricted`], [`AccountError::TooMany`], [`Error::Row`] where the moment does not fit,
    /// [`Error::NotLogged`], [`Error::NoSpace`], [`Error::Database`].
    pub async fn share(&self, recording: &api::Recording, new: &ToShare<'_>, by: &By) -> Result<SharedLink> {
        let failed = |error| self.failed("making a link", error);
        let transaction = self.database.begin().await.map_err(failed)?;
        let hours = new.expires_at_ms.saturating_sub(by.at_ms) / 3_600_000;
        let mut act = Act::new(Action::ShareLink, Some(&recording.id), &recording.name)
            .with("Valid for hours", &hours.to_string());
        if let Some(text) = new.justification {
            act = act.with("Justification", text);
        }
        // written first, so that others who change something wait
        append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
        let open = Recordings::find_by_id(&recording.id).filter(unscoped(&Alias::new("recordings")));
        if open.count(&transaction).await.map_err(failed)? == 0 {
            return Err(AccountError::Restricted.into());
        }
        let there = link::Entity::find().filter(link::Column::RecordingId.eq(&recording.id));
        if there.count(&transaction).await.map_err(failed)? >= MOST {
            let most = usize::try_from(MOST).unwrap_or(usize::MAX);
            return Err(AccountError::TooMany { what: "links", most }.into());
        }
        let row = link::Model {
            id: Uuid::now_v7().hyphenated().to_string(),
            recording_id: recording.id.clone(),
            secret_hash: new.secret_hash.to_owned(),
            at_us: i64::try_from(new.at_us).map_err(|_| Error::Row { what: "moment" })?,
            made_at_ms: by.at_ms,
            made_by_id: by.account_id.clone(),
            made_by: storable(&by.name),
            justification: new.justification.map(storable),
            expires_at_ms: new.expires_at_ms,
            revoked_at_ms: None,
            revoked_by: None,
        };
        let made = link::Entity::insert(active(row.clone())).exec_without_returning(&transaction).await;
        made.map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        told(row, &recording.name, by.at_ms)
    }

    /// Opens a link in the sign-in session of this token: from now on its recording is shown there.
    ///
    /// # Errors
    /// [`AccountError::LinkNotValid`], [`Error::NotLogged`], [`Error::NoSpace`], [`Error::Database`]: nothing is shown.
    pub async fn open_link(
        &self,
        secret_hash: &str,
        token_hash: &str,
        justification: &str,
        browser: &str,
        by: &By,
    ) -> Result<OpenedLink> {
        let failed = |error| self.failed("opening a link", error);
        let wanted = || valid(by.at_ms).add(link::Column::SecretHash.eq(secret_hash));
        let not_valid = || Error::from(AccountError::LinkNotValid);
        let found = link::Entity::find().filter(wanted()).one(&self.database).await.map_err(failed)?;
        let found = found.ok_or_else(not_valid)?;
        let name: Option<String> = Recordings::find_by_id(&found.recording_id)
            .filter(unscoped(&Alias::new("recordings")))
            .select_only()
            .column(RecordingColumn::Name)
            .into_tuple()
            .one(&self.database)
            .await
            .map_err(failed)?;
        let name = name.ok_or_else(not_valid)?;
        let transaction = self.database.begin().await.map_err(failed)?;
        let act = Act::new(Action::OpenLink, Some(&found.recording_id), &name)
            .with("Justification", justification)
            .with("Link of", &found.made_by);
        append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
        // whoever revoked it meanwhile has come first
        if link::Entity::find().filter(wanted()).count(&transaction).await.map_err(failed)? == 0 {
            return Err(not_valid());
        }
        let row = opening::ActiveModel {
            id: Set(Uuid::now_v7().hyphenated().to_string()),
            link_id: Set(found.id),
            token_hash: Set(token_hash.to_owned()),
            account_id: Set(by.account_id.clone()),
            name: Set(storable(&by.name)),
            address: Set(by.address.map(|address| address.to_string()).unwrap_or_default()),
            browser: Set(storable(browser)),
            at_ms: Set(by.at_ms),
            justification: Set(storable(justification)),
        };
        opening::Entity::insert(row).exec_without_returning(&transaction).await.map_err(failed)?;
        let why = Some(justification);
        note_playback(&transaction, token_hash, &found.recording_id, by.at_ms, why).await.map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(OpenedLink {
            recording_id: found.recording_id,
            at_us: u64::try_from(found.at_us).map_err(|_| Error::Row { what: "moment" })?,
            expires_at_ms: found.expires_at_ms,
        })
    }

    /// A page of the links to recordings that may be seen, or to one of them, newest first.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn links(
        &self,
        visibility: &Visibility,
        recording: Option<Uuid>,
        cursor: Option<Uuid>,
        now_ms: i64,
    ) -> Result<LinkPage> {
        let failed = |error| self.failed("listing links", error);
        let backend = self.database.get_database_backend();
        let visible = condition(backend, &Alias::new("recordings"), visibility, Rows::Few);
        let visible =
            Query::select().column(RecordingColumn::Id).from(Recordings).cond_where(visible).to_owned();
        let mut all = link::Entity::find()
            .filter(link::Column::RecordingId.in_subquery(visible))
            .order_by_desc(link::Column::Id)
            .limit(PAGE + 1);
        if let Some(id) = recording {
            all = all.filter(link::Column::RecordingId.eq(id.hyphenated().to_string()));
        }
        if let Some(cursor) = cursor {
            all = all.filter(link::Column::Id.lt(cursor.hyphenated().to_string()));
        }
        let mut rows = all.all(&self.database).await.map_err(failed)?;
        let has_more = rows.len() as u64 > PAGE;
        rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let names: Vec<(String, String)> = Recordings::find()
            .select_only()
            .columns([RecordingColumn::Id, RecordingColumn::Name])
            .filter(RecordingColumn::Id.is_in(rows.iter().map(|row| row.recording_id.clone())))
            .into_tuple()
            .all(&self.database)
            .await
            .map_err(failed)?;
        let names: HashMap<String, String> = names.into_iter().collect();
        let next_cursor = rows.last().map(|row| row.id.clone()).filter(|_| has_more);
        let tell = |row: link::Model| {
            let name = names.get(&row.recording_id).cloned().unwrap_or_default();
            told(row, &name, now_ms)
        };
        Ok(LinkPage { items: rows.into_iter().map(tell).collect::<Result<_>>()?, next_cursor })
    }

    /// Who opened a link, the newest first.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`Error::Database`].
    pub async fn openings(&self, id: Uuid) -> Result<Vec<LinkOpening>> {
        let failed = |error| self.failed("listing who opened a link", error);
        let id = id.hyphenated().to_string();
        if link::Entity::find_by_id(&id).count(&self.database).await.map_err(failed)? == 0 {
            return Err(AccountError::NotThere { what: "link" }.into());
        }
        let rows = opening::Entity::find()
            .filter(opening::Column::LinkId.eq(id))
            .order_by_desc(opening::Column::Id)
            .limit(MOST_OPENINGS)
            .all(&self.database)
            .await
            .map_err(failed)?;
        let tell = |row: opening::Model| LinkOpening {
            at_ms: row.at_ms,
            name: row.name,
            address: row.address,
            browser: row.browser,
            justification: row.justification,
        };
        Ok(rows.into_iter().map(tell).collect())
    }

    /// Revokes a link. One that is revoked already stays as it is.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], also where its time is over; [`Error::NotLogged`], [`Error::NoSpace`],
    /// [`Error::Database`].
    pub async fn revoke_link(&self, id: Uuid, by: &By) -> Result<()> {
        let failed = |error| self.failed("revoking a link", error);
        let transaction = self.database.begin().await.map_err(failed)?;
        let row = link::ActiveModel {
            revoked_at_ms: Set(Some(by.at_ms)),
            revoked_by: Set(Some(storable(&by.name))),
            ..Default::default()
        };
        let id = id.hyphenated().to_string();
        let active = valid(by.at_ms).add(link::Column::Id.eq(&id));
        let revoked = link::Entity::update_many().set(row).filter(active).exec(&transaction).await;
        if revoked.map_err(failed)?.rows_affected == 0 {
            return Err(AccountError::NotThere { what: "link" }.into());
        }
        let (recording_id, name) = self.subject_of(&transaction, &id).await?;
        let act = Act::new(Action::RevokeLink, Some(&recording_id), &name);
        append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
        transaction.commit().await.map_err(failed)
    }

    /// Clears away the links that have expired or were revoked, with who opened them: of all recordings, or of one.
    /// Gives their number.
    ///
    /// # Errors
    /// [`Error::NotLogged`], [`Error::NoSpace`], [`Error::Database`].
    pub async fn clear_links(&self, recording: Option<Uuid>, by: &By) -> Result<u64> {
        let failed = |error| self.failed("clearing links", error);
        let transaction = self.database.begin().await.map_err(failed)?;
        let invalid = Condition::any()
            .add(link::Column::RevokedAtMs.is_not_null())
            .add(link::Column::ExpiresAtMs.lte(by.at_ms));
        let mut cleared = link::Entity::delete_many().filter(invalid);
        if let Some(id) = recording {
            cleared = cleared.filter(link::Column::RecordingId.eq(id.hyphenated().to_string()));
        }
        let number = cleared.exec(&transaction).await.map_err(failed)?.rows_affected;
        let id = recording.map(|id| id.hyphenated().to_string());
        let act = Act::new(Action::ClearLinks, id.as_deref(), "Unrestricted links").changed(
            "Links",
            Some(&number.to_string()),
            None,
        );
        append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
        transaction.commit().await.map_err(failed)?;
        Ok(number)
    }

    /// The recording of a link, for the log: its id and its name.
    async fn subject_of(&self, transaction: &DatabaseTransaction, id: &str) -> Result<(String, String)> {
        let found = Recordings::find()
            .filter(RecordingColumn::Id.in_subquery(recordings_of(link::Column::Id.eq(id).into())))
            .select_only()
            .columns([RecordingColumn::Id, RecordingColumn::Name])
            .into_tuple()
            .one(transaction)
            .await;
        let found: Option<(String, String)> = found.map_err(|error| self.failed("revoking a link", error))?;
        found.ok_or(AccountError::NotThere { what: "link" }.into())
    }
}

/// Holds for links that can be opened.
fn valid(now_ms: i64) -> Condition {
    Condition::all().add(link::Column::RevokedAtMs.is_null()).add(link::Column::ExpiresAtMs.gt(now_ms))
}

/// The ids of the recordings of these links.
fn recordings_of(links: Condition) -> SelectStatement {
    Query::select().column(link::Column::RecordingId).from(link::Entity).cond_where(links).to_owned()
}

fn active(row: link::Model) -> link::ActiveModel {
    link::ActiveModel {
        id: Set(row.id),
        recording_id: Set(row.recording_id),
        secret_hash: Set(row.secret_hash),
        at_us: Set(row.at_us),
        made_at_ms: Set(row.made_at_ms),
        made_by_id: Set(row.made_by_id),
        made_by: Set(row.made_by),
        justification: Set(row.justification),
        expires_at_ms: Set(row.expires_at_ms),
        revoked_at_ms: Set(row.revoked_at_ms),
        revoked_by: Set(row.revoked_by),
    }
}

fn told(row: link::Model, recording: &str, now_ms: i64) -> Result<SharedLink> {
    let status = match (row.revoked_at_ms, row.expires_at_ms > now_ms) {
        (Some(_), _) => LinkStatus::Revoked,
        (None, true) => LinkStatus::Active,
        (None, false) => LinkStatus::Expired,
    };
    Ok(SharedLink {
        id: row.id,
        recording_id: row.recording_id,
        recording: recording.to_owned(),
        at_us: u64::try_from(row.at_us).map_err(|_| Error::Row { what: "moment" })?,
        made_at_ms: row.made_at_ms,
        made_by: row.made_by,
        justification: row.justification,
        expires_at_ms: row.expires_at_ms,
        revoked: row.revoked_at_ms.map(|at_ms| Done { by: row.revoked_by.unwrap_or_default(), at_ms }),
        status,
    })
}
