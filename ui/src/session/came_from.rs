//! The page that was asked for before one went to a provider to sign in.

use crate::browser::{address, tab};
use crate::route::Route;
use yew_nested_router::target::Target;

/// Where it is kept, for this tab.
const KEY: &str = "afterimage.came-from";

/// Keeps the page that is shown, to come back to.
pub(super) fn keep() {
    tab::keep(KEY, &address::current());
}

/// Goes to the page that was kept, where one comes back from a provider: it sends to the first page.
pub(super) fn go_back() {
    let (kept, here) = (tab::take(KEY), address::current());
    if let Some(kept) = kept.filter(|kept| here == "/" && is_page(kept)) {
        address::load(&kept);
    }
}

/// Whether a text is the path of a page of this console, with a query or not. Another site's address is none.
fn is_page(text: &str) -> bool {
    let is_plain = text.chars().all(|character| !character.is_control() && character != '\\');
    let Some(path) = text.strip_prefix('/').filter(|path| is_plain && !path.starts_with('/')) else {
        return false;
    };
    let (path, _) = path.split_once(['?', '#']).unwrap_or((path, ""));
    let path: Vec<&str> = path.split('/').collect();
    Route::parse_path(&path).is_some_and(|route| route != Route::Link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_this_console_are_come_back_to() {
        for page in ["/", "/recordings", "/recordings/0192-aa?t=1.5", "/incident/a,b?at=3&find=x", "/?x=//y"]
        {
            assert!(is_page(page), "{page}");
        }
    }

    #[test]
    fn other_addresses_are_not() {
        for other in [
            "",
            "//evil.example",
            "/\\evil.example",
            "/\n/evil.example",
            "https://evil.example/recordings",
            "recordings",
            "javascript:alert(1)",
            "/sign-in/link#secret",
            "/api/v1/session",
            "/no/such/page",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }
}
