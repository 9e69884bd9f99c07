//! The pane beside the picture.

use super::logic::{self, Fact};
use crate::browser::zone;
use crate::format;
use api::Recording;
use patternfly_yew::prelude::{Color, Label};
use yew::prelude::*;

/// Who was recorded, when and how long; `events` is their number, where it is known.
pub(super) fn session(recording: &Recording, events: Option<u64>) -> Html {
    html! {
        <section class="pane__section">
            <h2 class="pane__title">{ "Session" }</h2>
            <dl class="facts">
                { for logic::session(recording, events, zone::offset_minutes).iter().map(fact) }
            </dl>
        </section>
    }
}

/// What is known of the recording itself; `is_damaged` where playing it met bytes that are not those that were sealed.
pub(super) fn evidence(recording: &Recording, is_damaged: bool) -> Html {
    let seal = if is_damaged {
        html! { <Label label="Damaged" color={Color::Red} compact=true /> }
    } else {
        html! { <Label label="Sealed, not signed" color={Color::Blue} compact=true /> }
    };
    let is_truncated = recording.truncated;
    // Damage opens it: that is not to be missed.
    html! {
        <details class="pane__more" open={is_damaged}>
            <summary class="pane__summary">
                <span>{ "File and proof" }</span>
                { seal }
                if is_truncated {
                    <Label label="Truncated" color={Color::Orange} compact=true />
                }
            </summary>
            <section class="pane__section" aria-label="File">
                <dl class="facts">
                    { for logic::facts(recording, zone::offset_minutes).iter().map(fact) }
                </dl>
            </section>
            <section class="pane__section">
                <h2 class="pane__title">{ "Proof" }</h2>
                if is_damaged {
                    <p class="pane__text">
                        { "Some bytes are not those that were sealed. They are not shown. " }
                        <code>{ "afterimage verify" }</code>
                        { " names every place." }
                    </p>
                }
                <p class="pane__text">{ "Root of the hash tree over every byte (SHA-256):" }</p>
                <p class="pane__code">{ &recording.root_sha256 }</p>
            </section>
            { notes(recording) }
        </details>
    }
}

fn notes(recording: &Recording) -> Html {
    if !recording.truncated && recording.import_notes.is_empty() {
        return Html::default();
    }
    html! {
        <section class="pane__section">
            <h2 class="pane__title">{ "Import notes" }</h2>
            if recording.truncated {
                <p class="pane__text">
                    { "The source ended in the middle of something; everything before that is here." }
                </p>
            }
            if !recording.import_notes.is_empty() {
                <ul class="pane__notes">
                    { for recording.import_notes.iter().filter_map(|note| format::sentence(note)).map(|note| html! { <li>{ note }</li> }) }
                </ul>
            }
        </section>
    }
}

fn fact(fact: &Fact) -> Html {
    html! {
        <div class="facts__row">
            <dt class="facts__name">{ fact.name }</dt>
            <dd class={classes!("facts__value", fact.is_code.then_some("is-code"))} title={fact.detail.clone()}>
                <bdi>{ &fact.value }</bdi>
            </dd>
        </div>
    }
}

/// Keeps the pane's place while the facts load.
pub(super) fn skeleton() -> Html {
    html! {
        <section class="pane__section" aria-hidden="true">
            { for (0..6).map(|_| html! { <span class="table__bone" /> }) }
        </section>
    }
}
