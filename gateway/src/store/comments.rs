//! Comments on recordings: who may see a recording may see its comments.

use super::Store;
use super::admin_log::append;
use super::entity::{Column as RecordingColumn, Entity as Recordings};
use super::text::storable;
use super::visibility::{Rows, condition};
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Error, Result};
use api::Severity;
use api::{Comment, CommentPage, NewComment};
use policy::Visibility;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

/// How many comments a recording has at the most.
const MOST: u64 = 2_000;
/// How many of one's own are on a page.
const PAGE: u64 = 50;

mod comment {
    #![expect(unreachable_pub, reason = "the derives make public items of their own from these")]

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub recording_id: String,
        pub account_id: String,
        pub author: String,
        pub at_us: i64,
        pub severity: String,
        pub text: String,
        pub made_at_ms: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// The comments on a recording that may be seen, by their moments.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn comments_of(&self, recording: &api::Recording, account_id: &str) -> Result<Vec<Comment>> {
        let rows = comment::Entity::find()
            .filter(comment::Column::RecordingId.eq(&recording.id))
            .order_by_asc(comment::Column::AtUs)
            .order_by_asc(comment::Column::Id)
            .all(&self.database)
            .await
            .map_err(|error| self.failed("listing comments", error))?;
        rows.into_iter().map(|row| told(row, &recording.name, account_id)).collect()
    }

    /// A page of somebody's own comments, newest first, on the recordings that they may still see.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn comments_by(
        &self,
        visibility: &Visibility,
        account_id: &str,
        cursor: Option<Uuid>,
    ) -> Result<CommentPage> {
        let failed = |error| self.failed("listing comments", error);
        let backend = self.database.get_database_backend();
        let recordings = Alias::new("recordings");
        let visible = Query::select()
            .column(RecordingColumn::Id)
            .from(Recordings)
            .cond_where(condition(backend, &recordings, visibility, Rows::Few))
            .to_owned();
        let mut own = comment::Entity::find()
            .filter(comment::Column::AccountId.eq(account_id))
            .filter(comment::Column::RecordingId.in_subquery(visible))
            .order_by_desc(comment::Column::Id)
            .limit(PAGE + 1);
        if let Some(cursor) = cursor {
            own = own.filter(comment::Column::Id.lt(cursor.hyphenated().to_string()));
        }
        let mut rows = own.all(&self.database).await.map_err(failed)?;
        let has_more = rows.len() as u64 > PAGE;
        rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let ids = rows.iter().map(|row| row.recording_id.clone());
        let names: Vec<(String, String)> = Recordings::find()
            .select_only()
            .columns([RecordingColumn::Id, RecordingColumn::Name])
            .filter(RecordingColumn::Id.is_in(ids))
            .into_tuple()
            .all(&self.database)
            .await
            .map_err(failed)?;
        let names: HashMap<String, String> = names.into_iter().collect();
        let next_cursor = rows.last().map(|row| row.id.clone()).filter(|_| has_more);
        let name_of = |id: &str| names.get(id).cloned().unwrap_or_default();
        let tell = |row: comment::Model| {
            let name = name_of(&row.recording_id);
            told(row, &name, account_id)
        };
        Ok(CommentPage { items: rows.into_iter().map(tell).collect::<Result<_>>()?, next_cursor })
    }

    /// Adds a comment to a recording.
    ///
    /// # Errors
    /// [`AccountError::TooMany`], [`Error::Row`] where the moment does not fit, [`Error::NotLogged`],
    /// [`Error::NoSpace`], [`Error::Database`].
    pub async fn add_comment(
        &self,
        recording: &api::Recording,
        new: &NewComment,
        by: &By,
    ) -> Result<Comment> {
        let failed = |error| self.failed("adding a comment", error);
        let transaction = self.database.begin().await.map_err(failed)?;
        let severity = new.severity.label();
        let act = Act::new(Action::AddComment, Some(&recording.id), &recording.name)
            .with("Severity", severity)
            .with("Comment", &new.text);
        // written first, so that others who add one wait
        append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
        let there = comment::Entity::find().filter(comment::Column::RecordingId.eq(&recording.id));
        if there.count(&transaction).await.map_err(failed)? >= MOST {
            let most = usize::try_from(MOST).unwrap_or(usize::MAX);
            return Err(AccountError::TooMany { what: "comments", most }.into());
        }
        let row = comment::Model {
            id: Uuid::now_v7().hyphenated().to_string(),
            recording_id: recording.id.clone(),
            account_id: by.account_id.clone().unwrap_or_default(),
            author: storable(&by.name),
            at_us: i64::try_from(new.at_us).map_err(|_| Error::Row { what: "moment" })?,
            severity: severity.to_owned(),
            text: storable(&new.text),
            made_at_ms: by.at_ms,
        };
        let added = comment::Entity::insert(active(row.clone())).exec_without_returning(&transaction).await;
        added.map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        let account_id = row.account_id.clone();
        told(row, &recording.name, &account_id)
    }

    /// Deletes one's own comment.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], also where it is another's; [`Error::NotLogged`], [`Error::NoSpace`],
    /// [`Error::Database`].
    pub async fn delete_comment(&self, id: Uuid, by: &By) -> Result<()> {
        let failed = |error| self.failed("deleting a comment", error);
        let missing = || Error::from(AccountError::NotThere { what: "comment" });
        let account_id = by.account_id.clone().unwrap_or_default();
        let own = || {
            let of_id = comment::Column::Id.eq(id.hyphenated().to_string());
            of_id.and(comment::Column::AccountId.eq(&account_id))
        };
        let found = comment::Entity::find().filter(own()).one(&self.database).await.map_err(failed)?;
        let found = found.ok_or_else(missing)?;
        let name: Option<String> = Recordings::find_by_id(&found.recording_id)
            .select_only()
            .column(RecordingColumn::Name)
            .into_tuple()
            .one(&self.database)
            .await
            .map_err(failed)?;
        let transaction = self.database.begin().await.map_err(failed)?;
        let deleted = comment::Entity::delete_many().filter(own()).exec(&transaction).await;
        if deleted.map_err(failed)?.rows_affected == 0 {
            return Err(missing());
        }
        let act = Act::new(Action::DeleteComment, Some(&found.recording_id), &name.unwrap_or_default())
            .changed("Severity", Some(&found.severity), None)
            .changed("Comment", Some(&found.text), None);
        append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
        transaction.commit().await.map_err(failed)
    }
}

fn active(row: comment::Model) -> comment::ActiveModel {
    comment::ActiveModel {
        id: Set(row.id),
        recording_id: Set(row.recording_id),
        account_id: Set(row.account_id),
        author: Set(row.author),
        at_us: Set(row.at_us),
        severity: Set(row.severity),
        text: Set(row.text),
        made_at_ms: Set(row.made_at_ms),
    }
}

fn told(row: comment::Model, recording: &str, account_id: &str) -> Result<Comment> {
    let severity = Severity::ALL.into_iter().find(|severity| severity.label() == row.severity);
    Ok(Comment {
        is_own: row.account_id == account_id,
        id: row.id,
        recording_id: row.recording_id,
        recording: recording.to_owned(),
        at_us: u64::try_from(row.at_us).map_err(|_| Error::Row { what: "moment" })?,
        severity: severity.ok_or(Error::Row { what: "severity" })?,
        text: row.text,
        author: row.author,
        made_at_ms: row.made_at_ms,
    })
}
