//! What the element tells, as it comes.

use super::facts::MediaFacts;
use super::{Player, microseconds, read_json};
use gloo::events::EventListener;
use js_sys::Reflect;
use serde::Deserialize;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, Event};
use yew::Callback;

/// What the element tells. Times are microseconds from the start.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PlayerEvent {
    /// Length, size in pixels and facts are known; the first picture follows.
    Opened {
        duration_us: u64,
        size: (u32, u32),
        facts: Rc<MediaFacts>,
    },
    /// The first picture is there.
    Shown,
    /// The server answers nobody: it waits until somebody is signed in.
    SignInNeeded,
    /// The picture has another size.
    Resized {
        size: (u32, u32),
    },
    /// The position moved.
    Position {
        at_us: u64,
    },
    Played,
    Paused,
    /// The end was reached.
    Ended,
    /// How far reading has come.
    Progress(Progress),
    /// Other damage at the time shown, or none.
    DamagedHere(Option<DamageHere>),
    /// All spans met so far that cannot be shown, each from start to end.
    Damaged(Vec<(u64, u64)>),
    /// Whether there is sound, and whether it is heard.
    Sound {
        is_there: bool,
        is_muted: bool,
    },
    /// Playing waits for bytes, or goes on.
    Waiting(bool),
    /// Nothing can be shown.
    Failed {
        code: String,
        message: String,
    },
}

/// Not all that is shown is as it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DamageHere {
    /// The share of the picture that is not known and hatched, above 0, to 1; `None` where an earlier picture is shown.
    pub(crate) unknown_share: Option<f64>,
}

/// How far reading has come, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) stage: Stage,
    pub(crate) loaded: u64,
    /// 0 where it is not known.
    pub(crate) total: u64,
}

impl Progress {
    /// Whole percent read; `None` where the whole is not known.
    pub(crate) fn percent(&self) -> Option<u64> {
        let done = u128::from(self.loaded.min(self.total)) * 100;
        done.checked_div(u128::from(self.total)).and_then(|percent| u64::try_from(percent).ok())
    }
}

/// What is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// A file, to make a recording of it.
    Import,
    /// A recording.
    Fetch,
    /// The recording, for changes in a region.
    History,
}

/// The code of a failure because nobody is signed in.
pub(crate) const DENIED: &str = "denied";

impl PlayerEvent {
    /// The server answers nobody: somebody has to sign in.
    pub(crate) fn needs_sign_in(&self) -> bool {
        match self {
            Self::SignInNeeded => true,
            Self::Failed { code, .. } => code == DENIED,
            _ => false,
        }
    }
}

impl Player {
    /// Calls back with everything the element tells, until the answer is dropped.
    pub(crate) fn listen(&self, callback: &Callback<PlayerEvent>) -> Vec<EventListener> {
        const NAMES: [&str; 16] = [
            "loadedmetadata",
            "loadeddata",
            "canplay",
            "resize",
            "timeupdate",
            "play",
            "pause",
            "playing",
            "waiting",
            "ended",
            "progress",
            "damagechange",
            "faultschange",
            "volumechange",
            "signinneeded",
            "error",
        ];
        let listen = |name: &'static str| {
            let (player, callback) = (self.clone(), callback.clone());
            EventListener::new(&self.0, name, move |event| {
                if let Some(event) = player.read(name, event) {
                    callback.emit(event);
                }
            })
        };
        NAMES.map(listen).into()
    }

    fn read(&self, name: &str, event: &Event) -> Option<PlayerEvent> {
        let detail = event.dyn_ref::<CustomEvent>().map_or(JsValue::NULL, CustomEvent::detail);
        let field = |name: &str| Reflect::get(&detail, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let number = |name: &str| field(name).as_f64().unwrap_or(0.0);
        Some(match name {
            "loadedmetadata" => PlayerEvent::Opened {
                duration_us: microseconds(self.0.duration()),
                size: self.size(),
                facts: Rc::new(self.facts()),
            },
            "loadeddata" => PlayerEvent::Shown,
            "signinneeded" => PlayerEvent::SignInNeeded,
            "playing" => PlayerEvent::Waiting(false),
            "waiting" => PlayerEvent::Waiting(true),
            "resize" => PlayerEvent::Resized { size: self.size() },
            "timeupdate" => PlayerEvent::Position { at_us: microseconds(self.0.current_time()) },
            "damagechange" => PlayerEvent::DamagedHere(self.damage_here()),
            "play" => PlayerEvent::Played,
            "pause" => PlayerEvent::Paused,
            "ended" => PlayerEvent::Ended,
            "progress" => PlayerEvent::Progress(Progress {
                stage: match field("stage").as_string().as_deref() {
                    Some("import") => Stage::Import,
                    Some("history") => Stage::History,
                    Some(_) | None => Stage::Fetch,
                },
                loaded: number("loaded") as u64,
                total: number("total") as u64,
            }),
            "faultschange" => PlayerEvent::Damaged(self.damaged_spans()),
            "canplay" | "volumechange" => {
                PlayerEvent::Sound { is_there: self.has_audio(), is_muted: self.0.muted() }
            }
            "error" => PlayerEvent::Failed {
                code: field("code").as_string().unwrap_or_else(|| "unknown".into()),
                message: field("message").as_string().unwrap_or_default(),
            },
            _ => return None,
        })
    }

    fn damage_here(&self) -> Option<DamageHere> {
        #[derive(Deserialize)]
        struct Unknown {
            share: f64,
        }
        let unknown: Option<Unknown> = read_json(&self.0.unknown());
        self.0.damaged().then(|| DamageHere { unknown_share: unknown.map(|unknown| unknown.share) })
    }

    fn damaged_spans(&self) -> Vec<(u64, u64)> {
        #[derive(Deserialize)]
        struct Fault {
            start: Option<f64>,
            end: Option<f64>,
        }
        let faults: Vec<Fault> = read_json(&self.0.faults()).unwrap_or_default();
        let times = |fault: &Fault| Some((microseconds(fault.start?), microseconds(fault.end?)));
        faults.iter().filter_map(times).collect()
    }

    fn size(&self) -> (u32, u32) {
        (self.0.video_width() as u32, self.0.video_height() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_known_where_the_whole_is() {
        let progress = |loaded, total| Progress { stage: Stage::Import, loaded, total };
        assert_eq!(progress(34, 100).percent(), Some(34));
        assert_eq!(progress(u64::MAX, 3).percent(), Some(100));
        assert_eq!(progress(5, 0).percent(), None);
    }
}
