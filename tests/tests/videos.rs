//! WebM videos, which the browser decodes when they are imported.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::environment::recordings;
use tests::gateway::Gateway;
use tests::player::Player;

/// Pictures of the videos that are made here, each of one colour.
const COLOURS: [[u8; 3]; 6] =
    [[200, 30, 30], [30, 180, 40], [20, 40, 210], [240, 240, 240], [10, 10, 10], [220, 200, 30]];

/// Makes a video of one-coloured pictures, four a second, as a recorder of live sessions writes it: nothing has a
/// size, and there is no index.
const MAKE: &str = r"
const makeVideo = async (codec, id, colours) => {
    const packets = [];
    const encoder = new VideoEncoder({
        output: (chunk) => {
            const data = new Uint8Array(chunk.byteLength);
            chunk.copyTo(data);
            packets.push({ ms: chunk.timestamp / 1000, isKey: chunk.type === 'key', data });
        },
        error: (error) => { throw error; },
    });
    encoder.configure({ codec, width: 160, height: 120, bitrate: 4e6, latencyMode: 'realtime' });
    const canvas = new OffscreenCanvas(160, 120);
    const context = canvas.getContext('2d');
    for (const [at, [red, green, blue]] of colours.entries()) {
        context.fillStyle = `rgb(${red} ${green} ${blue})`;
        context.fillRect(0, 0, 160, 120);
        const frame = new VideoFrame(canvas, { timestamp: at * 250000 });
        encoder.encode(frame, { keyFrame: at === 0 });
        frame.close();
    }
    await encoder.flush();
    const size = (length) => [1, 0, 0, 0, ...[24, 16, 8, 0].map((bits) => (length >>> bits) & 255)];
    const element = (id, content) => [...id, ...size(content.length), ...content];
    const open = (id) => [...id, 1, 255, 255, 255, 255, 255, 255, 255];
    const video = element([0xE0], [...element([0xB0], [160]), ...element([0xBA], [120])]);
    const name = [...id].map((letter) => letter.charCodeAt(0));
    const track = [...element([0xD7], [1]), ...element([0x83], [1]), ...element([0x86], name), ...video];
    const bytes = [
        ...element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], [...'webm'].map((letter) => letter.charCodeAt(0)))),
        ...open([0x18, 0x53, 0x80, 0x67]),
        ...element([0x16, 0x54, 0xAE, 0x6B], element([0xAE], track)),
        ...open([0x1F, 0x43, 0xB6, 0x75]),
        ...element([0xE7], [0]),
    ];
    for (const { ms, isKey, data } of packets)
        bytes.push(...element([0xA3], [0x81, ms >> 8, ms & 255, isKey ? 0x80 : 0, ...data]));
    return new Uint8Array(bytes);
};
";

const PLAY: &str = r"
const [codec, id, colours] = given;
await player.open(new File([await makeVideo(codec, id, colours)], 'made.webm'));
const found = [];
for (const at of colours.keys()) {
    const frame = await player.seek(at * 0.25 + 0.1);
    const { data } = await player.snapshot();
    found.push({ frame, colour: [...data.slice(4 * (60 * 160 + 80)).slice(0, 3)] });
}
return { duration: player.duration, width: player.videoWidth, format: player.facts.source.format, found };
";

#[tokio::test]
async fn both_codecs_show_what_was_encoded() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    Player::start(&browser, &gateway).await?;
    for (codec, id) in [("vp8", "V_VP8"), ("vp09.00.10.08", "V_VP9")] {
        let made: Value =
            browser.run(&format!("{MAKE}{PLAY}"), vec![json!(codec), json!(id), json!(COLOURS)]).await?;
        ensure!(made["duration"] == 1.25 && made["width"] == 160, "{codec}: {made}");
        ensure!(made["format"] == "webm", "{codec}: {made}");
        for (number, colour) in COLOURS.iter().enumerate() {
            let found = &made["found"][number];
            ensure!(
                found["frame"].as_f64().is_some_and(|at| (at - number as f64 / 4.0).abs() < 1e-6),
                "{made}"
            );
            ensure!(is_near(&found["colour"], *colour), "{codec}, picture {number}: {found}");
        }
    }
    browser.close().await
}

/// Files of a session: two videos half a minute apart, each with its own colours, and a cast after them or before.
const SESSION: &str = r#"
const cast = '{"version": 2, "width": 40, "height": 10}\n[1.0, "o", "hello"]\n[2.0, "o", " there"]\n';
const session = async (names) => {
    const files = names.map((name, number) => ({ fileName: name, startTime: 1700000000 + 30 * number, duration: 2 }));
    const made = [['recording.json', JSON.stringify({ sessionId: 'made', startTime: 1700000000, duration: 62, files })]];
    const [, , colours] = given;
    for (const [number, name] of names.entries())
        made.unshift([name, name.endsWith('.webm')
            ? await makeVideo(given[0], given[1], number === 0 ? colours.slice(0, 2) : colours.slice(2, 4)) : cast]);
    return made.map(([name, content]) => new File([content], name));
};
"#;

