//! What can be done and how.

use crate::parts::player::player_keys;
use crate::parts::room::room_keys;
use yew::prelude::*;

/// Formats that can be imported: name, and how such files come about.
const FORMATS: [(&str, &str); 9] = [
    ("Guacamole session recording", "As written by guacd"),
    ("VNC recording (RFB, FBS)", "As written by VNC proxies"),
    ("asciicast, version 1, 2 and 3", "As written by asciinema rec"),
    (
        "ttyrec",
        "As written by ttyrec and NetHack servers; also with channels, as the NetHack Learning Environment does",
    ),
    ("script", "As written by script(1) and guacd: the data together with its timing file"),
    ("tlog", "As written by tlog, to a file or a journal"),
    ("Devolutions Gateway session", "A folder with recording.json and its parts: give all of them together"),
    ("WebM", "Video as recorders of live sessions leave it; only in the browser, under Local file"),
    ("Afterimage recording", "The container of this product, stored as it is"),
];

/// What stands on the bar of the player, from top to bottom.
const MARKS: [(&str, &str); 6] = [
    ("Grey columns", "How much happens: the taller, the more"),
    ("Thin lines in the columns", "Moments at which something changed in the region that was drawn (r)"),
    ("Open hatching", "Idle: nothing happened for longer than the time in the player settings (s)"),
    ("Dense hatching the other way", "Damaged: cannot be shown as it was"),
    ("Line below the track", "What was played since the page was opened"),
    ("At the pointer", "The time, a small picture, and what is there"),
];

#[component]
pub(crate) fn HelpPage() -> Html {
    html! {
        <div class="page page--text">
            <h1 class="page__title" tabindex="-1">{ "Help" }</h1>
            <section>
                <h2>{ "Add recordings" }</h2>
                <p>{ "On the machine of the gateway:" }</p>
                <p><code class="message__code">{ "afterimage import FILE…" }</code></p>
                <p>
                    { "The format is told from the content, not from the name. What an import does not understand is \
                       counted and kept as import notes of the recording. Files may be compressed with gzip, bzip2, xz \
                       or zstd." }
                </p>
                <table class="plain-table">
                    <caption class="only-read">{ "Formats that can be imported" }</caption>
                    <thead><tr><th scope="col">{ "Format" }</th><th scope="col">{ "Where it comes from" }</th></tr></thead>
                    <tbody>
                        { for FORMATS.iter().map(|(name, origin)| html! {
                            <tr><th scope="row">{ *name }</th><td>{ *origin }</td></tr>
                        }) }
                    </tbody>
                </table>
            </section>
            <section>
                <h2>{ "Play a file without uploading it" }</h2>
                <p>
                    { "Drop a file on the window, wherever in the console you are, or choose it under Local file. It is \
                       read and played by the browser; the gateway does not learn of it." }
                </p>
            </section>
            <section>
                <h2>{ "What the bar shows" }</h2>
                <table class="plain-table">
                    <caption class="only-read">{ "Marks on the bar" }</caption>
                    <thead><tr><th scope="col">{ "Mark" }</th><th scope="col">{ "What it means" }</th></tr></thead>
                    <tbody>
                        { for MARKS.iter().map(|(name, meaning)| html! {
                            <tr><th scope="row">{ *name }</th><td>{ *meaning }</td></tr>
                        }) }
                    </tbody>
                </table>
                <p>
                    { "Drag the handle to see each place. Turn the wheel to zoom around the pointer, down to single \
                       frames, and with Shift to move; the strip above then shows the whole recording." }
                </p>
            </section>
            <section>
                <h2>{ "Statistics of a recording" }</h2>
                <p>
                    { "The icon beside \"Recordings\" above a player shows what the events of the recording come to: how \
                       long each application was in focus, which files went from one machine to the other and when, \
                       which commands were run, and how many events there are of each type. Every bar and every time \
                       leads to its moment; back leads to the statistics again. Saved searches of commands are kept in \
                       this browser." }
                </p>
            </section>
            <section>
                <h2>{ "Keys while playing" }</h2>
                { player_keys() }
            </section>
            <section>
                <h2>{ "Incident room: several recordings on one wall clock" }</h2>
                <p>
                    { "Select recordings in the list and open them together, or play one and choose \"Others of these \
                       minutes\". They play side by side at the same time of day, their events are one list, and the \
                       address holds the moment." }
                </p>
                <p>
                    { "Clocks of machines differ: the button with the seconds above each picture corrects that of its \
                       recording, and all who have the address see the same." }
                </p>
                { room_keys() }
            </section>
            <section>
                <h2>{ "Link to a moment" }</h2>
                <p>
                    { "The address of the playback page always holds the moment shown. Copy it to bring someone else to \
                       the same frame." }
                </p>
            </section>
            <section>
                <h2>{ "What \"sealed\" means" }</h2>
                <p>
                    { "Every byte of a recording is covered by a tree of SHA-256 hashes. Its root stands in the recording \
                       and on the playback page. Whoever kept the root can tell whether a byte was changed since; as the \
                       root is not signed, it does not prove who made the recording. Check one with:" }
                </p>
                <p><code class="message__code">{ "afterimage verify ID" }</code></p>
            </section>
            <section>
                <h2>{ "For programs" }</h2>
                <p>
                    { "The interface that this console uses is open to others: " }
                    <a href="/api/v1/openapi.json">{ "its description (OpenAPI)" }</a>
                    { "." }
                </p>
            </section>
        </div>
    }
}
