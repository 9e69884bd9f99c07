//! Damaged recordings: what is shown is right or said to be damaged, the same on every way there.

use crate::long::scaled;
use crate::session::{Session, script};
use player::Engine;
use proptest::prelude::*;
use recording::units::{Size, Timestamp};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(scaled(400)) })]

    /// With flipped bytes anywhere a seek either shows what was recorded or says that it does not; what it shows
    /// does not depend on what was shown before.
    #[test]
    fn damage_is_never_shown_as_genuine(
        script in script(200, 60),
        flips in proptest::collection::vec((0.0f64..1.0, 1u8..=255), 1..6),
        parts in proptest::collection::vec(0.0f64..1.0, 1..10),
    ) {
        let session = Session::record(Size::new(190, 140), &script);
        let mut bytes = session.bytes.clone();
        for (part, flip) in flips {
            let at = (part * bytes.len() as f64) as usize;
            bytes[at] ^= flip;
        }
        let Ok(mut wandering) = Engine::open(bytes.as_slice()) else { return Ok(()) };
        for part in parts {
            let time = Timestamp::from_us((part * session.duration.as_us() as f64) as u64);
            let Ok(shown) = wandering.seek(time) else { continue };
            let truth = session.at(shown.time);
            if !shown.is_damaged {
                prop_assert!(wandering.picture() == &truth.picture, "at {:?}", shown);
                prop_assert_eq!(shown.frame_time, truth.frame_time);
            }
            if let Some(pointer) = wandering.pointer() {
                prop_assert_eq!(Some((pointer.x, pointer.y, pointer.shape.rgba.clone())), truth.pointer);
            }
            let mut fresh = Engine::open(bytes.as_slice()).unwrap();
            let again = fresh.seek(time).unwrap();
            prop_assert_eq!(again, shown);
            prop_assert!(fresh.picture() == wandering.picture());
            let covered = |fault: &player::Fault| fault.start <= shown.time && shown.time <= fault.end;
            prop_assert!(!shown.is_damaged || wandering.faults().iter().any(covered), "{:?}", wandering.faults());
        }
    }
}
