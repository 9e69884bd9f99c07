//! Which chunks of a track lead to a time: a pure function of the index.

use recording::chunk::Part;
use recording::format::Entry;
use recording::units::Timestamp;
use std::collections::BTreeMap;

/// What decoding a keyframe costs beyond its own bytes, in bytes of units that take as long: a full picture is
/// written whatever its size in the file.
const KEY_COST_BYTES: u64 = 64 * 1024;

/// One thing that playing a track passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A full keyframe.
    Key(Entry),
    /// A light keyframe, on top of the full one before it.
    LightKey(Entry),
    /// Changes over a while. On the screen track operations and pixels, elsewhere one chunk.
    Unit(Entry, Option<Entry>),
}

impl Step {
    /// The chunk that stands for the step.
    pub(crate) fn entry(&self) -> &Entry {
        match self {
            Self::Key(entry) | Self::LightKey(entry) | Self::Unit(entry, _) => entry,
        }
    }

    /// All its chunks.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        let second = match self {
            Self::Unit(_, second) => second.as_ref(),
            Self::Key(_) | Self::LightKey(_) => None,
        };
        std::iter::once(self.entry()).chain(second)
    }

    fn bytes(&self) -> u64 {
        self.entries().map(|entry| u64::from(entry.len)).sum()
    }
}

/// The steps of a track from its entries, in the order of the file.
pub(crate) fn steps(entries: &[Entry]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(entries.len());
    let mut entries = entries.iter().peekable();
    while let Some(entry) = entries.next() {
        steps.push(match entry.part {
            Part::Key => Step::Key(*entry),
            Part::LightKey => Step::LightKey(*entry),
            Part::Data => Step::Unit(*entry, None),
            Part::Operations => {
                let pixels = entries.next_if(|next| next.part == Part::Data && next.start == entry.start);
                Step::Unit(*entry, pixels.copied())
            }
        });
    }
    steps
}

/// What a full keyframe is to a track that is played past it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// A frame of its own, which nothing else carries: it is always loaded when passed.
    Frames,
    /// What playing leads to anyway: passed over.
    Redundant,
}

/// Where a decoder stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    /// Offset of the first chunk of the step that was loaded last.
    pub(super) offset: u64,
    /// The time up to which it was played.
    pub(super) time: Timestamp,
    /// Part of its picture is not known: a keyframe that is passed may know more.
    pub(super) is_partial: bool,
}

/// What to load, in order, so that a track shows a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The keyframes to start from: full, or full and light. Empty where the decoder plays on from where it stands.
    pub(super) keys: Vec<Step>,
    /// What follows: units, and where keyframes are frames also damaged ones; from a keyframe on also light ones that
    /// are of no use.
    pub(super) units: Vec<Step>,
    /// The damaged chunk that playback halts at: what follows it is not known up to the next keyframe.
    pub(super) broken: Option<Entry>,
    /// No keyframe leads there: nothing can be shown.
    pub(super) is_lost: bool,
}

impl Plan {
    /// Every chunk that it takes.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.keys.iter().chain(&self.units).flat_map(Step::entries)
    }
}

/// The steps that start at or before `time`.
fn due(steps: &[Step], time: Timestamp) -> &[Step] {
    let count = steps.iter().take_while(|step| step.entry().start <= time).count();
    steps.get(..count).unwrap_or_default()
}

/// How to show `time`. `steps` is what the index holds of the track, without a gap, up to `time` at least; `bad`
/// holds the offsets of chunks that are known to be damaged; `stand` is where the decoder stands; `rule` says
/// whether full keyframes may be passed over.
pub(super) fn plan<B>(
    steps: &[Step],
    bad: &BTreeMap<u64, B>,
    time: Timestamp,
    stand: Option<Stand>,
    rule: Keys,
) -> Plan {
    let due = due(steps, time);
    let is_bad = |step: &Step| step.entries().any(|entry| bad.contains_key(&entry.offset));
    let Some((start, keys)) = latest_start(due, &is_bad) else {
        // What follows may be enough by itself.
        let units = if rule == Keys::Frames { due.to_vec() } else { Vec::new() };
        return Plan { is_lost: true, units, ..Plan::default() };
    };
    let standing = stand.filter(|stand| stand.time <= time).and_then(|stand| {
        due.iter()
            .position(|step| step.entry().offset == stand.offset)
            .filter(|&at| start <= at || (!stand.is_partial && plays_on(due, at, start, rule, &is_bad)))
    });
    let (first, keys) = match standing {
        Some(at) => (at + 1, Vec::new()),
        None => (start + 1, keys),
    };
    let is_from_key = !keys.is_empty();
    let mut plan = Plan { keys, ..Plan::default() };
    for step in due.get(first..).unwrap_or_default() {
        match step {
            Step::LightKey(_) if rule == Keys::Frames && is_from_key => plan.units.push(*step),
            Step::LightKey(_) => {}
            Step::Key(_) if rule == Keys::Redundant => {}
            // What is not to be seen any more may be damaged: the track finds out.
            Step::Key(_) | Step::Unit(..) if rule == Keys::Frames => plan.units.push(*step),
            Step::Key(entry) | Step::Unit(entry, _) if is_bad(step) => {
                plan.broken = Some(*entry);
                break;
            }
            // A sound full keyframe is where `latest_start` would have started.
            Step::Key(_) | Step::Unit(..) => plan.units.push(*step),
        }
    }
    plan
}

/// The last keyframe to start from, with its place, and the keys to load for it.
fn latest_start(due: &[Step], is_bad: &impl Fn(&Step) -> bool) -> Option<(usize, Vec<Step>)> {
    due.iter().enumerate().rev().filter(|(_, step)| !is_bad(step)).find_map(|(at, step)| match step {
        Step::Key(_) => Some((at, vec![*step])),
        Step::LightKey(_) => {
            let full = due.get(..at)?.iter().rev().find(|step| matches!(step, Step::Key(_)))?;
            (!is_bad(full)).then(|| (at, vec![*full, *step]))
        }
        Step::Unit(..) => None,
    })
}

/// Whether a decoder that stands at step `at` had better play on than start from the later keyframe at `start`.
fn plays_on(due: &[Step], at: usize, start: usize, rule: Keys, is_bad: &impl Fn(&Step) -> bool) -> bool {
    let between = due.get(at + 1..=start).unwrap_or_default();
    let key = due.get(start).map_or(0, Step::bytes).saturating_add(KEY_COST_BYTES);
    let units: u64 = between.iter().filter(|step| matches!(step, Step::Unit(..))).map(Step::bytes).sum();
    between.iter().all(|step| match step {
        Step::Key(_) => rule == Keys::Redundant,
        Step::LightKey(_) => true,
        Step::Unit(..) => !is_bad(step),
    }) && units <= key
}
