//! Ties the state to the element: opens, listens, seeks, and carries out what the user asks.

use super::keys::{PlayCommand, Toward};
use super::moment::moved;
use super::seeker::Seeker;
use super::state::{Action, Phase, PlayerState};
use crate::browser::player::{Media, Player, PlayerEvent};
use crate::browser::{Listener, full_screen};
use crate::client::request;
use api::Kind;
use std::cell::RefCell;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// The player of a page: what it shows and how to steer it.
#[derive(Clone)]
pub(super) struct Driver {
    pub(super) state: UseReducerHandle<PlayerState>,
    /// Where the element is to be drawn.
    pub(super) element: NodeRef,
    /// What goes into full screen.
    pub(super) frame: NodeRef,
    seeker: Rc<RefCell<Seeker>>,
    opening: UseStateHandle<Opening>,
}

/// One time of opening the recording: the first, or a further one after a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Opening {
    number: u32,
    /// Where the failure struck, in microseconds.
    at_us: Option<u64>,
}

/// How playing begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// Plays from the start.
    Playing,
    /// Rests at the moment, in microseconds.
    RestingAt(u64),
}

/// Opens `media` and follows the element.
#[hook]
pub(super) fn use_driver(media: &Media, beginning: Beginning) -> Driver {
    let state = use_reducer(PlayerState::default);
    let element = use_node_ref();
    let frame = use_node_ref();
    let opening = use_state(Opening::default);
    let seeker = use_memo((media.clone(), *opening), |_| RefCell::new(Seeker::default()));
    let driver = Driver { state, element, frame, seeker, opening };
    use_effect_with((media.clone(), *driver.opening), {
        let driver = driver.clone();
        move |(media, opening)| {
            let beginning = opening.at_us.map_or(beginning, Beginning::RestingAt);
            let listeners = driver.open(media.clone(), beginning);
            move || {
                driver.seeker.borrow_mut().close();
                drop(listeners);
            }
        }
    });
    driver
}

impl Driver {
    fn open(&self, media: Media, beginning: Beginning) -> Vec<Listener> {
        let Some(player) = Player::of(&self.element) else { return Vec::new() };
        let dispatcher = self.state.dispatcher();
        dispatcher.dispatch(Action::Opening);
        let (speed, skips_idle) = (self.state.speed, self.state.skips_idle);
        let listeners = player.listen(&Callback::from(move |event: PlayerEvent| {
            if event.needs_sign_in() {
                request::tell_signed_out();
            }
            dispatcher.dispatch(Action::Event(event));
        }));
        let (dispatcher, seeker) = (self.state.dispatcher(), self.seeker.clone());
        let at_us = match beginning {
            Beginning::Playing => 0,
            Beginning::RestingAt(at_us) => at_us,
        };
        spawn_local(async move {
            let outcome = player.open(&media, at_us).await;
            if seeker.borrow().is_closed() {
                return;
            }
            match outcome {
                Err(failed) => dispatcher.dispatch(Action::Event(failed)),
                Ok(None) => {}
                Ok(Some(frame_us)) => {
                    player.set_rate(speed.factor());
                    player.set_skip_idle(skips_idle);
                    dispatcher.dispatch(Action::Landed(Some((at_us, frame_us))));
                    if beginning == Beginning::Playing {
                        player.play();
                    }
                }
            }
        });
        listeners
    }

    /// Opens the same again, where it failed.
    pub(super) fn retry(&self) {
        let at_us = Some(self.state.shown_us()).filter(|at_us| *at_us > 0).or(self.opening.at_us);
        self.opening.set(Opening { number: self.opening.number + 1, at_us });
    }

    /// Goes to `at_us`; while an earlier seek is under way only the latest waits.
    pub(super) fn seek(&self, at_us: u64) {
        self.state.dispatch(Action::Wanted(at_us));
        let Some(mut at_us) = self.seeker.borrow_mut().want(at_us) else { return };
        let (seeker, dispatcher, element) =
            (self.seeker.clone(), self.state.dispatcher(), self.element.clone());
        spawn_local(async move {
            loop {
                let frame_us = match Player::of(&element) {
                    Some(player) => player.seek(at_us).await,
                    None => None,
                };
                let next = seeker.borrow_mut().landed();
                if seeker.borrow().is_closed() {
                    return;
                }
                let Some(next) = next else {
                    dispatcher.dispatch(Action::Landed(frame_us.map(|frame_us| (at_us, frame_us))));
                    return;
                };
                at_us = next;
            }
        });
    }

    /// Takes the handle of the bar. Playing pauses meanwhile, so that each place is seen.
    pub(super) fn take_handle(&self) {
        self.state.dispatch(Action::Dragging(true));
        self.pause();
    }

    /// Shows a place while the handle is held.
    pub(super) fn scrub(&self, at_us: u64) {
        if let Some(player) = Player::of(&self.element) {
            self.state.dispatch(Action::Wanted(at_us));
            player.scrub(at_us);
        }
    }

