//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Puts a text into the clipboard. The answer tells whether it is there: a browser may refuse, and does on pages that
/// somebody can have changed on the way.
pub(crate) async fn copy(text: String) -> bool {
    let window = gloo::utils::window();
    // without a secure context there is no clipboard at all, and asking for it would throw
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(&text)).await.is_ok()
}
