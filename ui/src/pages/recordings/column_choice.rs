//! The dialog in which the columns of the table are chosen.

use super::columns::Column;
use crate::parts::{Button, ButtonKind, Dialog};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct ColumnChoiceProps {
    pub(super) columns: Vec<Column>,
    /// Those that are shown where nobody chose.
    pub(super) usual: Vec<Column>,
    pub(super) on_change: Callback<Vec<Column>>,
    pub(super) on_close: Callback<()>,
}

/// Each column with its check box; what is chosen holds at once.
#[component]
pub(super) fn ColumnChoice(props: &ColumnChoiceProps) -> Html {
    let reset = {
        let usual = props.usual.clone();
        props.on_change.reform(move |_: MouseEvent| usual.clone())
    };
    html! {
        <Dialog title="Columns to display" on_close={props.on_close.clone()}>
            <ul class="column-choice" role="list">
                { for Column::ALL.into_iter().map(|column| {
                    let id = format!("column-{}", column.word());
                    let columns = props.columns.clone();
                    let onchange = props.on_change.reform(move |_: Event| Column::toggled(&columns, column));
                    html! {
                        <li class="column-choice__one">
                            <input class="choice" type="checkbox" id={id.clone()} checked={props.columns.contains(&column)} {onchange} />
                            <label for={id}>{ column.label() }</label>
                        </li>
                    }
                }) }
            </ul>
            <div class="form__actions">
                <Button label="Done" kind={ButtonKind::Primary} on_click={props.on_close.reform(|_| ())} />
                <Button label="Show the usual ones" on_click={reset} />
            </div>
        </Dialog>
    }
}
