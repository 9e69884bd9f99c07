//! Measures how fast the screen codec decodes in the browser. Built for wasm32 it runs in a worker, which puts the
//! chunks of a recording's screen track (as `screen_codec` of `recording` writes them) into the global `chunks` and
//! finds in `decoded` the milliseconds of each run and how many pixels lie in changed tiles. `cargo xtask bench` does it.

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this runs in browsers only: `cargo xtask bench` builds and starts it");
}

#[cfg(target_arch = "wasm32")]
fn main() {
    browser::measure();
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Array, Object, Reflect, Uint8Array};
    use recording::chunk::Part;
    use recording::codec::screen::ScreenDecoder;
    use recording::units::Timestamp;
    use wasm_bindgen::{JsCast, JsValue, UnwrapThrowExt};

    const RUNS: usize = 9;

    type Chunks = Vec<(Part, Vec<u8>)>;

    pub(super) fn measure() {
        let global = js_sys::global();
        let bytes = Reflect::get(&global, &"chunks".into()).unwrap_throw();
        let chunks = read(&Uint8Array::new(&bytes).to_vec());
        let performance: web_sys::Performance =
            Reflect::get(&global, &"performance".into()).unwrap_throw().unchecked_into();
        let changed_px = decode(&chunks, true);
        let times = Array::new();
        for _ in 0..RUNS {
            let started = performance.now();
            decode(&chunks, false);
            times.push(&JsValue::from_f64(performance.now() - started));
        }
        let decoded = Object::new();
        Reflect::set(&decoded, &"changed_px".into(), &JsValue::from_f64(changed_px as f64)).unwrap_throw();
        Reflect::set(&decoded, &"times_ms".into(), &times).unwrap_throw();
        Reflect::set(&global, &"decoded".into(), &decoded).unwrap_throw();
    }

    /// Part, length and payload of each chunk.
    fn read(mut bytes: &[u8]) -> Chunks {
        let mut chunks = Vec::new();
        while let Some((head, rest)) = bytes.split_first_chunk::<9>() {
            let part = Part::from_number(head[0]).expect_throw("an unknown part");
            let len = u64::from_le_bytes(head[1..].try_into().unwrap_throw());
            let (payload, rest) = rest.split_at(usize::try_from(len).unwrap_throw());
            chunks.push((part, payload.to_vec()));
            bytes = rest;
        }
        chunks
    }

    /// Plays every frame; `counts` stops at each to count the pixels of its changed tiles.
    fn decode(chunks: &Chunks, counts: bool) -> u64 {
        let mut decoder = ScreenDecoder::new();
        let mut changed_px = 0;
        let mut chunks = chunks.iter();
        while let Some((part, payload)) = chunks.next() {
            match part {
                Part::Key => decoder.load_key(Part::Key, payload).expect_throw("a keyframe"),
                Part::LightKey => continue,
                Part::Operations => {
                    let (_, pixels) = chunks.next().expect_throw("operations without pixels");
                    decoder.load_unit(payload, pixels).expect_throw("a unit");
                }
                Part::Data => wasm_bindgen::throw_str("pixels without operations"),
            }
            if counts {
                changed_px += count(&mut decoder);
                while let Some(time) = decoder.next_time() {
                    decoder.play_to(time).expect_throw("a frame");
                    changed_px += count(&mut decoder);
                }
            } else {
                decoder.play_to(Timestamp::MAX).expect_throw("frames");
            }
        }
        changed_px
    }

    fn count(decoder: &mut ScreenDecoder) -> u64 {
        decoder.take_damage().tiles().count() as u64 * 64 * 64
    }
}
