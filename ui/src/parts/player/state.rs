//! What the player does, as far as the page shows it.

use super::span::{self, Span};
use super::speed::Speed;
use crate::browser::player::{DamageHere, MediaFacts, PlayerEvent, Progress, Stage};
use api::Kind;
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

/// The player as the page shows it. Times are microseconds from the start.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlayerState {
    pub(crate) phase: Phase,
    pub(crate) duration_us: u64,
    /// Size of the picture in pixels.
    pub(crate) size: Option<(u32, u32)>,
    /// The size that it had first.
    pub(crate) first_size: Option<(u32, u32)>,
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
    /// Whether playing jumps over idle periods.
    pub(crate) skips_idle: bool,
    /// Whether there is sound to hear or mute.
    pub(crate) has_sound: bool,
    pub(crate) is_muted: bool,
    /// Where not all that is shown is as it was.
    pub(crate) damage_here: Option<DamageHere>,
    /// The spans met so far that cannot be shown as they were.
    pub(crate) damaged: Rc<[Span]>,
    /// What was played, sorted and apart.
    pub(crate) watched: Rc<[Span]>,
    /// How far a region has been looked through.
    pub(crate) history_percent: Option<u64>,
}

impl Default for PlayerState {
    fn default() -> Self {
        Self {
            phase: Phase::Loading(None),
            duration_us: 0,
            size: None,
            first_size: None,
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
            skips_idle: false,
            has_sound: false,
            is_muted: false,
            damage_here: None,
            damaged: Rc::new([]),
            watched: Rc::new([]),
            history_percent: None,
        }
    }
}

impl PlayerState {
    /// The position to show: where the user wants to be, otherwise where the player is.
    pub(crate) fn shown_us(&self) -> u64 {
        self.target_us.unwrap_or(self.position_us)
    }

    /// Whether it is open and can be steered.
    pub(crate) fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// Whether only events were recorded, so that there is nothing to play.
    pub(crate) fn has_events_only(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.kind == Some(Kind::Events))
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
    /// Another frame is shown, without a seek; its time.
    Stepped(u64),
    /// The handle of the bar was taken or let go.
    Dragging(bool),
    /// Another speed was chosen.
    Speed(Speed),
    /// Idle periods are skipped from now on, or no more.
    ToggleSkipIdle,
    /// Times as time of day, or back.
    ToggleTimeOfDay,
    /// What was watched on earlier visits, sorted and apart; all else is forgotten.
    Watched(Rc<[Span]>),
}

impl Reducible for PlayerState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Opening => {
                next = Self {
                    speed: next.speed,
                    shows_time_of_day: next.shows_time_of_day,
                    skips_idle: next.skips_idle,
                    is_muted: next.is_muted,
                    watched: next.watched,
                    ..Self::default()
                };
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
            // A seek that was asked for meanwhile counts for more.
            Action::Stepped(frame_us) if next.target_us.is_none() => {
                next.position_us = frame_us.min(next.duration_us);
                next.frame_us = Some(frame_us);
            }
            Action::Stepped(_) => {}
            Action::Dragging(is_dragging) => {
                next.plays_after_drag = is_dragging && !next.is_paused;
                next.is_dragging = is_dragging;
            }
            Action::Speed(speed) => next.speed = speed,
            Action::ToggleSkipIdle => next.skips_idle = !next.skips_idle,
            Action::Watched(spans) => next.watched = spans,
            Action::ToggleTimeOfDay => next.shows_time_of_day = !next.shows_time_of_day,
        }
        Rc::new(next)
    }
}

impl PlayerState {
    /// Playing has come to `at_us`: what lies between there and the last position was watched, unless it was jumped
    /// over.
    fn watch(&mut self, at_us: u64) {
        /// The element tells the position several times a second; more than this in one go is a jump.
        const MOST_SECONDS: f64 = 1.0;
        let most_us = (self.speed.factor() * MOST_SECONDS * 1e6) as u64;
        let is_played = at_us > self.position_us && at_us - self.position_us <= most_us;
        if is_played && self.target_us.is_none() {
            let mut watched = self.watched.to_vec();
            span::add(&mut watched, Span::new(self.position_us, at_us));
            self.watched = watched.into();
        }
    }

