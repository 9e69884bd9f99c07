//! The user's time zone and clock.

use crate::format;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static CHOSEN: RefCell<Option<Chosen>> = const { RefCell::new(None) };
}

/// A zone that is not the browser's own.
struct Chosen {
    name: String,
    /// Writes a moment with the zone's offset.
    writer: Intl::DateTimeFormat,
}

/// Shows all times in this zone of the IANA database from now on; in the browser's own where there is none, or one that
/// the browser does not know.
pub(crate) fn choose(name: Option<&str>) {
    CHOSEN.with_borrow_mut(|chosen| {
        if chosen.as_ref().map(|chosen| chosen.name.as_str()) != name {
            *chosen = name.and_then(|name| Some(Chosen { name: name.to_owned(), writer: writer(name)? }));
        }
    });
}

/// Minutes by which local time is ahead of UTC at `at_ms`, milliseconds since 1970-01-01 UTC.
pub(crate) fn offset_minutes(at_ms: i64) -> i32 {
    // Milliseconds of any date that the browser knows are exact in an f64.
    let date = Date::new(&(at_ms as f64).into());
    let chosen = CHOSEN.with_borrow(|chosen| Some(written(&chosen.as_ref()?.writer, &date)));
    if let Some(offset) = chosen {
        return offset.and_then(|text| format::parse_offset(&text)).unwrap_or(0);
    }
    let behind = date.get_timezone_offset();
    if behind.is_finite() { -(behind as i32) } else { 0 }
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now_ms() -> i64 {
    Date::now() as i64
}

/// The name of the browser's own zone, such as `Europe/Zurich`; `None` where it does not tell.
pub(crate) fn own_name() -> Option<String> {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// The names of all zones that the browser knows, UTC first; UTC alone where it does not tell them.
pub(crate) fn names() -> Vec<String> {
    let known = Reflect::get(&intl(), &"supportedValuesOf".into())
        .and_then(JsCast::dyn_into::<Function>)
        .and_then(|list| list.call1(&JsValue::UNDEFINED, &"timeZone".into()))
        .ok()
        .and_then(|names| names.dyn_into::<Array>().ok());
    let known = known.map(|names| names.iter().filter_map(|name| name.as_string()).collect::<Vec<_>>());
    let others = known.unwrap_or_default().into_iter().filter(|name| name != "UTC");
    std::iter::once("UTC".to_owned()).chain(others).collect()
}

fn intl() -> JsValue {
    Reflect::get(&gloo::utils::window(), &"Intl".into()).unwrap_or(JsValue::UNDEFINED)
}

/// `None` where the browser does not know the zone: it throws then.
fn writer(zone: &str) -> Option<Intl::DateTimeFormat> {
    let options = Object::new();
    for (name, value) in [("timeZone", zone), ("timeZoneName", "longOffset")] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    let class = Reflect::get(&intl(), &"DateTimeFormat".into()).ok()?.dyn_into::<Function>().ok()?;
    let made = Reflect::construct(&class, &Array::of2(&"en-US".into(), &options)).ok()?;
    made.dyn_into().ok()
}

/// The offset of a moment as it is written: `GMT+01:00`; `None` beyond the calendar.
fn written(writer: &Intl::DateTimeFormat, date: &Date) -> Option<String> {
    if date.get_time().is_nan() {
        return None;
    }
    let parts = writer.format_to_parts(date);
    parts.iter().find_map(|part| {
        let kind = Reflect::get(&part, &"type".into()).ok()?.as_string()?;
        (kind == "timeZoneName").then(|| Reflect::get(&part, &"value".into()).ok()?.as_string())?
    })
}
