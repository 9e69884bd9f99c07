//! `GET /api/v1/recordings`

use crate::access::Identity;
use crate::routes::App;
use crate::routes::extract::Asked;
use crate::store::{NameKind, NameTest, Number, WallTime, Wanted, Wish};
use crate::{Error, Result};
use api::{ListQuery, RecordingList, RecordingPage};
use axum::Json;
use axum::extract::State;
use policy::{Name, Right};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The recordings of a list, newest import first, in pages.
#[utoipa::path(
    get,
    path = "/api/v1/recordings",
    tag = "recordings",
    params(ListQuery),
    responses(
        (status = 200, description = "One page", body = RecordingPage),
        (status = 400, description = "The query is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Whoever asks has no role, or may not see this list", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn list(
    State(app): State<App>,
    identity: Identity,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<RecordingPage>> {
    let limit = query
        .checked_limit()
        .ok_or(Error::BadRequest { what: "limit", expected: "it must be a number from 1 to 200" })?;
    let cursor = query.cursor.as_deref().map(Uuid::try_parse).transpose().map_err(|_| Error::BadRequest {
        what: "cursor",
        expected: "it must be the next_cursor of a page",
    })?;
    let wanted = wanted(&query)?;
    let needed = match wanted.list {
        Some(RecordingList::Restricted) => Some(Right::PlayAll),
        Some(RecordingList::Deleted) => Some(Right::ArchiveManually),
        Some(RecordingList::All | RecordingList::Archived) | None => None,
    };
    if needed.is_some_and(|right| !identity.standing().has(right)) {
        return Err(Error::Forbidden);
    }
    let page = app.data.store.page_of_recordings(identity.visibility(), limit, cursor, &wanted).await?;
    Ok(Json(RecordingPage { items: page.recordings, next_cursor: page.next.map(|id| id.to_string()) }))
}

/// What a query asks for.
fn wanted(query: &ListQuery) -> Result<Wanted> {
    let session = query.session.as_deref().map(Uuid::try_parse).transpose();
    let session =
        session.map_err(|_| Error::BadRequest { what: "session", expected: "it must be a UUID" })?;
    let list = match (query.list, session) {
        // on whichever list they are
        (None, Some(_)) => None,
        (list, _) => Some(list.unwrap_or_default()),
    };
    let mut conditions = Vec::new();
    for (what, kind, text) in [
        ("user", NameKind::User, &query.user),
        ("host", NameKind::Host, &query.host),
        ("client", NameKind::Client, &query.client),
        ("client_address", NameKind::ClientAddress, &query.client_address),
        ("application", NameKind::Application, &query.application),
    ] {
        if let Some(text) = text {
            conditions.push(Wish::Named(kind, tests(what, text)?));
        }
    }
    if let Some(text) = &query.name {
        conditions.push(Wish::Titled(tests("name", text)?));
    }
    if let Some(kind) = query.kind {
        conditions.push(Wish::Kind(kind));
    }
    // a second that has begun counts: what is shown as 00:10 lasts for ten seconds
    let from_s = |seconds: u32| i64::from(seconds).saturating_mul(1_000_000);
    let until_s = |seconds: u32| from_s(seconds).saturating_add(999_999);
    let bytes = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let numbers = [
        (Number::DurationUs, query.duration_min_s.map(from_s), query.duration_max_s.map(until_s)),
        (Number::Events, query.events_min.map(i64::from), query.events_max.map(i64::from)),
        (Number::Bytes, query.size_min.map(bytes), query.size_max.map(bytes)),
    ];
    for (number, least, most) in numbers {
        if least.is_some() || most.is_some() {
            conditions.push(Wish::Between(number, least, most));
        }
    }
    let sites = query.site.as_deref().map(names).transpose()?.unwrap_or_default();
    Ok(Wanted {
        list,
        session,
        time: WallTime { from_ms: query.from_ms, until_ms: query.until_ms },
        sites,
        matching: query.matching.unwrap_or_default(),
        conditions,
    })
}

/// The alternatives of a text.
fn tests(what: &'static str, text: &str) -> Result<Vec<NameTest>> {
    let test = |part: &str| match part.trim().strip_prefix('=') {
        Some(whole) => Name::of(whole).map(NameTest::Is),
        None => Name::of(part).map(NameTest::Contains),
    };
    let tests: Vec<NameTest> = text.split('|').filter_map(test).collect();
    let is_right = text.chars().count() <= ListQuery::LONGEST_TEXT
        && (1..=ListQuery::MOST_ALTERNATIVES).contains(&tests.len());
    let expected = "1 to 16 texts with | between them, of at most 1,024 characters together";
    if is_right { Ok(tests) } else { Err(Error::BadRequest { what, expected }) }
}

fn names(text: &str) -> Result<BTreeSet<Name>> {
    let names: BTreeSet<Name> = text.split('|').filter_map(Name::of).collect();
    let is_right = text.chars().count() <= 16 * ListQuery::LONGEST_TEXT && (1..=200).contains(&names.len());
    let expected = "1 to 200 names with | between them";
    if is_right { Ok(names) } else { Err(Error::BadRequest { what: "site", expected }) }
}

#[cfg(test)]
mod tests_of_queries {
    use super::*;

    #[test]
    fn texts_have_alternatives_and_whole_names() {
        let found = tests("user", " =CORP\\Ada | bob|| ").expect("two");
        let name = |text| Name::of(text).expect("a name");
        assert_eq!(found, [NameTest::Is(name("corp\\ada")), NameTest::Contains(name("bob"))]);
        assert!(tests("user", " | ").is_err());
        assert!(tests("user", &"a|".repeat(17)).is_err());
        assert!(tests("user", &"a".repeat(1_025)).is_err());
    }

    #[test]
    fn a_session_is_shown_from_every_list() {
        let query = ListQuery { session: Some(Uuid::nil().to_string()), ..Default::default() };
        assert_eq!(wanted(&query).expect("valid").list, None);
        assert_eq!(wanted(&ListQuery::default()).expect("valid").list, Some(RecordingList::All));
        let seconds = ListQuery { duration_min_s: Some(2), duration_max_s: Some(3), ..Default::default() };
        let conditions = wanted(&seconds).expect("valid").conditions;
        assert_eq!(conditions, [Wish::Between(Number::DurationUs, Some(2_000_000), Some(3_999_999))]);
    }
}
