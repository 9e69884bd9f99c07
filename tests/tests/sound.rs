//! Sound, as it is placed on the clock of the device: what is heard when, against what the picture shows.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::json;
use tests::browser::Browser;
use tests::environment::sample;
use tests::gateway::Gateway;
use tests::player::Player;

/// Its sound and picture tell the time, see `recording/examples/tones.rs`.
const TONES: &str = "desktop-tones.guac";
/// How far sound may be off the picture, in seconds.
const TOLERANCE: f64 = 0.040;

/// For how long the device's clock must have run evenly for what sets in then to be judged, in seconds: a device that
/// stalled loses time, and what is already with it comes late until the player next looks, which it does each half second.
const EVEN_SECONDS: f64 = 0.8;

/// Writes down what is given to the sound device, and how its clock and the picture's run.
const WATCH: &str = r"
window.pieces = [];
window.clocks = [];
window.stamps = [];
setInterval(() => {
    const context = pieces.at(-1)?.source.context;
    if (context?.state !== 'running') return;
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    if (performanceTime > 0) stamps.push({ context, contextTime, performanceTime });
}, 20);
const { start, stop } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (when, offset) {
    this.piece = { source: this, when, offset, until: Infinity };
    pieces.push(this.piece);
    return start.call(this, when, offset);
};
AudioBufferSourceNode.prototype.stop = function (when = 0) {
    this.piece.until = Math.max(when, this.context.currentTime);
    return stop.call(this, when);
};
window.Worker = class extends Worker {
    constructor(...given) {
        super(...given);
        this.addEventListener('message', ({ data }) => data.type === 'clock' && clocks.push(data));
    }
};
";

/// What was heard: the pitch of each piece, how much of its start was left out, for how long it was heard, where the
/// picture stood when the piece set in, by the clocks of the device and of the worker, and how far the device's clock
/// moved against the page's in the time before.
const HEARD: &str = r"
return pieces.filter(({ source }) => source.context.state === 'running').map(({ source, when, offset, until }) => {
    const stampsHere = stamps.filter(({ context }) => context === source.context);
    const behind = ({ contextTime, performanceTime }) => performanceTime / 1000 - contextTime;
    // the two clocks as they stood when the piece set in: later they may have moved against each other
    const stamp = stampsHere.find(({ contextTime }) => contextTime >= when) ?? stampsHere.at(-1)
        ?? source.context.getOutputTimestamp();
    const before = stampsHere.filter(({ contextTime }) => Math.abs(when - given[0] / 2 - contextTime) <= given[0] / 2)
        .map(behind).concat(behind(stamp));
    const at = performance.timeOrigin + (when + behind(stamp)) * 1000;
    const clock = clocks.filter((clock) => clock.at <= at).at(-1) ?? clocks[0];
    const { sampleRate, duration } = source.buffer;
    const samples = source.buffer.getChannelData(0).subarray(0, Math.floor(sampleRate / 5));
    let turns = 0;
    for (let at = 1; at < samples.length; at += 1) turns += samples[at] < 0 !== samples[at - 1] < 0 ? 1 : 0;
    return {
        hertz: turns / 2 / (samples.length / sampleRate),
        when, offset, duration,
        seconds: Math.min(duration - offset, until - when),
        picture: clock.position + (clock.isRunning ? (at - clock.at) / 1000 : 0),
        uneven: Math.max(...before) - Math.min(...before),
    };
});
";

/// How often the device stalled, by more than so many seconds: each time something may be lost to the ear.
const STALLS: &str = r"
const behind = ({ contextTime, performanceTime }) => performanceTime / 1000 - contextTime;
return stamps.filter((stamp, at) => at > 0 && stamps[at - 1].context === stamp.context
    && Math.abs(behind(stamp) - behind(stamps[at - 1])) > given[0]).length;
";

#[derive(Debug, Deserialize)]
struct Heard {
    hertz: f64,
    when: f64,
    offset: f64,
    duration: f64,
    seconds: f64,
    picture: f64,
    uneven: f64,
}

impl Heard {
    /// Checks that a tone set in with the picture, unless the device itself stalled just before.
    fn ensure_in_step(&self, second: f64) -> Result<()> {
        let off = second + self.offset - self.picture;
        let has_stalled = self.uneven > TOLERANCE / 2.0;
        ensure!(has_stalled || off.abs() <= TOLERANCE, "sound is {off} s ahead of the picture: {self:?}");
        Ok(())
    }

    /// The second that a short tone stands for.
    fn second(&self) -> Option<f64> {
        let second = ((self.hertz - 400.0) / 50.0).round();
        let is_tone = (self.hertz - 400.0 - 50.0 * second).abs() < 8.0 && self.duration < 0.5;
        (is_tone && (0.0..8.0).contains(&second)).then_some(second)
    }
}

