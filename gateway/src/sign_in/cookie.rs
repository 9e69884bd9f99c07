//! The cookie that carries the token of a sign-in session, and the one that ties a sign-in through a provider to its browser.

use super::oidc::PENDING_MS;
use axum::http::{HeaderMap, HeaderValue, header};

/// Its name. Browsers take a cookie of this prefix from a secure origin only, for this host only, and no other host can
/// set it; a machine's own addresses count as secure.
pub const COOKIE: &str = "__Host-afterimage";

/// Characters of a token: 256 bits in base64url.
const TOKEN_CHARACTERS: usize = 43;

/// The cookie that says which sign-in through a provider a browser began.
pub const PENDING_COOKIE: &str = "__Host-afterimage-provider";

/// The token in a request, where there is one that can be one.
pub fn token_of(headers: &HeaderMap) -> Option<&str> {
    secret_of(headers, COOKIE)
}

/// The name of the sign-in through a provider that the browser began, where it began one.
pub fn pending_of(headers: &HeaderMap) -> Option<&str> {
    secret_of(headers, PENDING_COOKIE)
}

fn secret_of<'a>(headers: &'a HeaderMap, cookie: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut tokens = cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == cookie)
        .map(|(_, token)| token);
    match (tokens.next(), tokens.next()) {
        (Some(token), None) if token.len() == TOKEN_CHARACTERS => Some(token),
        // two of them cannot both be ours
        _ => None,
    }
}

/// The header that gives a token to the browser for as long as a session lasts at the most.
pub fn session_cookie(token: &str, lasts_ms: i64) -> Option<HeaderValue> {
    let seconds = lasts_ms / 1_000;
    let text = format!("{COOKIE}={token}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Strict");
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The header that gives the browser the name of the sign-in through a provider that it begins. Unlike the token it comes
/// along when the provider sends the browser back, which a navigation from another site is.
pub fn pending_cookie(name: &str) -> Option<HeaderValue> {
    let seconds = PENDING_MS / 1_000;
    let text = format!("{PENDING_COOKIE}={name}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Lax");
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The header that takes that name away.
pub fn cleared_pending_cookie() -> HeaderValue {
    HeaderValue::from_static("__Host-afterimage-provider=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax")
}

/// The header that takes the token away.
pub fn cleared_cookie() -> HeaderValue {
    HeaderValue::from_static("__Host-afterimage=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cookies: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, HeaderValue::try_from(*cookie).expect("a header"));
        }
        token_of(&headers).map(str::to_owned)
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let token = "a".repeat(TOKEN_CHARACTERS);
        let cookie = format!("{COOKIE}={token}");
        assert_eq!(found(&[&format!("a=b; {cookie};c=d")]), Some(token.clone()));
        assert_eq!(found(&["a=b", &cookie]), Some(token));
        assert_eq!(found(&[&cookie, &cookie]), None);
        assert_eq!(found(&[&format!("x{cookie}")]), None);
        assert_eq!(found(&[&format!("{COOKIE}=short")]), None);
        assert_eq!(found(&[]), None);
    }
}
