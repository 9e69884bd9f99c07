//! Sign-in sessions: rows here, and a token that only the browser has. What is stored is the token's hash.

use super::entity::{account, session};
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Error, Result};
use crate::store::Store;
use api::{OpenSession, SignInMethod};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// How often the time of the last request is written down.
const SEEN_EVERY_MS: i64 = 30_000;

/// How long sign-in sessions last, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a request.
    pub idle_ms: i64,
    /// At the most.
    pub absolute_ms: i64,
}

impl Default for SessionLimits {
    /// 30 minutes without a request, 12 hours at the most.
    fn default() -> Self {
        Self { idle_ms: 30 * 60_000, absolute_ms: 12 * 3_600_000 }
    }
}

impl SessionLimits {
    /// How long the session lasts from now on, in milliseconds: without a request, and at the most. Zero and less where
    /// it has ended. A clock that was set back makes no session older.
    pub(super) fn left(self, session: &session::Model, now_ms: i64) -> (i64, i64) {
        let since = |time_ms: i64| now_ms.saturating_sub(time_ms).max(0);
        let absolute = self.absolute_ms.saturating_sub(since(session.signed_in_at_ms));
        let idle = self.idle_ms.saturating_sub(since(session.seen_at_ms));
        (idle.min(absolute), absolute)
    }

    pub(super) fn is_open(self, session: &session::Model, now_ms: i64) -> bool {
        self.left(session, now_ms).0 > 0
    }
}

/// Why somebody looks whether a session is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A request came: the session is in use.
    Request,
    /// A stream is still open: whether anybody is there, it does not tell.
    Stream,
}

/// A sign-in session that begins.
#[derive(Clone)]
pub struct NewSession {
    /// SHA-256 of the token, in hexadecimal digits.
    pub token_hash: String,
    /// Whose it is.
    pub account_id: String,
    /// How they signed in.
    pub method: SignInMethod,
    /// Where from.
    pub address: String,
    /// The browser, as it calls itself.
    pub browser: String,
    /// SHA-256 of the token of the session that the same browser had so far: it ends.
    pub replaces: Option<String>,
}

impl Store {
    /// Begins a sign-in session.
    ///
    /// # Errors
    /// [`AccountError::Disabled`] where the account cannot be used, [`Error::Database`].
    pub async fn begin_session(&self, new: &NewSession, now_ms: i64) -> Result<()> {
        let change = self.change("signing in").await?;
        let database = &change.transaction;
        let found = account::Entity::find_by_id(&new.account_id).one(database).await;
        let found = found.map_err(|error| change.failed(error))?;
        let found = found.filter(|found| !found.is_disabled).ok_or(AccountError::Disabled)?;
        if let Some(token_hash) = &new.replaces {
            let ended = session::Entity::delete_by_id(token_hash).exec(database).await;
            ended.map_err(|error| change.failed(error))?;
        }
        let row = session::ActiveModel {
            token_hash: Set(new.token_hash.clone()),
            id: Set(Uuid::new_v4().hyphenated().to_string()),
            account_id: Set(new.account_id.clone()),
            method: Set(new.method.word().to_owned()),
            signed_in_at_ms: Set(now_ms),
            seen_at_ms: Set(now_ms),
            address: Set(new.address.clone()),
            browser: Set(new.browser.clone()),
        };
        let begun = session::Entity::insert(row).exec_without_returning(database).await;
        begun.map_err(|error| change.failed(error))?;
        let signed_in = account::ActiveModel {
            id: Unchanged(found.id),
            signed_in_at_ms: Set(Some(now_ms)),
            ..Default::default()
        };
        signed_in.update(database).await.map_err(|error| change.failed(error))?;
        change.commit().await
    }