    fn take(&mut self, event: PlayerEvent) {
        match event {
            PlayerEvent::Opened { duration_us, size, facts } => {
                self.duration_us = duration_us;
                self.size = Some(size);
                self.first_size = Some(size);
                self.facts = Some(facts);
            }
            PlayerEvent::SignInNeeded => self.is_waiting = true,
            PlayerEvent::Shown => self.phase = Phase::Ready,
            PlayerEvent::Waiting(is_waiting) => self.is_waiting = is_waiting,
            PlayerEvent::Resized { size } => self.size = Some(size),
            PlayerEvent::Position { at_us } => {
                if !self.is_paused {
                    self.frame_us = None;
                    self.watch(at_us);
                }
                self.position_us = at_us;
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
                if progress.stage == Stage::History {
                    self.history_percent = progress.percent();
                } else if let Phase::Loading(known) = &mut self.phase {
                    *known = Some(progress);
                }
            }
            PlayerEvent::DamagedHere(damage) => self.damage_here = damage,
            PlayerEvent::Damaged(spans) => {
                self.damaged = spans.into_iter().map(|(start, end)| Span::new(start, end)).collect();
            }
            PlayerEvent::Sound { is_there, is_muted } => {
                self.has_sound = is_there;
                self.is_muted = is_muted;
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

    fn position(at_us: u64) -> PlayerEvent {
        PlayerEvent::Position { at_us }
    }

    fn run(actions: Vec<Action>) -> PlayerState {
        let facts = Rc::new(MediaFacts::default());
        let opened = PlayerEvent::Opened { duration_us: 60_000_000, size: (80, 24), facts };
        let shown = [Action::Event(opened), Action::Event(PlayerEvent::Shown)];
        let state = shown.into_iter().chain(actions).fold(Rc::new(PlayerState::default()), Reducible::reduce);
        (*state).clone()
    }

    #[test]
    fn while_a_seek_is_under_way_the_target_is_shown() {
        let seeking = run(vec![Action::Wanted(90_000_000), Action::Event(position(5))]);
        assert_eq!((seeking.shown_us(), seeking.moment()), (60_000_000, None));
        let landed = run(vec![Action::Wanted(9_000_000), Action::Landed(Some((9_000_000, 8_500_000)))]);
        assert_eq!(
            (landed.shown_us(), landed.frame_us, landed.moment()),
            (9_000_000, Some(8_500_000), Some(9_000_000))
        );
    }

    #[test]
    fn a_failed_seek_shows_where_the_player_is() {
        let state = run(vec![Action::Event(position(5)), Action::Wanted(9_000_000), Action::Landed(None)]);
        assert_eq!((state.shown_us(), state.target_us), (5, None));
    }

    #[test]
    fn the_address_gets_whole_seconds_while_playing_and_nothing_while_dragging() {
        let position = Action::Event(position(7_654_321));
        let played = Action::Event(PlayerEvent::Played);
        assert_eq!(run(vec![played.clone(), position.clone()]).moment(), Some(7_000_000));
        assert_eq!(run(vec![position.clone()]).moment(), Some(7_654_321));
        assert_eq!(run(vec![position, Action::Dragging(true)]).moment(), None);
    }

    #[test]
    fn a_step_moves_unless_a_seek_is_under_way() {
        let stepped = run(vec![Action::Stepped(7_000_000)]);
        assert_eq!((stepped.shown_us(), stepped.frame_us), (7_000_000, Some(7_000_000)));
        let seeking = run(vec![Action::Wanted(9_000_000), Action::Stepped(7_000_000)]);
        assert_eq!((seeking.shown_us(), seeking.position_us), (9_000_000, 0));
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
    fn what_was_played_is_watched_and_what_was_jumped_over_is_not() {
        let position = |at_us| Action::Event(position(at_us));
        let played = Action::Event(PlayerEvent::Played);
        let state = run(vec![
            played,
            position(400_000),
            position(900_000),
            position(20_000_000),
            position(20_500_000),
            Action::Event(PlayerEvent::Paused),
            position(20_700_000),
        ]);
        assert_eq!(*state.watched, [Span::new(0, 900_000), Span::new(20_000_000, 20_500_000)]);
        let at_rest = run(vec![position(500_000)]);
        assert!(at_rest.watched.is_empty());
    }

    #[test]
    fn looking_through_a_region_is_no_loading() {
        let progress = Progress { stage: Stage::History, loaded: 1, total: 4 };
        let state = run(vec![Action::Event(PlayerEvent::Progress(progress))]);
        assert_eq!((state.history_percent, state.phase), (Some(25), Phase::Ready));
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
        let state = run(vec![Action::Speed(Speed::Times16), Action::ToggleSkipIdle, failed, Action::Opening]);
        let kept = PlayerState { speed: Speed::Times16, skips_idle: true, ..PlayerState::default() };
        assert_eq!(state, kept);
    }
}
