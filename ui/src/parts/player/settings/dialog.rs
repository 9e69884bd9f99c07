//! The dialog of the settings.

use super::super::watched::MOST_RECORDINGS;
use super::logic::{Field, PlayerSettings};
use crate::browser::{document, kept};
use crate::parts::{Button, ButtonKind, IconName};
use yew::prelude::*;

/// Where the settings are kept.
const KEY: &str = "afterimage.player";

impl PlayerSettings {
    /// Those of the last visit, otherwise the usual ones.
    pub(crate) fn kept() -> Self {
        kept::get(KEY).and_then(|text| Self::from_text(&text)).unwrap_or_default()
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct SettingsDialogProps {
    /// The dialog, for the one who opens it.
    pub(crate) node: NodeRef,
    pub(crate) settings: PlayerSettings,
    pub(crate) on_change: Callback<PlayerSettings>,
    /// Forgets what was watched of all recordings.
    pub(crate) on_forget: Callback<()>,
}

/// Closed until it is opened as a modal dialog. What was written and not saved is gone when it is closed.
#[component]
pub(crate) fn SettingsDialog(props: &SettingsDialogProps) -> Html {
    let written = use_state(|| Field::ALL.map(|field| field.written(&props.settings)));
    let refused = use_state(|| Field::ALL.map(|_| None::<String>));
    let notice = use_state(|| None::<&'static str>);
    let has_forgotten = use_state(|| false);
    let fill = {
        let (written, refused, notice) = (written.setter(), refused.setter(), notice.setter());
        move |settings: &PlayerSettings| {
            written.set(Field::ALL.map(|field| field.written(settings)));
            refused.set(Field::ALL.map(|_| None));
            notice.set(None);
        }
    };
    let onclose = {
        let (fill, settings, has_forgotten) = (fill.clone(), props.settings, has_forgotten.setter());
        Callback::from(move |_: Event| {
            fill(&settings);
            has_forgotten.set(false);
        })
    };
    let close = use_callback(props.node.clone(), |_: MouseEvent, node| document::close_dialog(node));
    let reset = {
        let fill = fill.clone();
        Callback::from(move |_: MouseEvent| fill(&PlayerSettings::default()))
    };
    let forget = {
        let (on_forget, has_forgotten) = (props.on_forget.clone(), has_forgotten.setter());
        Callback::from(move |_: MouseEvent| {
            on_forget.emit(());
            has_forgotten.set(true);
        })
    };
    let onsubmit = {
        let (written, refused, notice) = (written.clone(), refused.setter(), notice.setter());
        let (node, on_change) = (props.node.clone(), props.on_change.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut settings = PlayerSettings::default();
            let mut told = Field::ALL.map(|_| None);
            for ((field, text), told) in Field::ALL.iter().zip(written.iter()).zip(told.iter_mut()) {
                *told = field.read(text, &mut settings).err();
            }
            let first = Field::ALL.iter().zip(told.iter()).find(|(_, told)| told.is_some());
            if let Some((field, _)) = first {
                document::focus_id(field.id());
                refused.set(told);
                return;
            }
            refused.set(told);
            on_change.emit(settings);
            let is_kept = settings.to_text().is_some_and(|text| kept::set(KEY, &text));
            if is_kept {
                document::close_dialog(&node);
            } else {
                notice.set(Some("In force until the page is closed: the browser does not keep it."));
            }
        })
    };
    html! {
        <dialog class="dialog" ref={props.node.clone()} aria-labelledby="settings-title" {onclose}>
            <form novalidate=true {onsubmit}>
                <header class="dialog__header">
                    <h2 class="dialog__title" id="settings-title">{ "Player settings" }</h2>
                    <Button
                        label="Close"
                        icon={IconName::Close}
                        kind={ButtonKind::Plain}
                        hides_label=true
                        on_click={close}
                    />
                </header>
                <p class="dialog__text">
                    { "When a session counts as idle, and how much memory the player may use. Kept in this browser." }
                </p>
                <div class="settings">
                    { for Field::ALL.iter().enumerate().map(|(place, field)| {
                        let oninput = {
                            let written = written.clone();
                            Callback::from(move |event: InputEvent| {
                                let mut now = (*written).clone();
                                if let (Some(text), Some(new)) = (now.get_mut(place), document::written(&event)) {
                                    *text = new;
                                }
                                written.set(now);
                            })
                        };
                        let text = written.get(place).cloned().unwrap_or_default();
                        setting(*field, text, refused.get(place).and_then(Option::as_deref), oninput)
                    }) }
                </div>
                if let Some(notice) = *notice {
                    <p class="dialog__text" role="status">{ notice }</p>
                }
                <footer class="dialog__footer">
                    <button type="submit" class="pf-v6-c-button pf-m-primary button">
                        <span class="pf-v6-c-button__text">{ "Save settings" }</span>
                    </button>
                    <Button label="Fill in the usual values" on_click={reset} />
                </footer>
                <section class="settings__watched" aria-labelledby="settings-watched">
                    <h3 class="setting__label" id="settings-watched">{ "What you watched" }</h3>
                    <p class="setting__hint">
                        { format!(
                            "A line below the bar marks what was played. It is kept in this browser alone, for the \
                             {MOST_RECORDINGS} recordings watched last; of files that are not imported it is not kept."
                        ) }
                    </p>
                    <Button label="Forget what was watched" on_click={forget} />
                    <p class="setting__hint" role="status">
                        { if *has_forgotten { "Forgotten, for all recordings." } else { "" } }
                    </p>
                </section>
            </form>
        </dialog>
    }
}

fn setting(field: Field, text: String, refused: Option<&str>, oninput: Callback<InputEvent>) -> Html {
    let (hint_id, error_id) = (format!("{}-hint", field.id()), format!("{}-error", field.id()));
    let described = if refused.is_some() { format!("{error_id} {hint_id}") } else { hint_id.clone() };
    html! {
        <div class={classes!("setting", refused.is_some().then_some("is-refused"))}>
            <label class="setting__label" for={field.id()}>{ field.label() }</label>
            <span class="setting__value">
                <input
                    class="setting__input"
                    id={field.id()}
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    value={text}
                    aria-describedby={described}
                    aria-invalid={refused.is_some().then_some("true")}
                    {oninput}
                />
                <span class="setting__unit">{ field.unit() }</span>
            </span>
            if let Some(refused) = refused {
                <p class="setting__error" id={error_id} role="alert">{ refused }</p>
            }
            <p class="setting__hint" id={hint_id}>{ field.explanation() }</p>
        </div>
    }
}
