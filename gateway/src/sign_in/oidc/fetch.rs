//! Asking a provider: by https, with a limit on time and length, and going nowhere that it did not name.

use super::OidcError;
use super::provider::is_allowed;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{HttpRequest, HttpResponse};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How long one request may take, from connecting to the last byte.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long an answer may be, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// Why a provider gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// It took too long.
    #[error("it took longer than 5 seconds")]
    TooSlow,
    /// It answered too much.
    #[error("its answer is longer than 1 MiB")]
    TooLong,
    /// It sends the gateway elsewhere, where the gateway does not go.
    #[error("it redirects to another address, which is not followed")]
    Redirect,
    /// It says that it failed.
    #[error("it answered with status {0}")]
    Status(u16),
    /// An address that it named is not https.
    #[error("it names an address that is not https")]
    Insecure,
    /// It could not be reached, or the connection ended.
    #[error("the connection failed: {0}")]
    Unreachable(String),
}

/// What asks one provider. Clones share the connections' settings.
#[derive(Clone, Debug)]
pub(super) struct Fetch {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    /// The provider runs on this machine, and may be asked without TLS.
    is_local: bool,
}

impl Fetch {
    /// For a provider on this machine, or elsewhere.
    pub(super) fn new(is_local: bool) -> Result<Self, OidcError> {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| OidcError::NoTrust)?;
        let config = match builder.clone().with_native_roots() {
            Ok(builder) => builder.with_no_client_auth(),
            // nothing will be asked by TLS there, unless the provider names such an address, which then is not trusted
            Err(_) if is_local => {
                builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
            }
            Err(_) => return Err(OidcError::NoTrust),
        };
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(config).https_or_http().enable_http1().build();
        // providers are asked rarely: a kept connection would most often be one that they closed
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Ok(Self { client, is_local })
    }

    /// Sends one request. Statuses of a redirect or of a failing server are errors; others are for the caller.
    pub(super) async fn call(self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let is_secure =
            Url::parse(&request.uri().to_string()).is_ok_and(|url| is_allowed(&url, self.is_local));
        if !is_secure {
            return Err(FetchError::Insecure);
        }
        tokio::time::timeout(TIMEOUT, self.ask(request)).await.map_err(|_| FetchError::TooSlow)?
    }

    async fn ask(self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let request = request.map(|body| Full::new(Bytes::from(body)));
        let response = self.client.request(request).await.map_err(|error| unreachable(&error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(FetchError::Redirect);
        }
        if status.is_server_error() || status.as_u16() == 404 || status.as_u16() == 429 {
            return Err(FetchError::Status(status.as_u16()));
        }
        let (head, body) = response.into_parts();
        let body = Limited::new(body, MAX_BYTES).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { FetchError::TooLong } else { unreachable(error.as_ref()) }
        })?;
        Ok(HttpResponse::from_parts(head, body.to_bytes().to_vec()))
    }
}

/// The innermost cause, which is what people can act on: a refused connection, an unknown name, a certificate.
fn unreachable(error: &(dyn std::error::Error + 'static)) -> FetchError {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    FetchError::Unreachable(cause.to_string())
}
