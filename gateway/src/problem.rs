//! Errors over HTTP. The one place that says which error is which status, and what of it may be told.

use crate::error::Error;
use crate::monitor;
use api::Problem;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The problem that a client is told of. Paths, database messages and content stay here.
pub fn of(error: &Error) -> Problem {
    match error {
        Error::NotFound { .. } => {
            Problem::new(404, "recording_not_found", "there is no recording with this id")
        }
        Error::Held { name } => Problem::new(409, "held", "a legal hold keeps this from being deleted")
            .with_detail(format!("{name} is under a legal hold; remove that first")),
        Error::Forbidden => Problem::new(403, "forbidden", "your role does not allow this")
            .with_detail("a full admin can give you a role that does"),
        Error::Account(error) => {
            let (status, code) = error.status();
            let text = error.to_string();
            match text.split_once("; ") {
                Some((title, detail)) => Problem::new(status, code, title).with_detail(detail),
                None => Problem::new(status, code, &text),
            }
        }
        Error::BadRequest { what, expected } => {
            Problem::new(400, "bad_request", "the request cannot be answered as it stands")
                .with_detail(format!("{what}: {expected}"))
        }
        Error::BadBody { line, column } => {
            Problem::new(400, "bad_request", "the request cannot be answered as it stands")
                .with_detail(format!("body: not the JSON that it must be, at line {line}, column {column}"))
        }
        Error::BodyTooLarge => {
            Problem::new(413, "body_too_large", "the body is larger than this address takes")
        }
        Error::ContentLost { what, .. } => {
            Problem::new(500, "content_lost", "the content of this recording is not there as it was stored")
                .with_detail(format!("it {what}; restore it from a backup"))
        }
        Error::Recording { .. } => Problem::new(422, "recording_unreadable", "the recording cannot be read"),
        Error::NoSpace { .. } => Problem::new(507, "no_space", "the server has no space left")
            .with_detail("free some space on the server's disk and do it again"),
        Error::JustificationNeeded => {
            Problem::new(403, "justification_needed", "say first why you watch this recording")
        }
        Error::NotLogged => Problem::new(
            503,
            "not_logged",
            "the administrator log cannot be written to, and nothing is done that it should tell of",
        )
        .with_detail("a full admin finds out with `afterimage verify-log`"),
        Error::Database { .. } | Error::DatabaseUnfit { .. } | Error::Row { .. } => {
            Problem::new(503, "database_unavailable", "the database does not answer")
                .with_detail("the server's log says why")
        }
        _ => internal(),
    }
}

/// The problem that says nothing but that the fault is the server's.
pub fn internal() -> Problem {
    Problem::new(500, "internal", "the server failed").with_detail("the server's log says why")
}

/// A problem as a response. It has the id of the request that it answers, for whoever looks into the log.
pub fn respond(mut problem: Problem) -> Response {
    problem.request_id = monitor::current_id();
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(Problem::MEDIA_TYPE));
    response
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let problem = of(&self);
        if problem.status >= 500 {
            tracing::error!(error = %self, status = problem.status, "a request failed");
        }
        let mut response = respond(problem);
        if let Self::Account(crate::error::AccountError::TooManyAttempts { retry_after_s }) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    fn check(error: Error, status: u16, code: &str) {
        let problem = of(&error);
        assert_eq!((problem.status, problem.code.as_str()), (status, code));
        let response = error.into_response();
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        let told = format!("{problem:?}");
        assert!(!told.contains("/secret"), "a path is told: {told}");
    }

    #[test]
    fn bad_request() {
        check(Error::BadRequest { what: "limit", expected: "a number from 1 to 200" }, 400, "bad_request");
    }

    #[test]
    fn not_found() {
        check(Error::NotFound { id: uuid::Uuid::nil() }, 404, "recording_not_found");
    }

    #[test]
    fn forbidden() {
        check(Error::Forbidden, 403, "forbidden");
    }

    #[test]
    fn unreadable() {
        let source = recording::Error::Malformed { what: "header", offset: 0 };
        check(Error::Recording { file: "/secret/a".to_owned(), source }, 422, "recording_unreadable");
    }

    #[test]
    fn internal_error() {
        let source = io::ErrorKind::PermissionDenied.into();
        check(Error::ReadFile { file: "/secret/a".into(), source }, 500, "internal");
    }

    #[test]
    fn content_lost() {
        check(Error::ContentLost { id: uuid::Uuid::nil(), what: "is missing" }, 500, "content_lost");
    }

    #[test]
    fn database() {
        let source = crate::store::DatabaseFailure::Custom("/secret/afterimage.sqlite".to_owned());
        check(Error::Database { doing: "listing", source }, 503, "database_unavailable");
    }

    #[test]
    fn no_space() {
        let source = io::ErrorKind::StorageFull.into();
        check(Error::NoSpace { file: "/secret/a".into(), source }, 507, "no_space");
    }
}
