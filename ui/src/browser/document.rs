//! The document: mounting, the title, the focus, and what is said when the program stops.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::{BaseComponent, NodeRef};

/// Draws the application into the element `id`, over what stood there for the first paint.
pub(crate) fn mount<C: BaseComponent<Properties = ()>>(id: &str) {
    if let Some(root) = gloo::utils::document().get_element_by_id(id) {
        yew::Renderer::<C>::with_root(root).render();
    }
}

/// Writes a panic to the browser's log and tells the user: a page that silently stops answering is worse.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        let document = gloo::utils::document();
        let Ok(notice) = document.create_element("p") else { return };
        notice.set_class_name("stopped-notice");
        notice.set_attribute("role", "alert").ok();
        notice.set_text_content(Some(
            "The console has stopped because of a fault of its own. Reload the page to go on.",
        ));
        if let Some(body) = document.body() {
            body.append_child(&notice).ok();
        }
    }));
}

/// Sets the title in the browser's tab.
pub(crate) fn set_title(title: &str) {
    gloo::utils::document().set_title(title);
}

/// Moves the focus to the page's heading, so that a screen reader reads where one has come to.
pub(crate) fn focus_heading() {
    let heading = gloo::utils::document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.focus().ok();
    }
}

/// Moves the focus to an element, without scrolling to it.
pub(crate) fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        element.focus_with_options(&options).ok();
    }
}

/// Opens a `<dialog>` as a modal one: the browser keeps the focus inside, closes it on Escape and gives the focus
/// back.
pub(crate) fn show_dialog(node: &NodeRef) {
    if let Some(dialog) = node.cast::<HtmlDialogElement>()
        && !dialog.open()
    {
        dialog.show_modal().ok();
    }
}

/// Closes a `<dialog>`.
pub(crate) fn close_dialog(node: &NodeRef) {
    if let Some(dialog) = node.cast::<HtmlDialogElement>() {
        dialog.close();
    }
}
