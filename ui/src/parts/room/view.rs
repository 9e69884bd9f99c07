//! The room put together.

use super::asked::{Asked, MOST};
use super::bar::{Grip, LaneShown, RoomBar};
use super::controls;
use super::keys::{Command, KEYS, room_keys};
use super::known::{AllKnown, Known};
use super::machine::{Driven, Machine, Shown};
use super::stream::merge;
use super::tile::Tile;
use super::told::{self, Told};
use super::wall::{Lane, whole};
use super::words;
use crate::browser::{document, ticks, zone};
use crate::format;
use crate::parts::events::Choice;
use crate::parts::key_map::{KeyDialog, use_keys};
use crate::parts::player::{PlayerSettings, Speed, SpeedMenu, Watch};
use crate::session::use_session;
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

/// How often the players are brought in step, in milliseconds.
const TICK_MS: u32 = 100;

/// What is said of a recording that cannot be put on the clock.
const NO_START: &str =
    "Its source does not tell when it was made, so that it has no place on the wall clock. Play it alone.";

#[derive(PartialEq, Properties)]
pub(crate) struct RoomProps {
    /// The recordings, A first.
    pub(crate) asked: Rc<Vec<Asked>>,
    /// How many more the address names.
    pub(crate) left_out: usize,
    /// The wall time to show first, in microseconds; otherwise the first start.
    pub(crate) begin_us: Option<u64>,
    /// Corrections of their clocks in milliseconds.
    pub(crate) offsets_ms: Vec<i64>,
    /// What the list of events is narrowed to.
    pub(crate) choice: Choice,
    pub(crate) on_choice: Callback<Choice>,
    /// The moment worth keeping, whenever there is another.
    pub(crate) on_moment: Callback<u64>,
    /// The corrections, whenever there are others.
    pub(crate) on_offsets: Callback<Vec<i64>>,
}