    /// Ends the sign-in session of a token, if there is one.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn end_session(&self, token_hash: &str) -> Result<()> {
        let ended = session::Entity::delete_by_id(token_hash).exec(&self.database).await;
        ended.map(|_| ()).map_err(|error| self.failed("signing out", error))
    }

    /// Ends one sign-in session of an account.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`Error::Database`].
    pub async fn end_session_of(&self, account_id: &str, id: &str, by: &By) -> Result<()> {
        let change = self.change("ending a sign-in session").await?;
        let name = super::methods::account_name(&change, account_id).await?;
        let of_account =
            Condition::all().add(session::Column::Id.eq(id)).add(session::Column::AccountId.eq(account_id));
        let ended = session::Entity::delete_many().filter(of_account).exec(&change.transaction).await;
        if ended.map_err(|error| change.failed(error))?.rows_affected == 0 {
            return Err(AccountError::NotThere { what: "sign-in session" }.into());
        }
        let act = Act::new(Action::EndSessions, Some(account_id), &name).changed("Sessions", Some("1"), None);
        change.commit_logged(by, &act).await
    }

    /// Ends all sign-in sessions of an account, but for the one of this token.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn end_sessions(&self, account_id: &str, but: Option<&str>, by: &By) -> Result<()> {
        let change = self.change("ending sign-in sessions").await?;
        let name = super::methods::account_name(&change, account_id).await?;
        let mut all = Condition::all().add(session::Column::AccountId.eq(account_id));
        if let Some(token_hash) = but {
            all = all.add(session::Column::TokenHash.ne(token_hash));
        }
        let ended = session::Entity::delete_many().filter(all).exec(&change.transaction).await;
        let number = ended.map_err(|error| change.failed(error))?.rows_affected;
        let act = Act::new(Action::EndSessions, Some(account_id), &name);
        change.commit_logged(by, &act.changed("Sessions", Some(&number.to_string()), None)).await
    }

    /// The open sign-in sessions of an account, the newest first.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn sessions_of(
        &self,
        account_id: &str,
        asking: Option<&str>,
        limits: SessionLimits,
        now_ms: i64,
    ) -> Result<Vec<OpenSession>> {
        let rows = session::Entity::find()
            .filter(session::Column::AccountId.eq(account_id))
            .order_by_desc(session::Column::SignedInAtMs)
            .all(&self.database)
            .await
            .map_err(|error| self.failed("listing sign-in sessions", error))?;
        let open = rows.into_iter().filter(|row| limits.is_open(row, now_ms));
        open.map(|row| {
            Ok(OpenSession {
                method: method_of(&row.method)?,
                signed_in_at_ms: row.signed_in_at_ms,
                seen_at_ms: row.seen_at_ms,
                address: row.address,
                browser: row.browser,
                is_current: asking.is_some_and(|token_hash| token_hash == row.token_hash),
                id: row.id,
            })
        })
        .collect()
    }

    /// The session of a token and its account, if it is open. That a request came is written down, every half minute.
    pub(super) async fn open_session(
        &self,
        token_hash: &str,
        limits: SessionLimits,
        now_ms: i64,
        presence: Presence,
    ) -> Result<Option<(session::Model, account::Model)>> {
        let failed = |error| self.failed("looking for a sign-in session", error);
        let found = session::Entity::find_by_id(token_hash)
            .find_also_related(account::Entity)
            .one(&self.database)
            .await
            .map_err(failed)?;
        let Some((mut row, Some(account))) = found else { return Ok(None) };
        if account.is_disabled || !limits.is_open(&row, now_ms) {
            self.end_session(token_hash).await?;
            return Ok(None);
        }
        let since = now_ms.saturating_sub(row.seen_at_ms);
        if presence == Presence::Request && !(0..SEEN_EVERY_MS).contains(&since) {
            // not by the row: it may have been ended meanwhile, and must not come back
            let seen = session::ActiveModel { seen_at_ms: Set(now_ms), ..Default::default() };
            let update =
                session::Entity::update_many().set(seen).filter(session::Column::TokenHash.eq(token_hash));
            update.exec(&self.database).await.map_err(failed)?;
            row.seen_at_ms = now_ms;
        }
        Ok(Some((row, account)))
    }

    /// Removes the rows of sessions that have ended, and of links that have expired.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_ended_sessions(&self, limits: SessionLimits, now_ms: i64) -> Result<()> {
        let failed = |error| self.failed("forgetting sign-in sessions", error);
        let ended = Condition::any()
            .add(session::Column::SeenAtMs.lt(now_ms.saturating_sub(limits.idle_ms)))
            .add(session::Column::SignedInAtMs.lt(now_ms.saturating_sub(limits.absolute_ms)));
        session::Entity::delete_many().filter(ended).exec(&self.database).await.map_err(failed)?;
        let expired = super::entity::link::Column::ExpiresAtMs.lt(now_ms);
        let links = super::entity::link::Entity::delete_many().filter(expired);
        links.exec(&self.database).await.map(|_| ()).map_err(failed)
    }
}

/// The method of a word in the database.
pub(super) fn method_of(word: &str) -> Result<SignInMethod> {
    SignInMethod::of_word(word).ok_or(Error::Row { what: "sign-in method" })
}
