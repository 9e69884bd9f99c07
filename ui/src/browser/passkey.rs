//! Passkeys: the browser's ceremonies (Web Authentication, level 3), JSON in and JSON out.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Why there is no credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasskeyError {
    /// The browser knows no passkeys, or cannot read what the gateway asks for.
    Unsupported,
    /// It was called off, took too long, or no passkey of this site is at hand.
    CalledOff,
    /// The authenticator holds a passkey for this account already.
    Known,
}

/// Whether the browser knows passkeys, in a context that it trusts.
pub(crate) fn is_supported() -> bool {
    interface().is_some_and(|interface| {
        Reflect::has(&interface, &"parseRequestOptionsFromJSON".into()).unwrap_or(false)
    })
}

/// Asks for a passkey to sign in with. `options` is the gateway's JSON; the answer is JSON for the gateway.
///
/// # Errors
/// As [`PasskeyError`] says.
pub(crate) async fn get(options: &str) -> Result<String, PasskeyError> {
    ceremony("parseRequestOptionsFromJSON", "get", options).await
}

/// Makes a passkey. `options` is the gateway's JSON; the answer is JSON for the gateway.
///
/// # Errors
/// As [`PasskeyError`] says.
pub(crate) async fn create(options: &str) -> Result<String, PasskeyError> {
    ceremony("parseCreationOptionsFromJSON", "create", options).await
}

async fn ceremony(parse: &str, act: &str, options: &str) -> Result<String, PasskeyError> {
    let begun = begin(parse, act, options).map_err(|_| PasskeyError::Unsupported)?;
    let credential = JsFuture::from(begun).await.map_err(|error| reason(&error))?;
    // `toJSON` is called by what writes it
    let text = JSON::stringify(&credential).map_err(|_| PasskeyError::Unsupported)?;
    text.as_string().ok_or(PasskeyError::Unsupported)
}

fn begin(parse: &str, act: &str, options: &str) -> Result<Promise, JsValue> {
    let interface = interface().ok_or(JsValue::NULL)?;
    let options = JSON::parse(options)?;
    // some servers wrap what they ask for as it is handed over
    let wrapped = Reflect::get(&options, &"publicKey".into()).ok().filter(JsValue::is_object);
    let options = method(&interface, parse)?.call1(&interface, &wrapped.unwrap_or(options))?;
    let request = Object::new();
    Reflect::set(&request, &"publicKey".into(), &options)?;
    let credentials =
        Reflect::get(&Reflect::get(&gloo::utils::window(), &"navigator".into())?, &"credentials".into())?;
    method(&credentials, act)?.call1(&credentials, &request)?.dyn_into()
}

fn interface() -> Option<JsValue> {
    let found = Reflect::get(&gloo::utils::window(), &"PublicKeyCredential".into()).ok()?;
    found.is_function().then_some(found)
}

fn method(holder: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(holder, &name.into())?.dyn_into()
}

fn reason(error: &JsValue) -> PasskeyError {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("InvalidStateError") => PasskeyError::Known,
        Some("NotSupportedError" | "SecurityError" | "TypeError") => PasskeyError::Unsupported,
        _ => PasskeyError::CalledOff,
    }
}