/// Checks that tones are heard in step with the picture, and all of those that were to be heard, but for what was lost
/// where the device itself stalled. Tells how often it did.
async fn ensure_heard(browser: &Browser, all: &[Heard]) -> Result<usize> {
    let stalls: usize = browser.run(STALLS, vec![json!(TOLERANCE / 2.0)]).await?;
    let heard = all.iter().filter(|piece| piece.seconds > 0.02);
    let tones: Vec<_> = heard.filter_map(|piece| Some((piece.second()?, piece))).collect();
    for (second, piece) in &tones {
        piece.ensure_in_step(*second)?;
    }
    let is_missing = |second: &f64| !tones.iter().any(|(heard, _)| heard == second);
    let missing: Vec<_> = [1.0, 2.0, 3.0, 4.0, 6.0, 7.0].into_iter().filter(is_missing).collect();
    ensure!(missing.len() <= stalls.min(2), "seconds {missing:?} were not heard, {stalls} stalls: {all:?}");
    Ok(stalls)
}

/// Opens the tones without a server of recordings: they are imported in the browser.
async fn open(browser: &Browser) -> Result<()> {
    browser.run::<()>(WATCH, Vec::new()).await?;
    let bytes = BASE64_STANDARD.encode(std::fs::read(sample(TONES)).context("the sample is not there")?);
    let open = "const bytes = Uint8Array.from(atob(given[0]), (character) => character.charCodeAt(0));
                await player.open(new Blob([bytes]));";
    browser.run(open, vec![json!(bytes)]).await
}

#[tokio::test]
async fn sound_keeps_in_step_with_the_picture_after_any_seek() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    open(&browser).await?;
    ensure!(browser.value::<bool>("player.hasAudio").await?, "it has no sound");
    ensure!(browser.value::<bool>("player.soundOffset === null").await?, "sound before playing");
    browser.run::<()>("await player.play();", Vec::new()).await?;
    browser.until("player.currentTime > 2.5").await?;
    // into silence, into the middle of a tone, on a tone, back, and into the long one
    for target in [5.6, 1.1, 7.0, 2.95, 8.4] {
        player.seek(target).await?;
        browser.until(&format!("player.currentTime > {}", target + 1.4)).await?;
    }
    let all: Vec<Heard> = browser.run(HEARD, vec![json!(EVEN_SECONDS)]).await?;
    let heard: Vec<_> = all.iter().filter(|piece| piece.seconds > 0.02).collect();
    let stalls = ensure_heard(&browser, &all).await?;
    // the long tone goes on from chunk to chunk to the sample
    let long: Vec<_> =
        heard.iter().filter(|piece| (piece.hertz - 440.0).abs() < 8.0 && piece.duration > 0.5).collect();
    let joins =
        |pair: &[&&Heard]| (pair[0].when + pair[0].duration - pair[0].offset - pair[1].when).abs() < 1e-6;
    ensure!(stalls > 0 || long.windows(2).any(joins), "the long tone is in pieces: {long:?}");
    let (first, last) = (long.first().context("no long tone")?, long.last().context("no long tone")?);
    let ends_with_it = last.uneven > TOLERANCE / 2.0 || last.picture + last.seconds <= 11.0 + TOLERANCE;
    ensure!(first.picture >= 8.0 - TOLERANCE && ends_with_it, "{long:?}");
    browser.close().await
}

#[tokio::test]
async fn sound_from_a_server_keeps_in_step_too() -> Result<()> {
    let gateway = Gateway::start(&[sample(TONES)])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    browser.run::<()>(WATCH, Vec::new()).await?;
    let id = gateway.id_of(TONES).await?;
    let address = format!("/api/v1/recordings/{id}/content");
    // the server gives parts, which is what the player asks for
    let status: u16 = browser
        .run(
            "return (await fetch(given[0], { headers: { Range: 'bytes=0-9' } })).status;",
            vec![json!(address)],
        )
        .await?;
    ensure!(status == 206, "a range is answered with {status}");
    player.open(&id).await?;
    browser.run::<()>("await player.play();", Vec::new()).await?;
    // the clock of a device that was just opened cannot tell what came before a seek
    browser.until("player.currentTime > 0.5").await?;
    for target in [0.8, 5.8, 2.95] {
        player.seek(target).await?;
        browser.until(&format!("player.currentTime > {}", target + 1.4)).await?;
    }
    let heard: Vec<Heard> = browser.run(HEARD, vec![json!(EVEN_SECONDS)]).await?;
    ensure_heard(&browser, &heard).await?;
    browser.close().await
}

