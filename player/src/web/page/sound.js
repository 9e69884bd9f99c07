// Plays the sound of a recording, in step with the worker's clock, which the picture follows as well.
//
// Sound is asked of the worker a few seconds ahead, decoded, and each piece is placed on the clock of the sound
// device such that it is heard when the picture shows its time.

import { SoundDecoder } from './sound-decoder.js';

/** How far ahead of the picture sound is asked for. */
const AHEAD_SECONDS = 3;
/** How often, and how soon after a start: the clock of a device that was just opened is not to be relied on. */
const ASK_EVERY_MS = 500;
const ASK_FIRST_MS = 100;
/** Where the clock moves by more than this against itself, all sound is placed anew. */
const JUMP_SECONDS = 0.02;
/** What is no further off than this goes on without a seam. */
const DRIFT_SECONDS = 0.015;
/** What comes to lie further off than this is placed anew. */
const OFF_SECONDS = 0.025;
/** How soon the device can play something new. */
const LEAD_SECONDS = 0.01;
/** After so much silence the device is let go. */
const REST_MS = 30_000;

const ignore = () => {};

export class Sound {
  #hear;
  #onError;
  #decoder = new SoundDecoder();
  #context = null;
  #output = null;
  #clock = null;
  #isMuted = false;
  #hasAudio = false;
  #hasFailed = false;
  #isDecodedInWorker = false;
  /** Counts starts, so that what is late can tell that it is. */
  #epoch = 0;
  #isOn = false;
  #last = null;
  #askTimer = 0;
  #restTimer = 0;
  /** What is placed on the device's clock: `{source, when, end, start}`. */
  #placed = new Set();
  /** By run, where the piece placed last ends. */
  #ends = new Map();
  /** The rate that the device was last opened for. */
  #triedRate = 0;
  #onGesture = () => this.#wake();

  /**
   * `hear({from, to, after, isDecoded})` asks the worker for sound and promises its answer; `onError` is told why
   * there will be none.
   */
  constructor({ hear, onError }) {
    this.#hear = hear;
    this.#onError = onError;
  }

