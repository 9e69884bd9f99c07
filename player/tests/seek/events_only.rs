//! A recording without a picture: its times can be gone to, and nothing is read for that.

use events::{Event, Happening};
use player::Engine;
use recording::Error;
use recording::facts::{Facts, Kind};
use recording::format::{RangeCache, Recording};
use recording::import::Output;
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Size, Timestamp};

fn recorded(size: Size) -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [5; 32], level: 1 });
    recorder.begin(&Facts { kind: Kind::Events, size, ..Facts::default() }).unwrap();
    for second in 0..90 {
        recorder.event(&Event::new(second * 1_000_000, Happening::Marker { label: String::new() })).unwrap();
    }
    recorder.end(Timestamp::from_ms(90_500)).unwrap();
    recorder.into_parts().unwrap().0
}

#[test]
fn any_time_can_be_gone_to_and_nothing_is_read_for_it() {
    for size in [Size::default(), Size::new(640, 480), Size::new(u32::MAX, u32::MAX)] {
        let bytes = recorded(size);
        let recording = Recording::open(&bytes[..]).unwrap();
        let mut engine = Engine::new(RangeCache::new(bytes.len() as u64), recording).unwrap();
        assert_eq!((engine.kind(), engine.size()), (Kind::Events, Size::default()));
        for ms in [0, 45_000, 90_500, 3, 200_000] {
            let shown = engine.seek(Timestamp::from_ms(ms)).unwrap();
            assert_eq!(shown.time, Timestamp::from_ms(ms.min(90_500)));
            assert_eq!((shown.frame_time, shown.is_damaged), (shown.time, false));
            assert_eq!(engine.step(true).unwrap(), shown);
            assert_eq!(engine.step(false).unwrap(), shown);
            assert_eq!(engine.next_change(), None);
        }
        assert_eq!(engine.preview(Timestamp::ZERO).unwrap(), None);
        assert_eq!(engine.storyboard(24).unwrap(), []);
        assert!(engine.take_damage().iter().all(|rect| rect.is_empty()));
        assert!(engine.text().is_none() && engine.pointer().is_none() && engine.faults().is_empty());
    }
}

#[test]
fn a_recording_of_a_desktop_of_absurd_size_is_still_refused() {
    let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [5; 32], level: 1 });
    recorder.begin(&Facts { size: Size::new(u32::MAX, u32::MAX), ..Facts::default() }).unwrap();
    recorder.end(Timestamp::from_ms(1)).unwrap();
    let bytes = recorder.into_parts().unwrap().0;
    assert!(matches!(Engine::open(&bytes[..]), Err(Error::LimitReached { .. })));
}