#[tokio::test]
async fn it_is_silent_where_it_should_be() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    open(&browser).await?;
    browser
        .run::<()>(
            "window.changes = 0; player.addEventListener('volumechange', () => { changes += 1; });",
            vec![],
        )
        .await?;
    let is_heard = "player.soundOffset !== null";
    let nothing_waits = "pieces.every(({ source, when, offset, until }) => until < Infinity
        || when + source.buffer.duration - offset <= source.context.currentTime)";
    player.seek(8.2).await?;
    browser.run::<()>("await player.play();", Vec::new()).await?;
    browser.until(is_heard).await?;
    browser.run::<()>("player.muted = true;", Vec::new()).await?;
    ensure!(browser.value::<bool>(&format!("!({is_heard}) && {nothing_waits}")).await?, "heard though muted");
    ensure!(browser.value::<bool>("player.muted && player.hasAttribute('muted')").await?, "not muted");
    browser.run::<()>("player.muted = false; await player.seek(8.2);", Vec::new()).await?;
    browser.until(is_heard).await?;
    ensure!(browser.value::<u32>("changes").await? == 2, "volumechange did not come with each change");
    // at another speed
    browser.run::<()>("player.playbackRate = 2; await player.seek(8.2);", Vec::new()).await?;
    browser.until(&format!("!({is_heard}) && {nothing_waits}")).await?;
    let count: u32 = browser.value("pieces.length").await?;
    browser.until("player.currentTime > 9").await?;
    ensure!(browser.value::<u32>("pieces.length").await? == count, "sound at twice the speed");
    browser.run::<()>("player.playbackRate = 1; await player.seek(8.2);", Vec::new()).await?;
    browser.until(is_heard).await?;
    browser.run::<()>("player.pause();", Vec::new()).await?;
    browser.until(&format!("!({is_heard}) && {nothing_waits}")).await?;
    browser.close().await
}

#[tokio::test]
async fn the_worker_decodes_where_the_browser_cannot() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    let player = Player::start(&browser, &gateway).await?;
    browser.run::<()>("delete window.AudioDecoder;", Vec::new()).await?;
    open(&browser).await?;
    player.seek(2.9).await?;
    browser.run::<()>("await player.play();", Vec::new()).await?;
    browser.until("player.currentTime > 4.5").await?;
    let heard: Vec<Heard> = browser.run(HEARD, vec![json!(EVEN_SECONDS)]).await?;
    let tones: Vec<_> = heard.iter().filter(|piece| piece.seconds > 0.02).filter_map(Heard::second).collect();
    ensure!(tones.contains(&3.0) && tones.contains(&4.0), "heard: {heard:?}");
    browser.close().await
}

#[tokio::test]
async fn packets_of_opus_join_from_segment_to_segment() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    Player::start(&browser, &gateway).await?;
    let script = r"
        const { SoundDecoder } = await import('/player/sound-decoder.js');
        const packets = [];
        const encoder = new AudioEncoder({
            output: (chunk) => { const bytes = new Uint8Array(chunk.byteLength); chunk.copyTo(bytes); packets.push(bytes); },
            error: (error) => { throw error; },
        });
        encoder.configure({ codec: 'opus', sampleRate: 48000, numberOfChannels: 1, bitrate: 64000 });
        const data = Float32Array.from({ length: 48000 }, (_, at) => 0.5 * Math.sin((at / 48000) * 480 * 2 * Math.PI));
        encoder.encode(new AudioData({
            format: 'f32', sampleRate: 48000, numberOfFrames: 48000, numberOfChannels: 1, timestamp: 0, data }));
        await encoder.flush();
        const segment = (from, to) => {
            const some = packets.slice(from, to);
            const bytes = new Uint8Array(some.reduce((sum, packet) => sum + packet.length, 0));
            some.reduce((at, packet) => (bytes.set(packet, at), at + packet.length), 0);
            return { codec: 'opus', run: 0, rate: 48000, channels: 1, first: from * 960, samples: some.length * 960,
                packets: Uint32Array.from(some.flatMap((packet) => [packet.length, 960])), data: bytes.buffer };
        };
        const [whole] = await new SoundDecoder().decode(segment(0, 48));
        const decoder = new SoundDecoder();
        await decoder.decode(segment(0, 24));
        const [second] = await decoder.decode(segment(24, 48));
        let off = 0;
        let loudest = 0;
        for (let at = 0; at < second.length; at += 1) {
            off = Math.max(off, Math.abs(second[at] - whole[24 * 960 + at]));
            loudest = Math.max(loudest, Math.abs(second[at]));
        }
        return [off, loudest, second.length];
    ";
    let [off, loudest, length]: [f64; 3] = browser.run(script, Vec::new()).await?;
    ensure!(
        off < 0.02 && loudest > 0.4 && length == 24.0 * 960.0,
        "off by {off}, {loudest} loud, {length} samples"
    );
    browser.close().await
}