  get hasAudio() { return this.#hasAudio; }
  get isMuted() { return this.#isMuted; }

  setMuted(isMuted) {
    this.#isMuted = isMuted;
    this.#update();
  }

  /** A recording was opened, with sound or without. */
  setRecording(hasAudio) {
    this.#hasAudio = hasAudio;
    this.#update();
  }

  /**
   * The worker's clock: it stood at `position` (seconds) at the moment `at` (milliseconds since 1970), and runs on
   * from there at `rate`, or does not run.
   */
  setClock({ position, at, isRunning, rate }) {
    const before = this.#clock;
    this.#clock = { position, ms: at - performance.timeOrigin, isRunning, rate };
    const now = performance.now();
    const hasJumped = before === null || Math.abs(this.#positionAt(now) - positionAt(before, now)) > JUMP_SECONDS;
    this.#update(hasJumped);
  }

  /** To be called when the user asks for playback: browsers let a page make sound only after a gesture. */
  prepare() {
    if (this.#isMuted || this.#hasFailed) return;
    this.#open();
    this.#wake();
  }

  /** Forgets the recording. */
  reset() {
    this.#clock = null;
    this.#hasAudio = false;
    this.#hasFailed = false;
    this.#update();
  }

  /** Lets go of the device. */
  stop() {
    this.reset();
    this.#close();
  }

  /**
   * How far sound is off the picture, in seconds, as it leaves the device at this moment: positive where sound is
   * ahead. Null while nothing is heard.
   */
  get offset() {
    if (!this.#isOn || this.#context?.state !== 'running') return null;
    const now = performance.now();
    const heard = this.#contextTimeAt(now);
    for (const { when, end, start } of this.#placed) {
      if (when <= heard && heard < end) return start + (heard - when) - this.#positionAt(now);
    }
    return null;
  }

  // --- on and off -----------------------------------------------------------------------------------------------

  #isWanted() {
    const { isRunning, rate } = this.#clock ?? {};
    return this.#hasAudio && !this.#isMuted && !this.#hasFailed && isRunning === true && rate === 1;
  }

  #update(hasJumped = false) {
    const isWanted = this.#isWanted();
    if (isWanted === this.#isOn && !(isWanted && hasJumped)) return;
    this.#isOn = isWanted;
    if (isWanted) this.#start();
    else this.#silence();
  }

  #start() {
    this.#silence();
    clearTimeout(this.#restTimer);
    this.#open();
    if (this.#context.state === 'running') this.#ask(this.#epoch);
    else this.#wake(); // it starts again when the device is there
  }

  #silence() {
    this.#epoch += 1;
    clearTimeout(this.#askTimer);
    for (const { source } of this.#placed) stop(source);
    this.#placed.clear();
    this.#ends.clear();
    this.#last = null;
    this.#decoder.reset();
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      if (!this.#isOn) this.#context?.suspend().catch(ignore); // it sleeps already
    }, REST_MS);
  }

  // --- the device -----------------------------------------------------------------------------------------------

  #open(rate) {
    // At the recording's own rate the pieces join without being resampled one by one.
    if (this.#context !== null && (rate === undefined || this.#context.sampleRate === rate)) return;
    this.#close();
    let context;
    try {
      context = new AudioContext(rate === undefined ? {} : { sampleRate: rate });
    } catch {
      context = new AudioContext(); // a rate that the device does not take: pieces are resampled
    }
    context.onstatechange = () => {
      if (this.#context !== context || context.state !== 'running') return;
      this.#listenForGesture(false);
      if (this.#isOn) this.#start();
    };
    this.#context = context;
    this.#output = context.destination;
  }

  #close() {
    this.#listenForGesture(false);
    clearTimeout(this.#restTimer);
    this.#context?.close().catch(ignore); // it is closed already
    this.#context = null;
  }

  #wake() {
    if (this.#context === null || this.#context.state === 'running') return;
    this.#listenForGesture(true);
    this.#context.resume().catch(ignore); // the next gesture tries again
  }

  #listenForGesture(isOn) {
    for (const type of ['pointerdown', 'keydown']) {
      if (isOn) document.addEventListener(type, this.#onGesture, true);
      else document.removeEventListener(type, this.#onGesture, true);
    }
  }

  // --- from the worker to the device ----------------------------------------------------------------------------

  async #ask(epoch, nextMs = ASK_FIRST_MS) {
    if (this.#hasDrifted()) {
      this.#start();
      return;
    }
    const from = this.#positionAt(performance.now());
    const to = from + AHEAD_SECONDS;
    try {
      const isDecoded = this.#isDecodedInWorker;
      const { segments, last } = await this.#hear({ from, to, after: this.#last, isDecoded });
      if (epoch !== this.#epoch) return;
      this.#last = last;
      for (const segment of segments) {
        const planes = await this.#decoder.decode(segment);
        if (epoch !== this.#epoch) return;
        if (this.#isOtherRate(segment.rate)) return; // it starts again on a device of this rate
        this.#place(segment, planes);
      }
    } catch (error) {
      if (epoch !== this.#epoch) return;
      // The worker is busy with the whole recording, or has closed it; then nothing is wanted any more soon.
      if (error.name !== 'AbortError' && error.code !== 'closed') {
        this.#fail(error);
        return;
      }
    }
    this.#askTimer = setTimeout(() => this.#ask(epoch, ASK_EVERY_MS), nextMs);
  }

  /** Whether what is placed would be heard too far off, because one clock moved against the other. */
  #hasDrifted() {
    const isOff = ({ when, start }) => Math.abs(this.#contextTimeAt(this.#msAt(start)) - when) > OFF_SECONDS;
    return [...this.#placed].some(isOff);
  }

  /** Opens the device again where it runs at another rate than what is to be heard first. */
  #isOtherRate(rate) {
    if (this.#placed.size > 0 || this.#context.sampleRate === rate || this.#triedRate === rate) return false;
    this.#triedRate = rate;
    this.#open(rate);
    this.#start();
    return true;
  }

  #place({ run, rate, start, first, samples }, planes) {
    const context = this.#context;
    const length = samples / rate;
    let when = this.#contextTimeAt(this.#msAt(start));
    const before = this.#ends.get(run);
    const goesOn = before?.next === first && Math.abs(before.end - when) <= DRIFT_SECONDS;
    if (goesOn) when = before.end;
    else if (before !== undefined && before.end > when) before.source.stop(Math.max(when, context.currentTime));
    const earliest = context.currentTime + LEAD_SECONDS;
    const skipped = Math.max(0, earliest - when);
    if (skipped >= length) return;
    const buffer = context.createBuffer(planes.length, samples, rate);
    for (const [channel, plane] of planes.entries()) buffer.copyToChannel(plane, channel);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(this.#output);
    source.start(when + skipped, skipped);
    const placed = { source, when, end: when + length, start };
    this.#placed.add(placed);
    source.onended = () => this.#placed.delete(placed);
    this.#ends.set(run, { next: first + samples, end: placed.end, source });
  }

  #fail(error) {
    if (error.canWorker === true && !this.#isDecodedInWorker) {
      this.#isDecodedInWorker = true;
      this.#start();
      return;
    }
    this.#hasFailed = true;
    this.#update();
    this.#onError(error);
  }

  // --- clocks ---------------------------------------------------------------------------------------------------

  /** The position that the picture shows at a moment of the page's clock. */
  #positionAt(ms) {
    return positionAt(this.#clock, ms);
  }

  /** The moment at which the picture shows a position. */
  #msAt(position) {
    return this.#clock.ms + (position - this.#clock.position) * 1000;
  }

  /** The time of the device's clock that is heard at a moment of the page's. */
  #contextTimeAt(ms) {
    const context = this.#context;
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    if (performanceTime > 0) return contextTime + (ms - performanceTime) / 1000;
    // Nothing has left the device yet: what it is given now is heard after its delay.
    const delay = context.outputLatency || context.baseLatency || 0;
    return context.currentTime - delay + (ms - performance.now()) / 1000;
  }
}

function positionAt({ position, ms, isRunning, rate }, now) {
  return isRunning ? position + ((now - ms) / 1000) * rate : position;
}

function stop(source) {
  source.onended = null;
  source.stop();
}
