//! Which recordings were opened in which sign-in session: each is logged once, before its first byte.

use super::append::append;
use super::entity::playback;
use crate::admin_log::{Act, Action, By};
use crate::error::Result;
use crate::store::Store;
use crate::store::text::storable;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, TransactionTrait};
use uuid::Uuid;

/// What is known of somebody who watches a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playback {
    /// Why, in their own words.
    pub justification: Option<String>,
}

impl Store {
    /// Whether a recording was opened in the sign-in session of this token, and why.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn playback(&self, token_hash: &str, recording: Uuid) -> Result<Option<Playback>> {
        let found = playback::Entity::find_by_id(key(token_hash, recording)).one(&self.database).await;
        let found = found.map_err(|error| self.failed("asking whether a recording was opened", error))?;
        Ok(found.map(|row| Playback { justification: row.justification }))
    }

    /// Notes and logs that a recording is opened in the sign-in session of this token, with why where that was said.
    /// Where it was opened before, only a justification is news.
    ///
    /// # Errors
    /// [`crate::Error::NotLogged`], [`crate::Error::NoSpace`] or [`crate::Error::Database`]: nobody may watch it then.
    pub async fn open_playback(
        &self,
        by: &By,
        token_hash: &str,
        recording: (Uuid, &str),
        justification: Option<&str>,
    ) -> Result<()> {
        let failed = |error| self.failed("opening a recording", error);
        let (id, name) = recording;
        let subject = id.hyphenated().to_string();
        let transaction = self.database.begin().await.map_err(failed)?;
        let noted = note_playback(&transaction, token_hash, &subject, by.at_ms, justification).await;
        let is_new = noted.map_err(failed)?;
        let mut acts = Vec::new();
        if let Some(text) = justification {
            acts.push(Act::new(Action::Justify, Some(&subject), name).with("Justification", text));
        } else if is_new {
            acts.push(Act::new(Action::OpenRecording, Some(&subject), name));
        }
        for act in &acts {
            append(&transaction, by, act, true).await.map_err(|error| self.not_logged(error))?;
        }
        transaction.commit().await.map_err(failed)
    }
}

/// Notes that a recording is opened in the sign-in session of this token; whether that is news.
pub(in crate::store) async fn note_playback(
    database: &impl ConnectionTrait,
    token_hash: &str,
    recording_id: &str,
    at_ms: i64,
    justification: Option<&str>,
) -> Result<bool, DbErr> {
    let row = playback::ActiveModel {
        token_hash: Set(token_hash.to_owned()),
        recording_id: Set(recording_id.to_owned()),
        opened_at_ms: Set(at_ms),
        justification: Set(justification.map(storable)),
    };
    let mut on_conflict = OnConflict::columns([playback::Column::TokenHash, playback::Column::RecordingId]);
    let on_conflict = match justification {
        Some(_) => on_conflict.update_column(playback::Column::Justification),
        None => on_conflict.do_nothing(),
    };
    let insert = playback::Entity::insert(row).on_conflict(on_conflict.to_owned());
    Ok(insert.exec_without_returning(database).await? > 0)
}

fn key(token_hash: &str, recording: Uuid) -> (String, String) {
    (token_hash.to_owned(), recording.hyphenated().to_string())
}
