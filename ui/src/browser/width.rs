//! How wide an element is drawn.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Width of the element in pixels of the page, whenever it changes; 0 before it is drawn.
#[hook]
pub(crate) fn use_width(node: &NodeRef) -> f64 {
    let width = use_state(|| 0.0_f64);
    use_effect_with(node.clone(), {
        let width = width.setter();
        move |node| {
            let watched = node.cast::<Element>().and_then(|element| watch(&element, width));
            move || {
                if let Some((observer, _callback)) = watched {
                    observer.disconnect();
                }
            }
        }
    });
    *width
}

fn watch(element: &Element, width: UseStateSetter<f64>) -> Option<(ResizeObserver, Closure<dyn FnMut()>)> {
    let watched = element.clone();
    let callback = Closure::<dyn FnMut()>::new(move || width.set(watched.get_bounding_client_rect().width()));
    let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some((observer, callback))
}
