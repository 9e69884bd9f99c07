//! Requests and their answers as JSON.

use super::ClientError;
use api::Problem;
use gloo::net::http::{Method, Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;

thread_local! {
    static ON_SIGNED_OUT: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Calls back whenever the gateway says that nobody is signed in any longer.
pub(crate) fn on_signed_out(callback: impl Fn() + 'static) {
    ON_SIGNED_OUT.with_borrow_mut(|told| *told = Some(Box::new(callback)));
}

/// Somebody heard that nobody is signed in any longer.
pub(crate) fn tell_signed_out() {
    ON_SIGNED_OUT.with_borrow(|told| {
        if let Some(told) = told {
            told();
        }
    });
}

/// What lies at `path`, with a query of names and values.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn get<T: DeserializeOwned>(path: &str, query: &[(&str, &str)]) -> Result<T, ClientError> {
    let request = Request::get(path).query(query.iter().copied());
    read(request.header("Accept", "application/json").send().await).await
}

/// What the gateway answers when `body` is sent to `path`.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn send<T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Result<T, ClientError> {
    read(sent(method, path, Some(body)).await?).await
}

/// Sends `body` to `path`, where the gateway answers nothing but that it is done.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn tell(method: Method, path: &str, body: &impl Serialize) -> Result<(), ClientError> {
    done(sent(method, path, Some(body)).await?).await
}

/// What the gateway answers where there is nothing to send.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn ask<T: DeserializeOwned>(method: Method, path: &str) -> Result<T, ClientError> {
    read(sent(method, path, None::<&()>).await?).await
}

/// Takes away what lies at `path`.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn delete(path: &str) -> Result<(), ClientError> {
    done(sent(Method::DELETE, path, None::<&()>).await?).await
}

type Sent = Result<Response, gloo::net::Error>;

async fn sent(method: Method, path: &str, body: Option<&impl Serialize>) -> Result<Sent, ClientError> {
    let request = RequestBuilder::new(path).method(method).header("Accept", "application/json");
    Ok(match body {
        None => request.send().await,
        Some(body) => {
            // what cannot be written as JSON is a fault of the console, which no type of ours has
            let body = serde_json::to_string(body).map_err(|_| ClientError::Unreadable { status: 0 })?;
            match request.header("Content-Type", "application/json").body(body) {
                Ok(request) => request.send().await,
                Err(error) => Err(error),
            }
        }
    })
}

async fn read<T: DeserializeOwned>(sent: Sent) -> Result<T, ClientError> {
    let response = sent.map_err(|_| ClientError::Unreachable)?;
    let status = response.status();
    let body = response.text().await.map_err(|_| ClientError::Unreachable)?;
    if response.ok() {
        return serde_json::from_str(&body).map_err(|_| ClientError::Unreadable { status });
    }
    Err(refused(status, &body))
}

async fn done(sent: Sent) -> Result<(), ClientError> {
    let response = sent.map_err(|_| ClientError::Unreachable)?;
    if response.ok() {
        return Ok(());
    }
    let body = response.text().await.map_err(|_| ClientError::Unreachable)?;
    Err(refused(response.status(), &body))
}

fn refused(status: u16, body: &str) -> ClientError {
    match serde_json::from_str::<Problem>(body) {
        Ok(problem) => {
            let error = ClientError::Refused(problem);
            if error.is(NOT_SIGNED_IN) {
                tell_signed_out();
            }
            error
        }
        Err(_) => ClientError::Unreadable { status },
    }
}

/// The code of the problem that nobody is signed in.
pub(crate) const NOT_SIGNED_IN: &str = "not_signed_in";
