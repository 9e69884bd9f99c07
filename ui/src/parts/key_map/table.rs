//! Keys and what they do, for people.

use yew::prelude::*;

/// Keys as they are written on the keyboard, and what they do.
pub(crate) type Line = (Vec<String>, &'static str);

/// Tables of keys, one for each group: its title and its lines.
pub(crate) fn key_tables(groups: impl IntoIterator<Item = (&'static str, Vec<Line>)>) -> Html {
    html! { <div class="keys">{ for groups.into_iter().map(|(title, lines)| key_table(title, &lines)) }</div> }
}

/// A table of keys.
fn key_table(title: &str, lines: &[Line]) -> Html {
    html! {
        <table class="plain-table keys__table">
            <caption class="keys__title">{ title }</caption>
            <thead class="only-read">
                <tr><th scope="col">{ "Key" }</th><th scope="col">{ "What it does" }</th></tr>
            </thead>
            <tbody>
                { for lines.iter().map(|(keys, deed)| html! {
                    <tr>
                        <th scope="row">{ for keys.iter().map(|key| html! { <kbd class="key">{ key }</kbd> }) }</th>
                        <td>{ *deed }</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}
