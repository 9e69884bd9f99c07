//! What administrators do with recordings: restrict, archive, hold, delete and bring back. Whole sessions, all that were
//! chosen or none, each with its entry in the administrator log.

use super::Store;
use super::admin_log::{append, wait_for_turn};
use super::entity::{Column, Entity, Model};
use super::recordings::list_of;
use super::text::storable;
use super::visibility::{Rows, condition, condition_of_deleted};
use crate::admin_log::{Act, Action, By};
use crate::error::{Error, Result};
use api::{Changed, RecordingList};
use policy::Visibility;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait, UpdateMany,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is done with recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// An access restriction is placed.
    Restrict,
    /// The access restriction is removed.
    RemoveRestriction,
    /// It is put into the archive.
    Archive,
    /// It is deleted, and can be brought back until it is purged.
    Delete {
        /// When it is purged at the earliest, in milliseconds since 1970-01-01 UTC.
        purged_from_ms: i64,
        /// Whether the file goes with the record.
        with_files: bool,
    },
    /// It is brought back.
    Undelete,
    /// It is kept from being deleted.
    Hold,
    /// It may be deleted again.
    RemoveHold,
}

impl Doing {
    const fn action(self) -> Action {
        match self {
            Self::Restrict => Action::PlaceRestriction,
            Self::RemoveRestriction => Action::RemoveRestriction,
            Self::Archive => Action::Archive,
            Self::Delete { .. } => Action::DeleteRecording,
            Self::Undelete => Action::UndeleteRecording,
            Self::Hold => Action::PlaceHold,
            Self::RemoveHold => Action::RemoveHold,
        }
    }

    /// Holds for the recordings with which it is not done yet.
    fn is_to_do(self) -> Condition {
        let is_there = Condition::all().add(Column::DeletedAtMs.is_null());
        match self {
            Self::Restrict => is_there.add(Column::IsRestricted.eq(false)),
            Self::RemoveRestriction => is_there.add(Column::IsRestricted.eq(true)),
            Self::Archive => is_there.add(Column::ArchivedAtMs.is_null()),
            Self::Delete { .. } => is_there,
            Self::Undelete => Condition::all().add(Column::DeletedAtMs.is_not_null()),
            Self::Hold => is_there.add(Column::HoldAtMs.is_null()),
            Self::RemoveHold => is_there.add(Column::HoldAtMs.is_not_null()),
        }
    }

    /// Who may see the recordings that it is done with: those that are there, or deleted ones.
    fn is_seen(self, database: &impl ConnectionTrait, visibility: &Visibility) -> Condition {
        let recordings = Alias::new("recordings");
        match self {
            Self::Undelete => condition_of_deleted(&recordings, visibility),
            _ => condition(database.get_database_backend(), &recordings, visibility, Rows::Few),
        }
    }

