//! What the player does, as far as the page shows it.

use super::speed::Speed;
use crate::browser::player::{MediaFacts, PlayerEvent, Progress};
use std::rc::Rc;
use yew::{AttrValue, Reducible};

/// How far the player has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Phase {
    /// No picture yet; the progress where it is known.
    Loading(Option<Progress>),
    /// There is a picture.
    Ready,
    /// There will be none.
    Failed(Failure),
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// For programs.
    pub(crate) code: AttrValue,
    /// What and where, as the player says it.
    pub(crate) message: AttrValue,
}

/// A span of the recording that cannot be shown, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DamagedSpan {
    pub(crate) start_us: u64,
    pub(crate) end_us: u64,
}

/// The player as the page shows it. Times are microseconds from the start.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlayerState {
    pub(crate) phase: Phase,
    pub(crate) duration_us: u64,
    /// Size of the picture in pixels.
    pub(crate) size: Option<(u32, u32)>,
    /// What the recording says of itself, once it is open.
    pub(crate) facts: Option<Rc<MediaFacts>>,
    /// Where the player is.
    pub(crate) position_us: u64,
    /// Where the user wants to be, while a seek is under way.
    pub(crate) target_us: Option<u64>,
    /// Time of the frame shown, where a seek told it.
    pub(crate) frame_us: Option<u64>,
    pub(crate) is_paused: bool,
    pub(crate) has_ended: bool,
    /// Whether playing waits for bytes.
    pub(crate) is_waiting: bool,
    /// Whether the handle of the bar is held.
    pub(crate) is_dragging: bool,
    /// Whether it was playing when the handle was taken.
    pub(crate) plays_after_drag: bool,
    pub(crate) speed: Speed,
    /// Whether times are shown as time of day.
    pub(crate) shows_time_of_day: bool,
    pub(crate) damaged: Vec<DamagedSpan>,
}

impl Default for PlayerState {
    fn default() -> Self {
        Self {
            phase: Phase::Loading(None),
            duration_us: 0,
            size: None,
            facts: None,
            position_us: 0,
            target_us: None,
            frame_us: None,
            is_paused: true,
            has_ended: false,
            is_waiting: false,
            is_dragging: false,
            plays_after_drag: false,
            speed: Speed::Normal,
            shows_time_of_day: false,
            damaged: Vec::new(),
        }
    }
}

impl PlayerState {
    /// The position to show: where the user wants to be, otherwise where the player is.
    pub(crate) fn shown_us(&self) -> u64 {
        self.target_us.unwrap_or(self.position_us)
    }

    /// Whether there is a picture to control.
    pub(crate) fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// The moment for the address, in microseconds: at rest the exact one, while playing whole seconds; `None` while
    /// it changes too fast to be kept.
    pub(crate) fn moment(&self) -> Option<u64> {
        if !self.is_ready() || self.is_dragging || self.target_us.is_some() {
            None
        } else if self.is_paused {
            Some(self.position_us)
        } else {
            Some(self.position_us / 1_000_000 * 1_000_000)
        }
    }
}

/// What happens to the player.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Another recording, or the same again.
    Opening,
    /// The element says so.
    Event(PlayerEvent),
    /// The user wants to be there.
    Wanted(u64),
    /// The seek ended: where the player is, and the time of the frame shown. `None` where it failed.
    Landed(Option<(u64, u64)>),
    /// The handle of the bar was taken or let go.
    Dragging(bool),
    /// Another speed was chosen.
    Speed(Speed),
    /// Times as time of day, or back.
    ToggleTimeOfDay,
}

impl Reducible for PlayerState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Opening => {
                let (speed, shows_time_of_day) = (next.speed, next.shows_time_of_day);
                next = Self { speed, shows_time_of_day, ..Self::default() };
            }
            Action::Event(event) => next.take(event),
            Action::Wanted(at_us) => {
                next.target_us = Some(at_us.min(next.duration_us));
                next.has_ended = false;
            }
            Action::Landed(landed) => {
                if let Some((position_us, frame_us)) = landed {
                    next.position_us = position_us.min(next.duration_us);
                    next.frame_us = Some(frame_us);
                }
                next.target_us = None;
            }
            Action::Dragging(is_dragging) => {
                next.plays_after_drag = is_dragging && !next.is_paused;
                next.is_dragging = is_dragging;
            }
            Action::Speed(speed) => next.speed = speed,
            Action::ToggleTimeOfDay => next.shows_time_of_day = !next.shows_time_of_day,
        }
        Rc::new(next)
    }
}

