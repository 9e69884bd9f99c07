//! The player in a browser's worker: decoding, drawing and importing there give what they give natively.
#![cfg(target_arch = "wasm32")]

use player::Engine;
use player::engine::Pointer;
use player::web::Surface;
use recording::facts::{Facts, Kind};
use recording::import::{AnyImporter, Importer, Output};
use recording::input::PointerShape;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Rect, Size, Timestamp};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{OffscreenCanvas, OffscreenCanvasRenderingContext2d};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const SIZE: Size = Size::new(300, 200);

fn recorder() -> Recorder<Vec<u8>> {
    Recorder::new(Vec::new(), RecorderOptions { secret: [3; 32], level: 3 })
}

/// A square that grows over a gradient, a pointer that follows it, and a change of size at the end.
fn session() -> (Vec<u8>, Vec<(Timestamp, Picture)>) {
    let mut recorder = recorder();
    recorder.begin(&Facts { kind: Kind::Desktop, size: SIZE, ..Facts::default() }).unwrap();
    let mut picture = Picture::new(SIZE).unwrap();
    for (at, pixel) in picture.rgba_mut().chunks_exact_mut(4).enumerate() {
        pixel[..3].copy_from_slice(&[(at % 251) as u8, (at / 300) as u8, (at * 7 % 256) as u8]);
    }
    let mut frames = Vec::new();
    let mut damage = Damage::all(SIZE);
    let rgba = [0, 0, 0, 255, 255, 255, 255, 128, 9, 9, 9, 0, 200, 100, 50, 255].to_vec();
    let shape = PointerShape { width: 2, height: 2, hot_x: 1, hot_y: 0, rgba };
    recorder.pointer_shape(Timestamp::ZERO, Some(&shape)).unwrap();
    for step in 0..40u32 {
        let time = Timestamp::from_ms(u64::from(step) * 100);
        if step == 39 {
            picture = Picture::new(Size::new(120, 90)).unwrap();
            damage = Damage::all(picture.size());
        }
        let rect = Rect::new(step, step, 50 + step, 40);
        for y in rect.y..rect.bottom() {
            let row = picture.row_mut(rect.x, y, rect.width).unwrap_or_default();
            row.chunks_exact_mut(4).for_each(|pixel| pixel[..3].copy_from_slice(&[step as u8 * 5, 80, 160]));
        }
        damage.add(rect);
        recorder.frame(time, &picture, &damage).unwrap();
        recorder.pointer_position(time, step as i32 * 3, 20).unwrap();
        frames.push((time, picture.clone()));
        damage = Damage::none(picture.size());
    }
    recorder.end(Timestamp::from_ms(4_000)).unwrap();
    (recorder.into_parts().unwrap().0, frames)
}

fn pixels_of(canvas: &OffscreenCanvas) -> Vec<u8> {
    let context = canvas.get_context("2d").unwrap().unwrap();
    let context: OffscreenCanvasRenderingContext2d = context.dyn_into().unwrap();
    let image = context.get_image_data(0.0, 0.0, canvas.width().into(), canvas.height().into()).unwrap();
    image.data().0
}

fn with_pointer(picture: &Picture, pointer: Option<&Pointer>) -> Vec<u8> {
    let mut whole = picture.clone();
    let Some((rect, patch)) = pointer.map(|pointer| pointer.compose(picture)) else {
        return whole.rgba().to_vec();
    };
    for (y, row) in (rect.y..rect.bottom()).zip(patch.chunks_exact(rect.width as usize * 4)) {
        whole.row_mut(rect.x, y, rect.width).unwrap().copy_from_slice(row);
    }
    whole.rgba().to_vec()
}

/// Seeks there and back and playing draw the recorded picture and the pointer, by damage alone.
#[wasm_bindgen_test]
fn the_canvas_shows_what_was_recorded() {
    let (bytes, frames) = session();
    let canvas = OffscreenCanvas::new(1, 1).unwrap();
    let mut surface = Surface::new(canvas.clone()).unwrap();
    let mut engine = Engine::open(bytes.as_slice()).unwrap();
    let there_and_back = [0, 39, 3, 4, 5, 20, 10, 38, 0];
    for step in there_and_back.into_iter().chain(0..40) {
        let (time, picture) = &frames[step];
        let shown = engine.seek(*time).unwrap();
        assert_eq!(shown.frame_time, *time);
        assert!(engine.picture() == picture, "decoded at {time:?}");
        let damage = engine.take_damage();
        let pointer = engine.pointer();
        surface.draw(engine.picture(), &damage, pointer.clone()).unwrap();
        assert!(pixels_of(&canvas) == with_pointer(picture, pointer.as_ref()), "drawn at {time:?}");
    }
}

/// A step that changes nothing draws nothing.
#[wasm_bindgen_test]
fn nothing_is_drawn_while_nothing_changes() {
    let (bytes, _) = session();
    let mut surface = Surface::new(OffscreenCanvas::new(1, 1).unwrap()).unwrap();
    let mut engine = Engine::open(bytes.as_slice()).unwrap();
    let mut draw = |ms| {
        engine.seek(Timestamp::from_ms(ms)).unwrap();
        let damage = engine.take_damage();
        surface.draw(engine.picture(), &damage, engine.pointer()).unwrap()
    };
    assert!(draw(110));
    assert!(!draw(150));
    assert!(draw(210));
}

/// A cast becomes a recording in the browser, and plays.
#[wasm_bindgen_test]
fn a_cast_is_imported() {
    let cast = concat!(
        "{\"version\": 2, \"width\": 40, \"height\": 5, \"timestamp\": 1700000000}\n",
        "[0.5, \"o\", \"hello \"]\n[1.0, \"o\", \"\\u001b[31mworld\\u001b[0m\\r\\n\"]\n[2.0, \"r\", \"30x4\"]\n"
    );
    let mut importer = AnyImporter::new(Some("hello.cast"));
    let mut recorder = recorder();
    for piece in cast.as_bytes().chunks(7) {
        importer.feed(piece, &mut recorder).unwrap();
    }
    let report = importer.finish(&mut recorder).unwrap();
    assert!(report.notes.is_empty() && !report.truncated, "{report:?}");
    let (bytes, _) = recorder.into_parts().unwrap();
    let mut engine = Engine::open(bytes).unwrap();
    assert_eq!(engine.kind(), Kind::Terminal);
    engine.seek(Timestamp::from_ms(700)).unwrap();
    let hello = engine.snapshot();
    engine.seek(Timestamp::from_ms(1_500)).unwrap();
    assert!(engine.snapshot() != hello, "more is written");
    let before = engine.size();
    engine.seek(Timestamp::from_ms(2_000)).unwrap();
    assert!(engine.size().width < before.width && engine.size().height < before.height, "it got smaller");
    engine.seek(Timestamp::from_ms(700)).unwrap();
    assert!(engine.snapshot() == hello, "the same again");
}
