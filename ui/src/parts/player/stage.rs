//! The picture, and what is said in its place.

use super::state::{Failure, Phase, PlayerState};
use crate::browser::player::{DamageHere, Progress, Stage};
use crate::format;
use crate::parts::{Button, ButtonKind, Icon, IconName, Message, Tone};
use yew::prelude::*;

/// The ways out while there is no picture.
pub(super) struct Ways {
    /// Opens it again.
    pub(super) retry: Callback<MouseEvent>,
    /// Stops reading.
    pub(super) cancel: Option<Callback<MouseEvent>>,
    /// Further ones.
    pub(super) help: Html,
}

/// Draws the picture's place. `name` says what is shown; `element` is where the player draws, `over` lies over it.
pub(super) fn stage(
    state: &PlayerState,
    name: &str,
    element: &NodeRef,
    (onpointerdown, onclick): (Callback<PointerEvent>, Callback<MouseEvent>),
    over: Html,
    ways: Ways,
) -> Html {
    let is_busy = matches!(state.phase, Phase::Loading(_)) || state.target_us.is_some() || state.is_waiting;
    let class = classes!("stage", is_busy.then_some("is-busy"), (!state.is_ready()).then_some("is-empty"));
    // Where the page scrolls, the stage has the shape that the picture had first, so that it does not move later.
    let first_size = state.first_size.filter(|(width, height)| *width > 0 && *height > 0);
    let (width, height) = first_size.unwrap_or((16, 10));
    let style = format!("--picture-width: {width}; --picture-height: {height}");
    html! {
        <div {class} {style} aria-busy={if is_busy { "true" } else { "false" }}>
            <div class="stage__picture" {onpointerdown} {onclick}>
                <afterimage-player
                    ref={element.clone()}
                    class="stage__player"
                    aria-label={format!("Picture of {name}")}
                />
            </div>
            <div class="stage__notice" role="status">
                if let Some(damage) = state.damage_here.filter(|_| state.is_ready()) {
                    <p class="stage__damage"><Icon name={IconName::Warning} />{ damaged(damage) }</p>
                }
            </div>
            { over }
            if is_busy {
                { line(&state.phase) }
            }
            { match &state.phase {
                Phase::Loading(Some(progress)) if progress.stage == Stage::Import => importing(progress, ways),
                Phase::Ready if state.has_events_only() => events_only(),
                Phase::Loading(_) | Phase::Ready => Html::default(),
                Phase::Failed(failure) => failed(failure, ways),
            } }
        </div>
    }
}

/// What stands in place of the picture where there never was one.
fn events_only() -> Html {
    html! {
        <div class="stage__message">
            <Message icon={IconName::Recordings} title="This recording has events only">
                <p>{ "The screen was not recorded. Its events tell what happened." }</p>
            </Message>
        </div>
    }
}

/// What is said where not all is as it was.
fn damaged(damage: DamageHere) -> String {
    match damage.unknown_share {
        None => "The recording is damaged here: the last sound picture is shown".to_owned(),
        Some(share) if share >= 1.0 => {
            "The recording is damaged here: nothing of the picture is known".to_owned()
        }
        Some(share) if share < 0.01 => {
            "Part of the picture is damaged here: what is hatched is not known".to_owned()
        }
        // Below 1, so that never all is said to be missing.
        Some(share) => format!(
            "Part of the picture is damaged here: {:.0} % is not known, and hatched",
            (share * 100.0).floor()
        ),
    }
}

/// The thin line at the top: how far it is, or that something is under way.
fn line(phase: &Phase) -> Html {
    let share = match phase {
        Phase::Loading(Some(progress)) => progress.percent(),
        Phase::Loading(None) | Phase::Ready | Phase::Failed(_) => None,
    };
    match share {
        Some(share) => html! {
            <div
                class="stage__line"
                role="progressbar"
                aria-label="Loading"
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow={share.to_string()}
                style={format!("--done: {share}%")}
            />
        },
        None => html! { <div class="stage__line is-open" role="progressbar" aria-label="Loading" /> },
    }
}

fn importing(progress: &Progress, ways: Ways) -> Html {
    let read = match progress.percent() {
        Some(share) => format!("{share} % of {} read. Nothing is uploaded.", format::bytes(progress.total)),
        None => format!("{} read. Nothing is uploaded.", format::bytes(progress.loaded)),
    };
    html! {
        <div class="stage__message">
            <Message icon={IconName::File} title="Reading the file">
                <p>{ read }</p>
                if let Some(cancel) = ways.cancel {
                    <Button label="Cancel" on_click={cancel} />
                }
            </Message>
        </div>
    }
}

fn failed(failure: &Failure, ways: Ways) -> Html {
    html! {
        <div class="stage__message">
            <Message icon={IconName::Warning} title="This recording cannot be shown" tone={Tone::Failure}>
                <p>{ format::sentence(&failure.message).unwrap_or_else(|| "The player gives no reason.".into()) }</p>
                <p class="stage__advice">{ advice(&failure.code) }</p>
                <div class="stage__ways">
                    if may_pass(&failure.code) {
                        <Button label="Try again" kind={ButtonKind::Primary} on_click={ways.retry} />
                    }
                    { ways.help }
                </div>
            </Message>
        </div>
    }
}

/// Whether the failure may be gone when one tries again: not where the bytes themselves are at fault.
fn may_pass(code: &str) -> bool {
    !matches!(code, "malformed" | "unsupported" | "limit" | "altered" | "truncated" | "empty")
}

/// What to do about a failure.
fn advice(code: &str) -> &'static str {
    match code {
        "unsupported" => {
            "The help lists the formats that can be played. Of a script, give the data and the timing together."
        }
        "malformed" | "altered" | "truncated" => {
            "The file is damaged or incomplete. Fetch it again from where it comes from; \"afterimage verify\" says \
             where the damage is."
        }
        "empty" => "Choose a file that has something in it.",
        "limit" => "It asks for more than this player allows, which a sound recording does not.",
        "network" | "unavailable" => "Check that the gateway is running and that this machine can reach it.",
        "player_missing" => "Check that the gateway is running; if it was updated, reload the page.",
        _ => "Try again; if it stays so, check the file with \"afterimage verify\".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_says_how_much_is_missing() {
        let said = |unknown_share| damaged(DamageHere { unknown_share });
        assert!(said(None).contains("last sound picture"));
        assert!(said(Some(1.0)).contains("nothing"));
        assert!(said(Some(0.999)).contains(": 99 % is"), "{}", said(Some(0.999)));
        assert!(said(Some(0.001)).contains("what is hatched"));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        assert!(may_pass("network") && may_pass("crashed") && may_pass("player_missing"));
        assert!(!may_pass("unsupported") && !may_pass("altered"));
    }
}
