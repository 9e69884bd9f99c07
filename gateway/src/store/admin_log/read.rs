//! Pages of a log.

use super::entity::log;
use crate::error::{Error, Result};
use crate::store::Store;
use api::{AdminLog, LogCategory, LogEntry, LogPage};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// Which entries of a log are asked for: those that fulfil all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Then or later, in milliseconds since 1970-01-01 UTC.
    pub from_ms: Option<i64>,
    /// Before then.
    pub until_ms: Option<i64>,
    /// Of this category.
    pub category: Option<LogCategory>,
    /// With this label.
    pub action: Option<String>,
    /// By the account of this name, whatever its letter case.
    pub taken_by: Option<String>,
}

impl Store {
    /// A page of a log, newest first. Pages count from 1.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn page_of_log(
        &self,
        log: AdminLog,
        filter: &LogFilter,
        page: u32,
        limit: u32,
    ) -> Result<LogPage> {
        let failed = |error| self.failed("reading the administrator log", error);
        let database = &self.database;
        let all = filtered(log, filter);
        // counted up to a number that is quick to count to
        let counted = all.clone().order_by_desc(log::Column::Sequence).limit(LogPage::MOST);
        let total = counted.count(database).await.map_err(failed)?;
        let skipped = u64::from(page.saturating_sub(1)).saturating_mul(limit.into());
        let items = match skipped < total {
            true => {
                let rows = all.order_by_desc(log::Column::Sequence).offset(skipped).limit(u64::from(limit));
                rows.all(database).await.map_err(failed)?
            }
            false => Vec::new(),
        };
        let actions: Vec<String> = log::Entity::find()
            .select_only()
            .column(log::Column::Action)
            .filter(log::Column::Log.eq(log.word()))
            .group_by(log::Column::Action)
            .order_by_asc(log::Column::Action)
            .into_tuple()
            .all(database)
            .await
            .map_err(failed)?;
        let items = items.into_iter().map(told).collect::<Result<_>>()?;
        Ok(LogPage { items, total, actions })
    }
}

fn filtered(log: AdminLog, filter: &LogFilter) -> Select<log::Entity> {
    let mut all = Condition::all().add(log::Column::Log.eq(log.word()));
    all = all.add_option(filter.from_ms.map(|from_ms| log::Column::AtMs.gte(from_ms)));
    all = all.add_option(filter.until_ms.map(|until_ms| log::Column::AtMs.lt(until_ms)));
    all = all.add_option(filter.category.map(|category| log::Column::Category.eq(category.word())));
    all = all.add_option(filter.action.as_ref().map(|action| log::Column::Action.eq(action)));
    all = all.add_option(filter.taken_by.as_ref().map(|name| {
        let lower = Func::lower(Expr::col(log::Column::ByName));
        Expr::expr(lower).eq(Func::lower(Expr::val(name.as_str())))
    }));
    log::Entity::find().filter(all)
}

fn told(row: log::Model) -> Result<LogEntry> {
    Ok(LogEntry {
        id: row.sequence,
        at_ms: row.at_ms,
        log: AdminLog::of_word(&row.log).ok_or(Error::Row { what: "log" })?,
        category: LogCategory::of_word(&row.category).ok_or(Error::Row { what: "category" })?,
        action: row.action,
        name: row.subject,
        subject_id: row.subject_id,
        taken_by: row.by_name,
        taken_by_id: row.by_id,
        address: row.address,
        is_authorized: row.is_authorized,
        details: serde_json::from_str(&row.details).map_err(|_| Error::Row { what: "detail" })?,
        hash: row.hash,
    })
}