impl PlayerState {
    fn take(&mut self, event: PlayerEvent) {
        match event {
            PlayerEvent::Opened { duration_us, size, facts } => {
                self.duration_us = duration_us;
                self.size = Some(size);
                self.facts = Some(facts);
            }
            PlayerEvent::Shown => self.phase = Phase::Ready,
            PlayerEvent::Waiting(is_waiting) => self.is_waiting = is_waiting,
            PlayerEvent::Resized { size } => self.size = Some(size),
            PlayerEvent::Position { at_us } => {
                self.position_us = at_us;
                if !self.is_paused {
                    self.frame_us = None;
                }
            }
            PlayerEvent::Played => {
                self.is_paused = false;
                self.has_ended = false;
            }
            PlayerEvent::Paused => {
                self.is_paused = true;
                self.is_waiting = false;
            }
            PlayerEvent::Ended => {
                self.is_paused = true;
                self.has_ended = true;
                self.position_us = self.duration_us;
            }
            PlayerEvent::Progress(progress) => {
                if let Phase::Loading(known) = &mut self.phase {
                    *known = Some(progress);
                }
            }
            PlayerEvent::Damaged(spans) => {
                self.damaged =
                    spans.into_iter().map(|(start_us, end_us)| DamagedSpan { start_us, end_us }).collect();
            }
            PlayerEvent::Failed { code, message } => {
                self.phase = Phase::Failed(Failure { code: code.into(), message: message.into() });
                self.is_paused = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::player::Stage;

    fn run(actions: Vec<Action>) -> PlayerState {
        let facts = Rc::new(MediaFacts::default());
        let opened = PlayerEvent::Opened { duration_us: 60_000_000, size: (80, 24), facts };
        let shown = [Action::Event(opened), Action::Event(PlayerEvent::Shown)];
        let state = shown.into_iter().chain(actions).fold(Rc::new(PlayerState::default()), Reducible::reduce);
        (*state).clone()
    }

    #[test]
    fn while_a_seek_is_under_way_the_target_is_shown() {
        let seeking =
            run(vec![Action::Wanted(90_000_000), Action::Event(PlayerEvent::Position { at_us: 5 })]);
        assert_eq!((seeking.shown_us(), seeking.moment()), (60_000_000, None));
        let landed = run(vec![Action::Wanted(9_000_000), Action::Landed(Some((9_000_000, 8_500_000)))]);
        assert_eq!(
            (landed.shown_us(), landed.frame_us, landed.moment()),
            (9_000_000, Some(8_500_000), Some(9_000_000))
        );
    }

    #[test]
    fn a_failed_seek_shows_where_the_player_is() {
        let state = run(vec![
            Action::Event(PlayerEvent::Position { at_us: 5 }),
            Action::Wanted(9_000_000),
            Action::Landed(None),
        ]);
        assert_eq!((state.shown_us(), state.target_us), (5, None));
    }

    #[test]
    fn the_address_gets_whole_seconds_while_playing_and_nothing_while_dragging() {
        let position = Action::Event(PlayerEvent::Position { at_us: 7_654_321 });
        let played = Action::Event(PlayerEvent::Played);
        assert_eq!(run(vec![played.clone(), position.clone()]).moment(), Some(7_000_000));
        assert_eq!(run(vec![position.clone()]).moment(), Some(7_654_321));
        assert_eq!(run(vec![position, Action::Dragging(true)]).moment(), None);
    }

    #[test]
    fn dragging_remembers_whether_it_played() {
        let played = Action::Event(PlayerEvent::Played);
        let paused = Action::Event(PlayerEvent::Paused);
        let held = run(vec![played, Action::Dragging(true), paused]);
        assert!(held.plays_after_drag && held.is_paused);
        assert!(!run(vec![Action::Dragging(true)]).plays_after_drag);
    }

    #[test]
    fn at_the_end_it_rests_at_the_end() {
        let state = run(vec![Action::Event(PlayerEvent::Played), Action::Event(PlayerEvent::Ended)]);
        assert_eq!((state.position_us, state.is_paused, state.has_ended), (60_000_000, true, true));
        let moved = run(vec![Action::Event(PlayerEvent::Ended), Action::Wanted(0)]);
        assert!(!moved.has_ended);
    }

    #[test]
    fn progress_counts_only_until_there_is_a_picture() {
        let progress = Progress { stage: Stage::Import, loaded: 1, total: 2 };
        let event = Action::Event(PlayerEvent::Progress(progress.clone()));
        assert_eq!(run(vec![event.clone()]).phase, Phase::Ready);
        let loading = Rc::new(PlayerState::default()).reduce(event);
        assert_eq!(loading.phase, Phase::Loading(Some(progress)));
    }

    #[test]
    fn waiting_ends_with_playing_on_or_pausing() {
        let waiting = Action::Event(PlayerEvent::Waiting(true));
        assert!(run(vec![waiting.clone()]).is_waiting);
        for end in [PlayerEvent::Waiting(false), PlayerEvent::Paused] {
            assert!(!run(vec![waiting.clone(), Action::Event(end)]).is_waiting);
        }
    }

    #[test]
    fn opening_again_forgets_everything_but_the_users_choices() {
        let failed = Action::Event(PlayerEvent::Failed { code: "x".into(), message: "y".into() });
        let state = run(vec![Action::Speed(Speed::Double), failed, Action::Opening]);
        assert_eq!(state, PlayerState { speed: Speed::Double, ..PlayerState::default() });
    }
}
