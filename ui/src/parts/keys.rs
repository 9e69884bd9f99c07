//! The keys of the player, as the help and the player's own dialog list them.

use yew::prelude::*;

/// What each key does, in the order of use.
const KEYS: [(&[&str], &str); 9] = [
    (&["Space"], "Play or pause"),
    (&["←", "→"], "5 seconds back or forward"),
    (&["Shift ←", "Shift →"], "1 second back or forward"),
    (&["Home", "End"], "To the start or the end"),
    (&["<", ">"], "Slower or faster"),
    (&["f"], "Full screen and back"),
    (&["t"], "Position as time of day and back"),
    (&["?"], "This list"),
    (&["Esc"], "Leave full screen, close this list"),
];

/// The keys as a table.
pub(crate) fn keys_table() -> Html {
    html! {
        <table class="plain-table">
            <caption class="only-read">{ "Keys while playing" }</caption>
            <thead><tr><th scope="col">{ "Key" }</th><th scope="col">{ "What it does" }</th></tr></thead>
            <tbody>
                { for KEYS.iter().map(|(keys, deed)| html! {
                    <tr>
                        <th scope="row">{ for keys.iter().map(|key| html! { <kbd class="key">{ *key }</kbd> }) }</th>
                        <td>{ *deed }</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}
