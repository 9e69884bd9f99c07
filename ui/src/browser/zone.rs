//! The user's time zone and clock.

/// Minutes by which local time is ahead of UTC at `at_ms`, milliseconds since 1970-01-01 UTC.
pub(crate) fn offset_minutes(at_ms: i64) -> i32 {
    // Milliseconds of any date that the browser knows are exact in an f64.
    let date = js_sys::Date::new(&(at_ms as f64).into());
    let behind = date.get_timezone_offset();
    if behind.is_finite() { -(behind as i32) } else { 0 }
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}