    /// What changes in the rows.
    fn written(self, update: UpdateMany<Entity>, by: &By, reason: &str) -> UpdateMany<Entity> {
        let none = || Expr::value(Option::<i64>::None);
        let nobody = || Expr::value(Option::<String>::None);
        let now = || Expr::value(by.at_ms);
        let who = || Expr::value(storable(&by.name));
        let on = |list: RecordingList| Expr::value(list.word());
        let if_archived = |archived: RecordingList, other: RecordingList| -> Expr {
            let is_archived = Expr::col(Column::ArchivedAtMs).is_not_null();
            CaseStatement::new().case(is_archived, on(archived)).finally(on(other)).into()
        };
        match self {
            Self::Restrict => update
                .col_expr(Column::IsRestricted, Expr::value(true))
                .col_expr(Column::RestrictedAtMs, now())
                .col_expr(Column::RestrictedBy, who())
                .col_expr(Column::List, on(RecordingList::Restricted)),
            Self::RemoveRestriction => update
                .col_expr(Column::IsRestricted, Expr::value(false))
                .col_expr(Column::RestrictedAtMs, none())
                .col_expr(Column::RestrictedBy, nobody())
                .col_expr(Column::List, if_archived(list_of(false, true), list_of(false, false))),
            Self::Archive => {
                let is_restricted = Expr::col(Column::IsRestricted).eq(true);
                let list = CaseStatement::new()
                    .case(is_restricted, on(list_of(true, true)))
                    .finally(on(list_of(false, true)));
                update
                    .col_expr(Column::ArchivedAtMs, now())
                    .col_expr(Column::ArchivedBy, who())
                    .col_expr(Column::List, list.into())
            }
            Self::Delete { purged_from_ms, with_files } => update
                .col_expr(Column::DeletedAtMs, now())
                .col_expr(Column::DeletedBy, who())
                .col_expr(Column::PurgedFromMs, Expr::value(purged_from_ms))
                .col_expr(Column::IsDeletedWithFiles, Expr::value(with_files))
                .col_expr(Column::List, on(RecordingList::Deleted)),
            Self::Undelete => {
                let is_restricted = Expr::col(Column::IsRestricted).eq(true);
                let list = CaseStatement::new()
                    .case(is_restricted, on(RecordingList::Restricted))
                    .finally(if_archived(RecordingList::Archived, RecordingList::All));
                update
                    .col_expr(Column::DeletedAtMs, none())
                    .col_expr(Column::DeletedBy, nobody())
                    .col_expr(Column::PurgedFromMs, none())
                    .col_expr(Column::IsDeletedWithFiles, Expr::value(false))
                    .col_expr(Column::List, list.into())
            }
            Self::Hold => update
                .col_expr(Column::HoldAtMs, now())
                .col_expr(Column::HoldBy, who())
                .col_expr(Column::HoldReason, Expr::value(storable(reason))),
            Self::RemoveHold => update
                .col_expr(Column::HoldAtMs, none())
                .col_expr(Column::HoldBy, nobody())
                .col_expr(Column::HoldReason, nobody()),
        }
    }
}

impl Store {
    /// Does something with the sessions that these recordings are of, all of it or nothing, and tells what was not done
    /// before. When this returns, the change and its entries in the administrator log are on the disk.
    ///
    /// # Errors
    /// [`Error::NotFound`] for the first of them that may not be seen, [`Error::Held`] where one to be deleted is held;
    /// [`Error::NotLogged`], [`Error::NoSpace`], [`Error::Database`].
    pub async fn take_care(
        &self,
        visibility: &Visibility,
        ids: &BTreeSet<Uuid>,
        doing: Doing,
        reason: &str,
        by: &By,
    ) -> Result<Changed> {
        let failed = |error| self.failed("changing recordings", error);
        let transaction = self.database.begin().await.map_err(failed)?;
        // what is read from here on stays so
        wait_for_turn(&transaction).await.map_err(failed)?;
        let is_seen = || doing.is_seen(&transaction, visibility);
        let sessions = sessions_of(&transaction, ids, is_seen()).await.map_err(failed)??;
        let of_sessions = || Entity::find().filter(Column::SessionId.is_in(&sessions));
        let rows = of_sessions().filter(doing.is_to_do()).order_by_asc(Column::Id).all(&transaction);
        let rows = rows.await.map_err(failed)?;
        if matches!(doing, Doing::Delete { .. })
            && let Some(held) = rows.iter().find(|row| row.hold_at_ms.is_some())
        {
            return Err(Error::Held { name: held.name.clone() });
        }
        let seen: BTreeSet<String> = of_sessions()
            .filter(doing.is_to_do())
            .filter(is_seen())
            .select_only()
            .column(Column::Id)
            .into_tuple()
            .all(&transaction)
            .await
            .map_err(failed)?
            .into_iter()
            .collect();
        let update = doing.written(Entity::update_many(), by, reason);
        let update = update.filter(Column::SessionId.is_in(&sessions)).filter(doing.is_to_do());
        update.exec(&transaction).await.map_err(failed)?;
        for row in &rows {
            let logged = append(&transaction, by, &act(row, doing, reason), true).await;
            logged.map_err(|error| self.not_logged(error))?;
        }
        transaction.commit().await.map_err(failed)?;
        // others of a session may not be seen by whoever did it
        let told = || rows.iter().filter(|row| seen.contains(&row.id));
        let of_sessions: BTreeSet<&str> = told().map(|row| row.session_id.as_str()).collect();
        Ok(Changed { sessions: of_sessions.len() as u64, recordings: told().count() as u64 })
    }

