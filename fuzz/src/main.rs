//! One target under libFuzzer: the one that `AFTERIMAGE_FUZZ_TARGET` names.

#![no_main]

use fuzz::{TARGETS, Target};
use std::sync::LazyLock;

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = std::env::var("AFTERIMAGE_FUZZ_TARGET").expect("AFTERIMAGE_FUZZ_TARGET should name a target");
    TARGETS.iter().find(|target| target.name == name).expect("AFTERIMAGE_FUZZ_TARGET should name a target")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (TARGET.run)(bytes));
