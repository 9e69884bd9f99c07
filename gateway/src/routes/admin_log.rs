//! `GET /api/v1/admin-log`

use crate::admin_log::{Act, Action, By};
use crate::routes::App;
use crate::routes::extract::Asked;
use crate::store::LogFilter;
use crate::{Error, Result};
use api::{AdminLog, LogCategory, LogPage, LogQuery};
use axum::Json;
use axum::extract::State;

/// How many entries a page has where nothing is said.
const ON_PAGE: u32 = 10;
/// How often it is logged that somebody reads a log, in milliseconds.
const READ_EVERY_MS: i64 = 3_600_000;
/// How long a text of a filter may be, in bytes.
const LONGEST_TEXT: usize = 256;

/// A page of one of the administrator logs, newest first. That somebody reads a log is an entry of it, once an hour.
#[utoipa::path(
    get,
    path = "/api/v1/admin-log",
    tag = "administrator logs",
    params(LogQuery),
    responses(
        (status = 200, description = "The page", body = LogPage),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Your role does not allow this", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn page(
    State(app): State<App>,
    by: By,
    Asked(asked): Asked<LogQuery>,
) -> Result<Json<LogPage>> {
    let wrong = |what, expected| Error::BadRequest { what, expected };
    let log = AdminLog::of_word(&asked.log);
    let log = log.ok_or_else(|| wrong("log", "configuration, record_reason or playback"))?;
    let limit = asked.limit.unwrap_or(ON_PAGE);
    if !(1..=LogPage::MOST_ON_PAGE).contains(&limit) {
        return Err(wrong("limit", "a number from 1 to 100"));
    }
    let page = asked.page.unwrap_or(1);
    if page == 0 || u64::from(page) > LogPage::MOST {
        return Err(wrong("page", "a number from 1 to 10,000"));
    }
    let category = asked.category.as_deref().map(|word| {
        let found = LogCategory::of_word(word);
        found.ok_or_else(|| wrong("category", "one of the categories that entries have"))
    });
    let is_long = |text: &Option<String>| {
        text.as_ref().is_some_and(|text| text.len() > LONGEST_TEXT || text.contains('\0'))
    };
    if is_long(&asked.action) || is_long(&asked.taken_by) {
        return Err(wrong("action, taken_by", "at most 256 bytes of text"));
    }
    let filter = LogFilter {
        from_ms: asked.from_ms,
        until_ms: asked.until_ms,
        category: category.transpose()?,
        action: asked.action,
        taken_by: asked.taken_by,
    };
    let act = Act::new(Action::ReadLog, None, log.label());
    app.data.store.log_unless_lately(&by, &act, true, READ_EVERY_MS).await?;
    Ok(Json(app.data.store.page_of_log(log, &filter, page, limit).await?))
}
