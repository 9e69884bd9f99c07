//! Fields of forms, and the button that sends them.

use crate::browser::document;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct FieldProps {
    /// Names the field within the page.
    pub(crate) id: AttrValue,
    pub(crate) label: AttrValue,
    /// The type of the input.
    #[prop_or(AttrValue::Static("text"))]
    pub(crate) kind: AttrValue,
    pub(crate) value: AttrValue,
    /// What password managers know it by.
    #[prop_or(AttrValue::Static("off"))]
    pub(crate) autocomplete: AttrValue,
    /// What to know before one writes.
    #[prop_or_default]
    pub(crate) help: Option<AttrValue>,
    /// What is wrong with what was written.
    #[prop_or_default]
    pub(crate) failure: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) is_required: bool,
    /// It has the focus when its dialog opens.
    #[prop_or_default]
    pub(crate) is_first: bool,
    #[prop_or_default]
    pub(crate) node: NodeRef,
    pub(crate) on_input: Callback<String>,
}

/// A field with its label, help and what is wrong with it.
#[component]
pub(crate) fn Field(props: &FieldProps) -> Html {
    let help_id = AttrValue::from(format!("{}-help", props.id));
    let has_notes = props.help.is_some() || props.failure.is_some();
    let oninput = props.on_input.reform(|event: InputEvent| document::written(&event).unwrap_or_default());
    html! {
        <div class="field">
            <label class="field__label" for={props.id.clone()}>{ &props.label }</label>
            <input
                class="field__input"
                id={props.id.clone()}
                type={props.kind.clone()}
                value={props.value.clone()}
                autocomplete={props.autocomplete.clone()}
                spellcheck="false"
                autocapitalize="off"
                required={props.is_required}
                autofocus={props.is_first}
                aria-invalid={props.failure.is_some().then_some("true")}
                aria-describedby={has_notes.then(|| help_id.clone())}
                ref={props.node.clone()}
                {oninput}
            />
            if has_notes {
                <div class="field__notes" id={help_id}>
                    if let Some(failure) = &props.failure {
                        <p class="form__failure" role="alert">{ failure }</p>
                    }
                    if let Some(help) = &props.help {
                        <p class="field__help">{ help }</p>
                    }
                </div>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct LinesProps {
    /// Names the field within the page.
    pub(crate) id: AttrValue,
    pub(crate) label: AttrValue,
    pub(crate) value: AttrValue,
    /// How many lines are seen at once.
    #[prop_or(4)]
    pub(crate) rows: u32,
    #[prop_or_default]
    pub(crate) help: Option<AttrValue>,
    /// What is wrong with what was written.
    #[prop_or_default]
    pub(crate) failure: Option<AttrValue>,
    /// It has the focus when its dialog opens.
    #[prop_or_default]
    pub(crate) is_first: bool,
    pub(crate) on_input: Callback<String>,
}

/// A field of several lines.
#[component]
pub(crate) fn Lines(props: &LinesProps) -> Html {
    let help_id = AttrValue::from(format!("{}-help", props.id));
    let has_notes = props.help.is_some() || props.failure.is_some();
    let oninput =
        props.on_input.reform(|event: InputEvent| document::written_lines(&event).unwrap_or_default());
    html! {
        <div class="field">
            <label class="field__label" for={props.id.clone()}>{ &props.label }</label>
            <textarea
                class="field__input field__lines"
                id={props.id.clone()}
                rows={props.rows.to_string()}
                spellcheck="false"
                autofocus={props.is_first}
                value={props.value.clone()}
                aria-invalid={props.failure.is_some().then_some("true")}
                aria-describedby={has_notes.then(|| help_id.clone())}
                {oninput}
            />
            if has_notes {
                <div class="field__notes" id={help_id}>
                    if let Some(failure) = &props.failure {
                        <p class="form__failure" role="alert">{ failure }</p>
                    }
                    if let Some(help) = &props.help {
                        <p class="field__help">{ help }</p>
                    }
                </div>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct SubmitProps {
    /// What happens, as a verb.
    pub(crate) label: AttrValue,
    #[prop_or_default]
    pub(crate) is_busy: bool,
    /// What it does takes something away.
    #[prop_or_default]
    pub(crate) is_dangerous: bool,
}

/// The button that sends a form.
#[component]
pub(crate) fn Submit(props: &SubmitProps) -> Html {
    let kind = if props.is_dangerous { "pf-m-danger" } else { "pf-m-primary" };
    html! {
        <button
            type="submit"
            class={classes!("pf-v6-c-button", kind, "button", "form__submit")}
            aria-disabled={props.is_busy.then_some("true")}
        >
            <span class="pf-v6-c-button__text">{ &props.label }</span>
            if props.is_busy {
                <span class="only-read" role="status">{ "Working" }</span>
            }
        </button>
    }
}
