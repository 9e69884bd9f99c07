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
const [codec, id, colours] = given;
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
await player.open(new File([new Uint8Array(bytes)], 'made.webm'));
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
        let made: Value = browser.run(MAKE, vec![json!(codec), json!(id), json!(COLOURS)]).await?;
        ensure!(made["duration"] == 1.25 && made["width"] == 160, "{codec}: {made}");
        ensure!(made["format"] == "webm", "{codec}: {made}");
        for (number, colour) in COLOURS.iter().enumerate() {
            let found = &made["found"][number];
            ensure!(
                found["frame"].as_f64().is_some_and(|at| (at - number as f64 / 4.0).abs() < 1e-6),
                "{made}"
            );
            let channels = [0, 1, 2].map(|channel| found["colour"][channel].as_i64().unwrap_or(-1000));
            // the codecs lose some, and the video does not tell which range its light has
            let is_near = |(found, made): (i64, &u8)| (found - i64::from(*made)).abs() <= 16;
            ensure!(channels.into_iter().zip(colour).all(is_near), "{codec}, picture {number}: {found}");
        }
    }
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
