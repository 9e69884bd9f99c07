//! How large an element is drawn.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Width of the element in pixels of the page, whenever it changes; 0 before it is drawn.
#[hook]
pub(crate) fn use_width(node: &NodeRef) -> f64 {
    use_size(node, |element| element.get_bounding_client_rect().width())
}

/// Height of the element in pixels of the page, whenever it changes; 0 before it is drawn.
#[hook]
pub(crate) fn use_height(node: &NodeRef) -> f64 {
    use_size(node, |element| element.get_bounding_client_rect().height())
}

#[hook]
fn use_size(node: &NodeRef, measure: fn(&Element) -> f64) -> f64 {
    let size = use_state(|| 0.0_f64);
    use_effect_with(node.clone(), {
        let size = size.setter();
        move |node| {
            let watched = node.cast::<Element>().and_then(|element| watch(&element, measure, size));
            move || {
                if let Some((observer, _callback)) = watched {
                    observer.disconnect();
                }
            }
        }
    });
    *size
}

fn watch(
    element: &Element,
    measure: fn(&Element) -> f64,
    size: UseStateSetter<f64>,
) -> Option<(ResizeObserver, Closure<dyn FnMut()>)> {
    let watched = element.clone();
    let callback = Closure::<dyn FnMut()>::new(move || size.set(measure(&watched)));
    let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some((observer, callback))
}