const PLAY_SESSION: &str = r"
const shown = async (at) => {
    const frame = await player.seek(at);
    const { data } = await player.snapshot();
    return { frame, colour: [...data.slice(4 * (60 * 160 + 80)).slice(0, 3)] };
};
const told = () => ({ kind: player.kind, duration: player.duration, format: player.facts.source.format,
    parts: player.parts.map(({ start, name }) => [start, name]),
    notes: player.report.notes.map(({ what }) => what) });
await player.open(await session(['recording-0.webm', 'recording-1.cast', 'recording-2.webm']));
const desktop = { ...told(), found: [await shown(0.1), await shown(20), await shown(60.1), await shown(60.4)] };
await player.open(await session(['recording-0.cast', 'recording-1.webm']));
await player.seek(2);
const terminal = { ...told(), text: (await player.text()).lines.join('') .trim() };
return { desktop, terminal };
";

fn is_near(found: &Value, made: [u8; 3]) -> bool {
    // the codecs lose some, and the video does not tell which range its light has
    (0..3).all(|at| (found[at].as_i64().unwrap_or(-1000) - i64::from(made[at])).abs() <= 16)
}

#[tokio::test]
async fn videos_of_a_session_play_as_one_recording() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    Player::start(&browser, &gateway).await?;
    let given = vec![json!("vp8"), json!("V_VP8"), json!(COLOURS)];
    let made: Value = browser.run(&format!("{MAKE}{SESSION}{PLAY_SESSION}"), given.clone()).await?;
    let desktop = &made["desktop"];
    ensure!(desktop["kind"] == "desktop" && desktop["format"] == "devolutions", "{made}");
    ensure!(desktop["duration"] == 60.25, "{made}");
    let parts = json!([[0, "recording-0.webm"], [30, "recording-1.cast"], [60, "recording-2.webm"]]);
    ensure!(desktop["parts"] == parts, "{made}");
    for (at, (time, colour)) in [(0.0, 0), (0.25, 1), (60.0, 2), (60.25, 3)].into_iter().enumerate() {
        let found = &desktop["found"][at];
        ensure!(
            found["frame"].as_f64().is_some_and(|at| (at - time).abs() < 1e-6),
            "{found} is not at {time}"
        );
        ensure!(is_near(&found["colour"], COLOURS[colour]), "{found} is not picture {colour}");
    }
    let said = "part 2 (recording-1.cast) cannot be played: unsupported part: a terminal, while";
    ensure!(desktop["notes"].to_string().contains(said), "{made}");
    let terminal = &made["terminal"];
    ensure!(terminal["kind"] == "terminal" && terminal["text"] == "hello there", "{made}");
    let said = "part 2 (recording-1.webm) cannot be played: unsupported part: a desktop, while";
    ensure!(terminal["notes"].to_string().contains(said), "{made}");

    // the page so far has no icon, and the browser asks for one
    let errors = browser.logged_errors().await?;
    ensure!(errors.iter().all(|error| error.contains("favicon")), "{errors:?}");
    // the console tells which part is shown
    browser.open(&gateway.url("/local")).await?;
    browser.element("input[type=file]").await?;
    let drop = r"
        const transfer = new DataTransfer();
        for (const file of await session(['recording-0.webm', 'recording-1.webm'])) transfer.items.add(file);
        for (const type of ['dragenter', 'dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    ";
    browser.run::<()>(&format!("{MAKE}{SESSION}{drop}"), given).await?;
    browser.until("document.querySelector('afterimage-player')?.readyState >= 2").await?;
    for (at, part) in [(0.1, "Recording 1/2"), (30.1, "Recording 2/2")] {
        let seek = "const player = document.querySelector('afterimage-player'); player.pause();\
                    return await player.seek(given[0]);";
        browser.run::<f64>(seek, vec![json!(at)]).await?;
        browser
            .until(&format!("document.querySelector('.controls__part')?.textContent === '{part}'"))
            .await?;
    }
    browser.screenshot("local-session").await?;
    let errors = browser.logged_errors().await?;
    ensure!(errors.is_empty(), "the browser logged: {errors:#?}");
    browser.close().await
}

#[tokio::test]
async fn a_video_that_is_opened_can_be_given_up() -> Result<()> {
    let Some(recordings) = recordings() else {
        println!("skipped: no folder of larger recordings");
        return Ok(());
    };
    let file = recordings.join("devolutions/Devolutions__devolutions-gateway__uncued-recording.webm");
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    Player::start(&browser, &gateway).await?;
    let bytes = std::fs::read(file)?;
    let text = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, bytes);
    let outcome: Value = browser
        .run(
            "
            const bytes = Uint8Array.from(atob(given[0]), (letter) => letter.charCodeAt(0));
            const opened = player.open(new File([bytes], 'session.webm')).catch((error) => error.code);
            await new Promise((resolve) => player.addEventListener('progress', resolve, { once: true }));
            player.close();
            return { opened: await opened, state: player.readyState };
            ",
            vec![json!(text)],
        )
        .await?;
    ensure!(outcome == json!({ "opened": "aborted", "state": 0 }), "{outcome}");
    browser.close().await
}
