//! What routes take out of requests: JSON, ids, and where they come from.

use crate::access::Identity;
use crate::admin_log::By;
use crate::edge::{Client, Ours};
use crate::routes::App;
use crate::{Error, Result};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;

/// How much of what a browser calls itself is kept, in characters.
const BROWSER_CHARACTERS: usize = 256;

/// The body of a request, read as JSON.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            match rejection.status().as_u16() {
                413 => Error::BodyTooLarge,
                _ => Error::BadRequest { what: "body", expected: "it ended before it was whole" },
            }
        })?;
        // what the parser says of it may hold a password: only the place is told
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Error::BadBody { line: error.line(), column: error.column() })
    }
}

/// The query of a request.
pub(super) struct Asked<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let expected = "what the description of this address lists, each once and of its type";
        let asked = Query::from_request_parts(parts, state).await;
        asked.map(|Query(asked)| Self(asked)).map_err(|_| Error::BadRequest { what: "query", expected })
    }
}

/// Where a request comes from.
pub(super) struct Origin {
    /// The client's address.
    pub(super) address: IpAddr,
    /// The browser, as it calls itself.
    pub(super) browser: String,
    /// The origin of our own pages, by the name that it asked for.
    pub(super) ours: Arc<str>,
}

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let Client { address, .. } = Client::from_request_parts(parts, state).await?;
        let browser = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let browser = browser.unwrap_or_default().chars().take(BROWSER_CHARACTERS).collect();
        let ours = parts.extensions.get::<Ours>().map_or_else(|| Arc::from(""), |ours| Arc::clone(&ours.0));
        Ok(Self { address, browser, ours })
    }
}

impl<S: Sync> FromRequestParts<S> for By {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Ok(Client { address, .. }) = Client::from_request_parts(parts, state).await;
        // every router is given its App
        let clock = parts.extensions.get::<App>().map(|app| app.sign_in.clock.clone()).unwrap_or_default();
        let who = parts.extensions.get::<Identity>().map(Identity::signed_in);
        Ok(Self {
            at_ms: clock.now_ms(),
            account_id: who.map(|who| who.account_id.clone()),
            name: who.map_or_else(|| "nobody".to_owned(), |who| who.name.clone()),
            address: Some(address),
        })
    }
}

/// The id in a path: a UUID, as it is written in the database.
pub(super) struct Id(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let expected = "a UUID, such as 0198c0de-7a11-7000-8000-000000000000";
        let wrong = || Error::BadRequest { what: "id", expected };
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| wrong())?;
        let id = Uuid::try_parse(&text).map_err(|_| wrong())?;
        Ok(Self(id.hyphenated().to_string()))
    }
}
