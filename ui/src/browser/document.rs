//! The document: mounting, the title, the focus, and what is said when the program stops.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::{BaseComponent, InputEvent, NodeRef, TargetCast};

/// What stands in the field that was written in; `None` where it was no field.
pub(crate) fn written(event: &InputEvent) -> Option<String> {
    event.target_dyn_into::<HtmlInputElement>().map(|input| input.value())
}

/// What stands in the field of several lines that was written in; `None` where it was none.
pub(crate) fn written_lines(event: &InputEvent) -> Option<String> {
    event.target_dyn_into::<web_sys::HtmlTextAreaElement>().map(|input| input.value())
}

/// The text that is being pasted; `None` where there is none.
pub(crate) fn pasted(event: &yew::Event) -> Option<String> {
    event.dyn_ref::<web_sys::ClipboardEvent>()?.clipboard_data()?.get_data("text").ok()
}

/// What stands in the field whose writing was ended; `None` where it was no field.
pub(crate) fn entered(event: &yew::Event) -> Option<String> {
    event.target_dyn_into::<HtmlInputElement>().map(|input| input.value())
}

/// The value of the option that was chosen; `None` where it was no list of options.
pub(crate) fn chosen(event: &yew::Event) -> Option<String> {
    event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value())
}

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

/// Whether the first element that matches is drawn.
pub(crate) fn is_shown(selector: &str) -> bool {
    let found = gloo::utils::document().query_selector(selector).ok().flatten();
    found.is_some_and(|element| element.get_bounding_client_rect().width() > 0.0)
}

/// Moves the focus to an element, without scrolling to it.
pub(crate) fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        element.focus_with_options(&options).ok();
    }
}

/// Moves the focus to a field and selects all that stands in it.
pub(crate) fn select_all(node: &NodeRef) {
    if let Some(input) = node.cast::<HtmlInputElement>() {
        input.focus().ok();
        input.select();
    }
}

/// Moves the focus to the element of the page with this id.
pub(crate) fn focus_id(id: &str) {
    let element = gloo::utils::document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.focus().ok();
    }
}

/// Moves the focus to the element's child at `place` among those that match.
pub(crate) fn focus_child(node: &NodeRef, selector: &str, place: usize) {
    if let Some(child) = children(node, selector).get(place) {
        child.focus().ok();
    }
}

/// Moves the focus by `step` among the element's children that match; it stops at the first and the last.
pub(crate) fn move_focus(node: &NodeRef, selector: &str, step: isize) {
    let children = children(node, selector);
    let active = gloo::utils::document().active_element();
    let place = children.iter().position(|child| active.as_ref() == Some(child)).unwrap_or_default();
    let place = place.saturating_add_signed(step).min(children.len().saturating_sub(1));
    if let Some(child) = children.get(place) {
        child.focus().ok();
    }
}

/// Whether the focus goes to something outside of the element.
pub(crate) fn leaves(event: &yew::FocusEvent, node: &NodeRef) -> bool {
    let target = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    let Some(element) = node.cast::<HtmlElement>() else { return true };
    !target.is_some_and(|target| element.contains(Some(&target)))
}

fn children(node: &NodeRef, selector: &str) -> Vec<HtmlElement> {
    let Some(found) =
        node.cast::<HtmlElement>().and_then(|element| element.query_selector_all(selector).ok())
    else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
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