#[component]
pub(crate) fn Room(props: &RoomProps) -> Html {
    let asked = props.asked.clone();
    let offsets_ms = use_state(|| props.offsets_ms.clone());
    let offset_of = |place: usize| offsets_ms.get(place).copied().unwrap_or_default();
    let lanes: Vec<Option<Lane>> =
        asked.iter().enumerate().map(|(place, asked)| asked.lane(offset_of(place))).collect();
    let machine = {
        let lanes = lanes.clone();
        use_mut_ref(move || {
            let tile = |lane| Driven {
                element: NodeRef::default(),
                lane,
                is_waiting: false,
                sought_ms: f64::NEG_INFINITY,
            };
            let first_us = whole(lanes.iter().copied().flatten()).map_or(0, |(start_us, _)| start_us);
            Machine::new(lanes.into_iter().map(tile).collect(), props.begin_us.unwrap_or(first_us))
        })
    };
    let known = use_reducer(AllKnown::default);
    let known_of = |place: usize| known.of(place);
    let shown = use_state_eq(|| Shown { wall_us: machine.borrow().wall_us(), ..Shown::default() });
    let speed = use_state_eq(Speed::default);
    let large = use_state_eq(|| None::<usize>);
    let heard = use_state_eq(|| None::<usize>);
    let (frame, dialog) = (use_node_ref(), use_node_ref());
    let wants_events = use_state_eq(|| false);
    // The machine follows what is drawn.
    {
        let mut machine = machine.borrow_mut();
        machine.heard = *heard;
        for (place, lane) in lanes.iter().enumerate() {
            machine.set_lane(place, *lane);
            if let Some(tile) = machine.tiles.get_mut(place) {
                tile.is_waiting = known_of(place).is_waiting;
            }
        }
    }
    use_effect_with((), {
        let (machine, shown) = (machine.clone(), shown.setter());
        move |()| {
            let interval = ticks::every(TICK_MS, move || shown.set(machine.borrow_mut().tick()));
            move || drop(interval)
        }
    });
    let has_ended = use_session().is_some_and(|session| session.has_ended);
    let plays_on = use_mut_ref(|| false);
    use_effect_with(has_ended, {
        let machine = machine.clone();
        move |has_ended| {
            if *has_ended {
                plays_on.replace(machine.borrow_mut().hold());
            } else if plays_on.replace(false) {
                machine.borrow_mut().go_on();
            }
        }
    });
    let refresh = {
        let (machine, shown) = (machine.clone(), shown.setter());
        move || shown.set(machine.borrow_mut().tick())
    };
    let jump = {
        let (machine, refresh) = (machine.clone(), refresh.clone());
        Callback::from(move |wall_us: u64| {
            machine.borrow_mut().jump(wall_us);
            refresh();
        })
    };

    // While playing the address follows in steps of two seconds.
    let kept_us = if shown.is_playing { shown.wall_us / 2_000_000 * 2_000_000 } else { shown.wall_us };
    use_effect_with((kept_us, props.on_moment.clone()), |(kept_us, on_moment)| on_moment.emit(*kept_us));

    let with_sound: Vec<usize> = (0..asked.len()).filter(|place| known_of(*place).has_sound).collect();
    let set_speed = {
        let (machine, speed) = (machine.clone(), speed.setter());
        Callback::from(move |now: Speed| {
            machine.borrow_mut().set_rate(now.factor());
            speed.set(now);
        })
    };
    let obey = {
        let (machine, refresh, jump) = (machine.clone(), refresh.clone(), jump.clone());
        let (speed, set_speed, dialog) = (speed.clone(), set_speed.clone(), dialog.clone());
        let (large, heard, with_sound) = (large.clone(), heard.clone(), with_sound.clone());
        let count = asked.len();
        Callback::from(move |command: Command| {
            let (wall_us, bounds) = {
                let machine = machine.borrow();
                (machine.wall_us(), machine.bounds())
            };
            match command {
                Command::PlayOrPause => {
                    machine.borrow_mut().play_or_pause();
                    refresh();
                }
                Command::By(seconds) => jump.emit(wall_us.saturating_add_signed(seconds * 1_000_000)),
                Command::ToStart => jump.emit(bounds.map_or(wall_us, |(start_us, _)| start_us)),
                Command::ToEnd => {
                    machine.borrow_mut().pause();
                    jump.emit(bounds.map_or(wall_us, |(_, end_us)| end_us));
                }
                Command::Slower => set_speed.emit(speed.slower()),
                Command::Faster => set_speed.emit(speed.faster()),
                Command::Sound => heard.set(controls::next_sound(&with_sound, *heard)),
                Command::Enlarge(place) => {
                    large.set(Some(place).filter(|place| *place < count && *large != Some(*place)));
                }
                Command::PutBack => large.set(None),
                Command::ShowKeys => document::show_dialog(&dialog),
            }
        })
    };
    use_keys(&KEYS, &obey);

    let events: Rc<[Rc<[Rc<Event>]>]> = (0..asked.len()).map(|place| known_of(place).events).collect();
    let all = use_memo(events.clone(), |events| -> Rc<[Rc<Event>]> {
        events.iter().flat_map(|events| events.iter().cloned()).collect()
    });
    let rows = use_memo((lanes.clone(), events, props.choice.clone()), |(lanes, events, choice)| {
        merge(lanes, events, &choice.filter())
    });
    let unread = (0..asked.len())
        .filter(|place| lanes.get(*place).is_some_and(Option::is_some))
        .filter(|place| {
            let known = known_of(*place);
            !known.has_events && known.failure.is_none()
        })
        .count();
    let failures: Vec<AttrValue> =
        (0..asked.len()).filter_map(|place| told::failure(place, &known_of(place))).collect();
    let on_focus = use_callback(wants_events.setter(), |(), wants| wants.set(false));
    let on_events = {
        let wants = wants_events.setter();
        Callback::from(move |_: MouseEvent| wants.set(true))
    };
    let pane = html! {
        <Told
            all={(*all).clone()}
            rows={(*rows).clone()}
            wall_us={shown.wall_us}
            {unread}
            {failures}
            choice={props.choice.clone()}
            on_choice={props.on_choice.clone()}
            on_jump={jump}
            wants_focus={*wants_events}
            {on_focus}
        />
    };

    let on_news = use_callback(known.dispatcher(), |news, dispatcher| dispatcher.dispatch(news));
    let on_offset = {
        let (offsets, on_offsets, count) = (offsets_ms.clone(), props.on_offsets.clone(), asked.len());
        Callback::from(move |(place, offset_ms): (usize, i64)| {
            let mut now = (*offsets).clone();
            now.resize(count, 0);
            if let Some(offset) = now.get_mut(place) {
                *offset = offset_ms;
            }
            on_offsets.emit(now.clone());
            offsets.set(now);
        })
    };
    let on_large = obey.reform(Command::Enlarge);
    let cache_bytes = (u64::from(PlayerSettings::kept().cache_mib) << 20) / asked.len().max(1) as u64;
    let begin_us = *use_memo((), |()| shown.wall_us);
    let tiles = asked.iter().enumerate().map(|(place, asked)| {
        let (known, lane) = (known_of(place), lanes.get(place).copied().flatten());
        let element = machine.borrow().tiles.get(place).map(|tile| tile.element.clone()).unwrap_or_default();
        let playable = asked.what.as_ref().ok().filter(|_| lane.is_some());
        let failure = match (&asked.what, lane) {
            (Err(reason), _) => Some(reason.clone()),
            (Ok(_), None) => Some(NO_START.into()),
            (Ok(_), Some(_)) => known.failure,
        };
        let own_us = lane.map_or(0, |lane| lane.nearest_us(shown.wall_us));
        html! {
            <Tile
                key={place}
                {place}
                name={asked.name.clone()}
                people={asked.people.clone()}
                id={playable.map(|playable| playable.id.clone())}
                address={playable.map(|playable| playable.address.clone())}
                {element}
                begin_us={lane.map_or(0, |lane| lane.nearest_us(begin_us))}
                has_picture={playable.is_none_or(|playable| playable.has_picture)}
                own_time={format::clock(own_us)}
                outside={lane.and_then(|lane| words::outside(lane, shown.wall_us, zone::offset_minutes)).map(AttrValue::from)}
                {failure}
                is_opened={known.is_opened}
                is_behind={known.is_waiting && shown.is_playing || shown.behind.get(place) == Some(&true)}
                offset_ms={offset_of(place)}
                is_large={*large == Some(place)}
                is_heard={*heard == Some(place)}
                {cache_bytes}
                on_news={on_news.clone()}
                on_offset={on_offset.clone()}
                on_large={on_large.clone()}
            />
        }
    });
    let lanes_shown: Vec<LaneShown> = asked
        .iter()
        .zip(&lanes)
        .enumerate()
        .map(|(place, (asked, lane))| {
            let Known { activity, idle, .. } = known_of(place);
            LaneShown { place, name: asked.name.clone(), lane: *lane, activity, idle }
        })
        .collect();
    let on_grip = {
        let (machine, refresh) = (machine.clone(), refresh.clone());
        Callback::from(move |grip| {
            match grip {
                Grip::Take => machine.borrow_mut().take_handle(),
                Grip::Drag(wall_us) => machine.borrow_mut().scrub(wall_us),
                Grip::LetGo => machine.borrow_mut().let_go(),
            }
            refresh();
        })
    };
    let bounds = machine.borrow().bounds();
    let class = classes!("room__tiles", format!("is-{}", asked.len().min(9)), large.map(|_| "has-large"));
    let names: Vec<AttrValue> = asked.iter().map(|asked| asked.name.clone()).collect();
    let on_heard = {
        let heard = heard.setter();
        Callback::from(move |place| heard.set(place))
    };
    let actions = html! {
        if props.left_out > 0 {
            <span class="room__left-out" role="status">
                { format!("{} more left out: {MOST} at most", props.left_out) }
            </span>
        }
    };
    let subtitle = bounds.map(|bounds| words::span(bounds, zone::offset_minutes)).unwrap_or_default();
    html! {
        <Watch title="Incident room" subtitle={html! { { subtitle } }} pane_name="events" {actions} {pane} opens={*wants_events}>
        <div class="player room" ref={frame.clone()} tabindex="-1">
            <div {class}>{ for tiles }</div>
            <div class="player__deck">
                if let Some(bounds) = bounds {
                    <RoomBar lanes={lanes_shown} {bounds} wall_us={shown.wall_us} is_held={shown.is_held} {on_grip} />
                }
                <div class="controls" role="group" aria-label="Playback of all recordings">
                    { controls::play(&obey, &frame, shown.is_playing, bounds.is_some()) }
                    <span class="controls__time is-long">{ format::wall_moment(shown.wall_us, zone::offset_minutes) }</span>
                    <div class="controls__group is-end">
                        if !with_sound.is_empty() {
                            { controls::sound(&with_sound, &names, *heard, on_heard) }
                        }
                        <SpeedMenu speed={*speed} on_choose={set_speed} />
                        { controls::tools(&obey, &frame, on_events) }
                    </div>
                </div>
            </div>
            <KeyDialog node={dialog} title="Keys in the incident room">{ room_keys() }</KeyDialog>
        </div>
        </Watch>
    }
}
