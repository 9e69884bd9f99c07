//! Drives the players: one clock, and every player kept in step with it.

use super::clock::Clock;
use super::step::{Lead, Step, drift_s, step};
use super::wall::{Lane, whole};
use crate::browser::player::Player;
use crate::browser::ticks;
use yew::NodeRef;
use yew::platform::spawn_local;

/// A tile that lags by more than this is said to, in seconds.
const BEHIND_S: f64 = 0.5;

/// What the machine knows of a tile.
#[derive(Clone, Debug)]
pub(super) struct Driven {
    /// Where its player is; nothing is driven without a place on the clock.
    pub(super) element: NodeRef,
    pub(super) lane: Option<Lane>,
    /// Whether it waits for bytes.
    pub(super) is_waiting: bool,
    /// When it was sought last, in milliseconds of the page.
    pub(super) sought_ms: f64,
}

/// What there is to show after a tick.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shown {
    pub(super) wall_us: u64,
    pub(super) is_playing: bool,
    /// Whether the handle of the bar is held.
    pub(super) is_held: bool,
    /// Which tiles lag so much that one is to know.
    pub(super) behind: Vec<bool>,
}

/// The clock and its players.
#[derive(Debug)]
pub(super) struct Machine {
    clock: Clock,
    pub(super) tiles: Vec<Driven>,
    /// Whose sound is heard.
    pub(super) heard: Option<usize>,
    /// Playing goes on when the handle of the bar is let go.
    dragged: Option<bool>,
}

impl Machine {
    /// At rest at a wall time.
    pub(super) fn new(tiles: Vec<Driven>, at_us: u64) -> Self {
        let mut machine = Self { clock: Clock::resting(at_us), tiles, heard: None, dragged: None };
        machine.bind();
        machine
    }

    /// From the first start to the last end.
    pub(super) fn bounds(&self) -> Option<(u64, u64)> {
        whole(self.tiles.iter().filter_map(|tile| tile.lane))
    }

    /// Puts a recording elsewhere on the clock.
    pub(super) fn set_lane(&mut self, place: usize, lane: Option<Lane>) {
        if let Some(tile) = self.tiles.get_mut(place).filter(|tile| tile.lane != lane) {
            tile.lane = lane;
            self.bind();
        }
    }

    /// Keeps the clock within what there is to show.
    fn bind(&mut self) {
        if let Some(bounds) = self.bounds() {
            self.clock.set_bounds(bounds, ticks::now_ms());
        }
    }

    pub(super) fn wall_us(&self) -> u64 {
        self.clock.at_us(ticks::now_ms())
    }

    pub(super) fn play_or_pause(&mut self) {
        let now_ms = ticks::now_ms();
        if self.clock.is_playing {
            self.clock.pause(now_ms);
        } else {
            self.clock.play(now_ms);
        }
    }

    pub(super) fn pause(&mut self) {
        self.clock.pause(ticks::now_ms());
    }

    /// Rests while nobody is signed in. Tells whether it played.
    pub(super) fn hold(&mut self) -> bool {
        let plays = self.clock.is_playing || self.dragged == Some(true);
        self.dragged = None;
        self.pause();
        plays
    }

    /// Plays on after [`Self::hold`].
    pub(super) fn go_on(&mut self) {
        if !self.clock.is_playing {
            self.clock.play(ticks::now_ms());
        }
    }

    pub(super) fn set_rate(&mut self, rate: f64) {
        self.clock.set_rate(rate, ticks::now_ms());
    }

    /// Goes to a wall time, and so do all players.
    pub(super) fn jump(&mut self, wall_us: u64) {
        let now_ms = ticks::now_ms();
        self.clock.jump(wall_us, now_ms);
        let wall_us = self.clock.at_us(now_ms);
        for tile in &mut self.tiles {
            if let (Some(lane), Some(player)) = (tile.lane, Player::of(&tile.element)) {
                tile.sought_ms = now_ms;
                seek(player, lane.nearest_us(wall_us));
            }
        }
    }

    /// Takes the handle of the bar: playing pauses meanwhile.
    pub(super) fn take_handle(&mut self) {
        self.dragged = Some(self.clock.is_playing);
        self.pause();
        for player in self.players() {
            player.pause();
        }
    }

    /// Shows a wall time while the handle is held.
    pub(super) fn scrub(&mut self, wall_us: u64) {
        if self.dragged.is_none() {
            return;
        }
        let now_ms = ticks::now_ms();
        self.clock.jump(wall_us, now_ms);
        let wall_us = self.clock.at_us(now_ms);
        for tile in &self.tiles {
            if let (Some(lane), Some(player)) = (tile.lane, Player::of(&tile.element)) {
                player.scrub(lane.nearest_us(wall_us));
            }
        }
    }

    /// Lets the handle go, and plays on where it played.
    pub(super) fn let_go(&mut self) {
        let Some(played) = self.dragged.take() else { return };
        self.jump(self.wall_us());
        if played {
            self.clock.play(ticks::now_ms());
        }
    }

    /// Brings every player in step. To be called several times a second.
    pub(super) fn tick(&mut self) -> Shown {
        let now_ms = ticks::now_ms();
        let players: Vec<_> = self.tiles.iter().map(|tile| Player::of(&tile.element)).collect();
        let paces: Vec<_> = players.iter().map(|player| player.as_ref().map(Player::pace)).collect();
        self.clock.tick(paces.iter().flatten().any(|pace| pace.is_seeking), now_ms);
        let lead = Lead {
            wall_us: self.clock.at_us(now_ms),
            rate: self.clock.rate,
            is_playing: self.clock.is_playing,
        };
        let mut behind = vec![false; self.tiles.len()];
        for (place, tile) in self.tiles.iter_mut().enumerate() {
            let player = players.get(place).and_then(Option::as_ref);
            let pace = paces.get(place).copied().flatten();
            let (Some(lane), Some(player), Some(pace)) = (tile.lane, player, pace) else { continue };
            if self.dragged.is_some() {
                continue;
            }
            let is_heard = self.heard == Some(place);
            let since_ms = now_ms - tile.sought_ms;
            let told = step(lane, pace, lead, is_heard, tile.is_waiting, since_ms);
            if told.seek_us.is_some() {
                tile.sought_ms = now_ms;
            }
            obey(player, told);
            let lags = drift_s(lane, pace, lead).is_some_and(|drift_s| drift_s < -BEHIND_S);
            if let Some(is_behind) = behind.get_mut(place) {
                *is_behind = pace.is_ready && lead.is_playing && lags;
            }
        }
        Shown {
            wall_us: lead.wall_us,
            is_playing: self.clock.is_playing || self.dragged == Some(true),
            is_held: self.dragged.is_some(),
            behind,
        }
    }

    fn players(&self) -> impl Iterator<Item = Player> {
        self.tiles.iter().filter_map(|tile| Player::of(&tile.element))
    }
}

fn obey(player: &Player, told: Step) {
    if let Some(rate) = told.rate {
        player.set_rate(rate);
    }
    if let Some(at_us) = told.seek_us {
        seek(player.clone(), at_us);
    }
    match told.plays {
        Some(true) => player.play(),
        Some(false) => player.pause(),
        None => {}
    }
}

fn seek(player: Player, at_us: u64) {
    spawn_local(async move {
        // A seek that fails is told by the player's event, which the tile shows.
        let _frame_us = player.seek(at_us).await;
    });
}
