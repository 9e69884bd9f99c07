//! Where a file of this machine is handed over by choosing it; dropping it works on the whole window.

use super::{Icon, IconName};
use crate::browser::files;
use crate::local_file::use_local_file;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct FileChoiceProps {
    /// Whether this is the one thing to do here.
    #[prop_or_default]
    pub(crate) is_primary: bool,
    #[prop_or(AttrValue::Static("Choose a file"))]
    pub(crate) label: AttrValue,
}

/// A button that opens the browser's dialog and plays what was chosen: a file, or several that make one recording.
#[component]
pub(crate) fn FileChoice(props: &FileChoiceProps) -> Html {
    let local_file = use_local_file();
    let onchange = use_callback(local_file, |event: Event, local_file| {
        if let (Some(local_file), Some(file)) = (local_file, files::chosen(&event)) {
            local_file.open.emit(file);
        }
    });
    let kind = if props.is_primary { "pf-m-primary" } else { "pf-m-secondary" };
    html! {
        <label class="file-choice">
            <input class="file-choice__input" type="file" multiple=true {onchange} />
            <span class={classes!("pf-v6-c-button", "button", kind)}>
                <Icon name={IconName::File} />
                <span class="pf-v6-c-button__text">{ &props.label }</span>
            </span>
        </label>
    }
}
