//! The two halves of a sign-in: sending the browser to a provider, and taking in what it brings back.

use super::known::{Known, Source};
use super::token::{self, OtherClaims, Token, TokenAnswer, TokenRefusal};
use super::{Claims, FetchError, OidcError, Provider};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
};
use openidconnect::{
    AuthType, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    TokenResponse,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Milliseconds that a person has at the provider.
pub const PENDING_MS: i64 = 10 * 60 * 1000;
/// Bytes of a code or a state in an address.
const MAX_PARAMETER: usize = 4096;

type OurClient = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    TokenRefusal,
    TokenAnswer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A sign-in that has begun.
#[derive(Debug)]
pub struct Begun {
    /// Where to send the browser.
    pub address: String,
    /// What to keep on the server until it comes back.
    pub pending: Pending,
}

/// What the gateway remembers of a sign-in that is under way. It is kept on the server, bound to the browser by a
/// cookie, used once, and never told to anybody: it proves that the answer belongs to the question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The provider's id.
    pub provider: String,
    /// Where the provider sends the browser back to.
    pub redirect_uri: String,
    /// When it began, in milliseconds since 1970.
    pub made_at: i64,
    state: String,
    nonce: String,
    verifier: String,
}

impl fmt::Debug for Pending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { provider, made_at, .. } = self;
        formatter
            .debug_struct("Pending")
            .field("provider", provider)
            .field("made_at", made_at)
            .finish_non_exhaustive()
    }
}

/// The providers that people may sign in with.
#[derive(Debug, Default)]
pub struct Providers {
    sources: Vec<Source>,
}

impl Providers {
    /// None of them is asked yet: a provider that is down keeps no gateway from starting.
    ///
    /// # Errors
    /// [`OidcError::Setting`] for an issuer that is no address, or not https; [`OidcError::NoTrust`].
    pub fn new(providers: Vec<Provider>) -> Result<Self, OidcError> {
        Ok(Self { sources: providers.into_iter().map(Source::new).collect::<Result<_, _>>()? })
    }

    /// The providers, in the order of the configuration.
    pub fn all(&self) -> impl Iterator<Item = &Provider> {
        self.sources.iter().map(|source| &source.provider)
    }

    /// Begins a sign-in at `now`, in milliseconds since 1970. The provider will send the browser back to
    /// `redirect_uri`, which should name the provider, so that no other one can answer in its place.
    ///
    /// # Errors
    /// [`OidcError::UnknownProvider`], [`OidcError::Unavailable`], [`OidcError::Metadata`], [`OidcError::WrongIssuer`],
    /// [`OidcError::Setting`] for a `redirect_uri` that is no address.
    pub async fn begin(&self, provider: &str, redirect_uri: &str, now: i64) -> Result<Begun, OidcError> {
        let source = self.source(provider)?;
        let known = source.known(now).await?;
        let client = client(source, &known, redirect_uri)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new_random_len(32),
                || Nonce::new_random_len(32),
            )
            .set_pkce_challenge(challenge);
        // the library asks for openid itself
        for scope in source.provider.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (address, state, nonce) = request.url();
        let pending = Pending {
            provider: source.provider.id.clone(),
            redirect_uri: redirect_uri.to_owned(),
            made_at: now,
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok(Begun { address: address.into(), pending })
    }

    /// Ends a sign-in at `now` with what the browser brought back. Whoever calls has removed `pending` from where it
    /// was kept, so that it ends one sign-in only.
    ///
    /// # Errors
    /// All of [`OidcError`] but those of [`Providers::new`].
    pub async fn finish(
        &self,
        pending: &Pending,
        code: &str,
        state: &str,
        now: i64,
    ) -> Result<Claims, OidcError> {
        let source = self.source(&pending.provider)?;
        let age = now.saturating_sub(pending.made_at);
        if !(-token::CLOCK_SKEW_MS..PENDING_MS).contains(&age) {
            return Err(OidcError::PendingExpired);
        }
        if !bool::from(state.as_bytes().ct_eq(pending.state.as_bytes())) {
            return Err(OidcError::WrongState);
        }
        if code.is_empty() || code.len() > MAX_PARAMETER {
            return Err(OidcError::CodeRefused);
        }
        let known = source.known(now).await?;
        let token = redeem(source, &known, pending, code).await?;
        let nonce = Nonce::new(pending.nonce.clone());
        let claims = match token::verify(source, &known, &token, &nonce, now) {
            // the provider may have changed its keys since they were fetched
            Err(OidcError::UnknownKey) => match source.newer(&known, now).await? {
                Some(newer) => token::verify(source, &newer, &token, &nonce, now),
                None => Err(OidcError::UnknownKey),
            },
            done => done,
        }?;
        Claims::read(&source.provider, &claims)
    }

    fn source(&self, id: &str) -> Result<&Source, OidcError> {
        self.sources.iter().find(|source| source.provider.id == id).ok_or(OidcError::UnknownProvider)
    }
}

fn client(source: &Source, known: &Known, redirect_uri: &str) -> Result<OurClient, OidcError> {
    let provider = &source.provider;
    let redirect = RedirectUrl::new(redirect_uri.to_owned()).map_err(|_| OidcError::Setting {
        provider: provider.id.clone(),
        what: "the address to come back to",
        expected: "set the address that people open the gateway at",
    })?;
    let secret = provider.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().to_owned()));
    let client = OurClient::from_provider_metadata(
        known.metadata.clone(),
        ClientId::new(provider.client_id.clone()),
        secret,
    );
    Ok(client.set_redirect_uri(redirect).set_auth_type(auth_type(known)))
}

/// How the gateway proves itself: by a header, which is what a provider that says nothing of it takes (OpenID Connect
/// Discovery section 3), or in the body where it takes that only.
fn auth_type(known: &Known) -> AuthType {
    match known.metadata.token_endpoint_auth_methods_supported() {
        Some(methods)
            if methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic) =>
        {
            AuthType::RequestBody
        }
        _ => AuthType::BasicAuth,
    }
}

/// Gives the provider the code, and takes the ID token for it.
async fn redeem(
    source: &Source,
    known: &Arc<Known>,
    pending: &Pending,
    code: &str,
) -> Result<Token, OidcError> {
    let client = client(source, known, &pending.redirect_uri)?;
    let call = |request| source.fetch.clone().call(request);
    let answer: TokenAnswer = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(|_| OidcError::Answer)?
        .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
        .request_async(&call)
        .await
        .map_err(|error| refusal(source, &error))?;
    answer.id_token().cloned().ok_or(OidcError::NoIdToken)
}

fn refusal(source: &Source, error: &RequestTokenError<FetchError, TokenRefusal>) -> OidcError {
    match error {
        RequestTokenError::Request(FetchError::Insecure) => OidcError::Answer,
        RequestTokenError::Request(why) => source.unavailable(why.clone()),
        RequestTokenError::ServerResponse(refusal) => match refusal.error() {
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                OidcError::ClientRefused
            }
            // whatever else it says, the code is spent
            _ => OidcError::CodeRefused,
        },
        // what these hold may be parts of tokens
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => OidcError::Answer,
    }
}
