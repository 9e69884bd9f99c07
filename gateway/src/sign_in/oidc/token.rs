//! Verifying an ID token (OpenID Connect Core section 3.1.3.7).

use super::OidcError;
use super::known::{Known, Source};
use chrono::DateTime;
use openidconnect::core::{
    CoreErrorResponseType, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, EmptyExtraTokenFields, IdToken, IdTokenFields,
    IdTokenVerifier, Nonce, SignatureVerificationError, StandardErrorResponse, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Milliseconds by which the clocks of provider and gateway may differ, in either direction.
pub const CLOCK_SKEW_MS: i64 = 60 * 1000;

/// What proves who signed: keys of which the provider alone has the private half. A shared secret is not among them,
/// so that no public key can be passed off as one (RFC 8725 section 2.1).
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// All claims that the library has no field for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct OtherClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

/// What a token endpoint answers.
pub(super) type TokenAnswer = StandardTokenResponse<
    IdTokenFields<
        OtherClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// What a token endpoint answers where it refuses.
pub(super) type TokenRefusal = StandardErrorResponse<CoreErrorResponseType>;

/// An ID token that nobody verified yet.
pub(super) type Token =
    IdToken<OtherClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// The claims of `token`, where it is of this provider, for this gateway, of this sign-in, signed, and in time at
/// `now`.
pub(super) fn verify(
    source: &Source,
    known: &Known,
    token: &Token,
    nonce: &Nonce,
    now: i64,
) -> Result<Map<String, Value>, OidcError> {
    let client = ClientId::new(source.provider.client_id.clone());
    let earlier =
        DateTime::from_timestamp_millis(now.saturating_sub(CLOCK_SKEW_MS)).ok_or(OidcError::Expired)?;
    let verifier = IdTokenVerifier::new_public_client(client, source.issuer.clone(), known.keys.clone())
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || earlier);
    let claims = token.claims(&verifier, nonce).map_err(|error| explain(&error))?;
    let latest = now.saturating_add(CLOCK_SKEW_MS);
    if claims.issue_time().timestamp_millis() > latest {
        return Err(OidcError::NotYetValid);
    }
    let Ok(Value::Object(claims)) = serde_json::to_value(claims) else { return Err(OidcError::Token) };
    // the library leaves these two to its callers
    match claims.get("nbf") {
        None | Some(Value::Null) => {}
        Some(value) => {
            let not_before_s = value.as_f64().ok_or(OidcError::Token)?;
            if not_before_s * 1000.0 > as_f64(latest) {
                return Err(OidcError::NotYetValid);
            }
        }
    }
    match claims.get("azp") {
        None | Some(Value::Null) => Ok(claims),
        Some(Value::String(party)) if *party == source.provider.client_id => Ok(claims),
        Some(_) => Err(OidcError::WrongAudience),
    }
}

/// Exact for any time of these 280,000 years.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 have fewer than 53 bits")]
fn as_f64(milliseconds: i64) -> f64 {
    milliseconds as f64
}

fn explain(error: &ClaimsVerificationError) -> OidcError {
    match error {
        ClaimsVerificationError::Expired(_) => OidcError::Expired,
        ClaimsVerificationError::InvalidAudience(_) => OidcError::WrongAudience,
        ClaimsVerificationError::InvalidIssuer(_) => OidcError::WrongIssuer,
        ClaimsVerificationError::InvalidNonce(_) => OidcError::WrongNonce,
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::NoSignature => OidcError::NotSigned,
            SignatureVerificationError::DisallowedAlg(_) | SignatureVerificationError::UnsupportedAlg(_) => {
                OidcError::WrongAlgorithm
            }
            SignatureVerificationError::NoMatchingKey | SignatureVerificationError::AmbiguousKeyId(_) => {
                OidcError::UnknownKey
            }
            SignatureVerificationError::CryptoError(_) => OidcError::WrongSignature,
            // an unusable key among others
            _ => OidcError::Token,
        },
        // an unknown type of token among others
        _ => OidcError::Token,
    }
}