    /// Lets the handle go, and plays on where it played.
    pub(super) fn let_go(&self) {
        let Some(player) = Player::of(&self.element).filter(|_| self.state.is_dragging) else { return };
        // The handle shows the state after what is dispatched.
        let (plays_on, target_us) = (self.state.plays_after_drag, self.state.target_us);
        self.state.dispatch(Action::Dragging(false));
        if let Some(at_us) = target_us {
            self.seek(at_us);
        }
        if plays_on {
            player.play();
        }
    }

    /// Lets the handle go as if it had not been taken, at `at_us`.
    pub(super) fn give_back(&self, at_us: u64) {
        let plays_on = self.state.plays_after_drag;
        self.state.dispatch(Action::Dragging(false));
        self.seek(at_us);
        if let Some(player) = Player::of(&self.element).filter(|_| plays_on) {
            player.play();
        }
    }

    pub(super) fn pause(&self) {
        if let Some(player) = Player::of(&self.element).filter(|_| !self.state.is_paused) {
            player.pause();
        }
    }

    pub(super) fn play(&self) {
        if let Some(player) = Player::of(&self.element) {
            player.play();
        }
    }

    /// Goes by one frame, or to the next change; nothing while another place is on its way.
    fn step(&self, toward: Toward, is_change: bool) {
        let Some(player) = Player::of(&self.element).filter(|_| self.state.target_us.is_none()) else {
            return;
        };
        self.pause();
        let (dispatcher, seeker) = (self.state.dispatcher(), self.seeker.clone());
        spawn_local(async move {
            let by = toward.sign();
            let frame_us = if is_change { player.next_change(by).await } else { player.step(by).await };
            if let (Some(frame_us), false) = (frame_us, seeker.borrow().is_closed()) {
                dispatcher.dispatch(Action::Stepped(frame_us));
            }
        });
    }

    /// Bounds what the player keeps in memory.
    pub(super) fn set_cache_bytes(&self, bytes: u64) {
        if let Some(player) = Player::of(&self.element) {
            player.set_cache_bytes(bytes);
        }
    }

    /// Whether the recording has text that can be searched.
    pub(super) fn has_text(&self) -> bool {
        let kind = self.state.facts.as_ref().and_then(|facts| facts.kind);
        kind == Some(Kind::Terminal) && self.state.is_ready()
    }

    fn toggle_skip_idle(&self) {
        self.state.dispatch(Action::ToggleSkipIdle);
        // The handle shows the state after what is dispatched.
        if let Some(player) = Player::of(&self.element) {
            player.set_skip_idle(self.state.skips_idle);
        }
    }

    fn toggle_mute(&self) {
        if let Some(player) = Player::of(&self.element).filter(|_| self.state.has_sound) {
            player.set_muted(!self.state.is_muted);
        }
    }

    /// Carries out what concerns playing.
    pub(super) fn obey(&self, command: PlayCommand) {
        let state = &self.state;
        match command {
            PlayCommand::TimeOfDay => state.dispatch(Action::ToggleTimeOfDay),
            PlayCommand::FullScreen => full_screen::toggle(&self.frame),
            PlayCommand::Slower => self.set_speed(state.speed.slower()),
            PlayCommand::Faster => self.set_speed(state.speed.faster()),
            PlayCommand::SkipIdle => self.toggle_skip_idle(),
            PlayCommand::Mute => self.toggle_mute(),
            // The keys below do nothing without a picture, but stay the player's.
            _ if !state.is_ready() => {}
            PlayCommand::PlayOrPause | PlayCommand::Frame(_) | PlayCommand::Change(_)
                if state.has_events_only() => {}
            PlayCommand::PlayOrPause => self.play_or_pause(),
            PlayCommand::By(by_us) => self.seek(moved(state.shown_us(), by_us, state.duration_us)),
            PlayCommand::ToStart => self.seek(0),
            PlayCommand::ToEnd => self.seek(state.duration_us),
            PlayCommand::Frame(toward) => self.step(toward, false),
            PlayCommand::Change(toward) => self.step(toward, true),
        }
    }

    pub(super) fn set_speed(&self, speed: super::speed::Speed) {
        self.state.dispatch(Action::Speed(speed));
        if let (Some(player), Phase::Ready) = (Player::of(&self.element), &self.state.phase) {
            player.set_rate(speed.factor());
        }
    }

    pub(super) fn play_or_pause(&self) {
        let Some(player) = Player::of(&self.element) else { return };
        if !self.state.is_paused {
            return player.pause();
        }
        // From the end the element itself starts over; from a place at the end that was chosen it does not.
        if !self.state.has_ended && self.state.shown_us() >= self.state.duration_us {
            self.seek(0);
        }
        player.play();
    }
}