    /// Corrects what is known of a recording's session, and logs it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotLogged`], [`Error::NoSpace`], [`Error::Database`].
    pub async fn correct_session(
        &self,
        visibility: &Visibility,
        id: Uuid,
        facts: &api::SessionFacts,
        by: &By,
    ) -> Result<api::Recording> {
        let failed = |error| self.failed("correcting a recording", error);
        let transaction = self.database.begin().await.map_err(failed)?;
        wait_for_turn(&transaction).await.map_err(failed)?;
        let backend = transaction.get_database_backend();
        let found = super::recordings::with_id(backend, visibility, id).one(&transaction).await;
        let before = found.map_err(failed)?.ok_or(Error::NotFound { id })?;
        let act = Act::new(Action::CorrectSession, Some(&before.id), &before.name)
            .changed("User", before.session_user.as_deref(), facts.user.as_deref())
            .changed("Host", before.session_host.as_deref(), facts.host.as_deref())
            .changed("Client", before.session_client.as_deref(), facts.client.as_deref())
            .changed(
                "Client address",
                before.session_client_address.as_deref(),
                facts.client_address.as_deref(),
            )
            .changed("Application", before.session_application.as_deref(), facts.application.as_deref())
            .changed("Site", before.session_site.as_deref(), facts.site.as_deref());
        let mut after = super::recordings::from_row(before)?;
        after.session = facts.clone();
        super::recordings::write_session(&transaction, &after).await.map_err(failed)?;
        append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
        transaction.commit().await.map_err(failed)?;
        Ok(after)
    }

    /// The sites that somebody may see recordings of, by name; at most 200.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn sites(&self, visibility: &Visibility) -> Result<Vec<String>> {
        let mut sites = Vec::new();
        for site in self.known_sites().await? {
            let wanted = super::Wanted { sites: BTreeSet::from([site]), ..Default::default() };
            let page = self.page_of_recordings(visibility, 1, None, &wanted).await?;
            sites.extend(page.recordings.into_iter().filter_map(|recording| recording.session.site));
        }
        sites.sort();
        Ok(sites)
    }
}

/// The sessions of these recordings, or which of them may not be seen.
async fn sessions_of(
    database: &impl ConnectionTrait,
    ids: &BTreeSet<Uuid>,
    is_seen: Condition,
) -> Result<Result<BTreeSet<String>>, DbErr> {
    let texts = ids.iter().map(|id| id.hyphenated().to_string());
    let found: Vec<(String, String)> = Entity::find()
        .filter(Column::Id.is_in(texts))
        .filter(is_seen)
        .select_only()
        .columns([Column::Id, Column::SessionId])
        .into_tuple()
        .all(database)
        .await?;
    let known: BTreeSet<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
    let hidden = ids.iter().find(|id| !known.contains(id.hyphenated().to_string().as_str()));
    Ok(match hidden {
        Some(id) => Err(Error::NotFound { id: *id }),
        None => Ok(found.into_iter().map(|(_, session)| session).collect()),
    })
}

fn act(row: &Model, doing: Doing, reason: &str) -> Act {
    let act = Act::new(doing.action(), Some(&row.id), &row.name).with("Session", &row.session_id);
    let act = match doing {
        Doing::Delete { with_files, .. } => {
            act.with("Files", if with_files { "deleted as well" } else { "kept" })
        }
        Doing::RemoveHold => act.changed("Hold", row.hold_reason.as_deref(), None),
        _ => act,
    };
    if reason.is_empty() { act } else { act.with("Reason", reason) }
}
