// <afterimage-player>: plays a session recording. A worker decodes and draws; this file holds the canvas and speaks
// the language of HTMLMediaElement. README.md in player/ describes the interface.

import { Analysis } from './analysis.js';
import { fit } from './fit.js';
import { partsOf } from './parts.js';
import { toImage, toStoryboard } from './preview.js';
import { Sound } from './sound.js';
import { TextLayer, textStyle } from './text-layer.js';
import { PlayerError, WorkerLink } from './worker-link.js';

const HAVE_NOTHING = 0;
const HAVE_METADATA = 1;
const HAVE_CURRENT_DATA = 2;
const HAVE_ENOUGH_DATA = 4;
const CACHE_BYTES = 64 * 1024 * 1024;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; position: relative; overflow: hidden; background: #000; }
  :host([hidden]) { display: none; }
  canvas { position: absolute; image-rendering: auto; }
  canvas.is-crisp { image-rendering: pixelated; }
  canvas.is-empty { visibility: hidden; }
  ${textStyle}
`);

const ignore = () => {};
const isLocal = (what) => what instanceof Blob || Array.isArray(what);
/** What the worker is handed of local files: one, or those that make one recording; nothing of an address. */
const localFiles = (what) => {
  if (!isLocal(what)) return {};
  const files = [what].flat().filter((file) => file instanceof Blob).map((blob) => ({ blob, name: blob.name ?? null }));
  return files.length === 1 ? files[0] : { files };
};
const nothingOpen = () => new PlayerError('closed', 'no recording is open: open one first');

/** What is known of the recording that is open; all of it starts anew with each. */
const nothing = () => ({
  what: null,
  opening: null,
  sought: null,
  openId: 0,
  readyState: HAVE_NOTHING,
  facts: null,
  report: null,
  faults: [],
  isComplete: true,
  hasAudio: null,
  isDamaged: false,
  duration: NaN,
  width: 0,
  height: 0,
  isPaused: true,
  isEnded: false,
  isEndDue: false,
  isWaiting: false,
  isScrubbing: false,
  seeks: 0,
  time: 0,
  shownTime: 0,
  frameTime: 0,
});

export class AfterimagePlayer extends HTMLElement {
  static observedAttributes = ['src', 'muted', 'skip-idle', 'cache-bytes'];

  #state = nothing();
  #src = '';
  #error = null;
  #rate = 1;
  #anchorMs = 0;
  #link = null;
  #canvas = null;
  #sound = new Sound({
    hear: (what) => this.#link.ask({ type: 'hear', ...what }, 'hear').answer,
    onError: ({ code = 'unsupported', message }) => this.#tell('audioerror', { code, message }),
  });
  #sizes = new ResizeObserver(() => this.#layout());
  #resolution = null;
  #onResolution = () => this.#watchResolution();
  #reopen = null;
  #analysis = new Analysis({
    ask: (message, kind) => this.#ask(message, kind),
    cancel: (id, error) => {
      this.#link?.post({ type: 'cancel', id });
      this.#link?.settle(id, undefined, error);
    },
  });

  #text = new TextLayer(this, () => this.#analysis.runs());

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
    this.shadowRoot.append(this.#text.node);
  }

  // --- life ---------------------------------------------------------------------------------------------------

  connectedCallback() {
    this.#sizes.observe(this);
    this.#watchResolution();
    const reopen = this.#reopen;
    this.#reopen = null;
    if (reopen !== null) this.#start(reopen.what, reopen.time).catch(ignore); // told by the error event
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
    this.#resolution?.removeEventListener('change', this.#onResolution);
    // Nothing is kept running off the page. An element that comes back opens again what it showed.
    const { what } = this.#state;
    this.#reopen = what === null ? null : { what, time: this.currentTime };
    this.#link?.stop(new PlayerError('aborted', 'the player was taken off the page'));
    this.#link = null;
    this.#reset();
    this.#sound.stop();
  }

  attributeChangedCallback(name, before, value) {
    if (name === 'skip-idle') {
      this.#link?.post({ type: 'skip-idle', skips: value !== null });
    } else if (name === 'cache-bytes') {
      this.#link?.post({ type: 'cache', bytes: this.cacheBytes });
    } else if (name === 'muted') {
      const isMuted = value !== null;
      if (isMuted === (before !== null)) return;
      this.#sound.setMuted(isMuted);
      if (!isMuted && !this.paused) this.#sound.prepare();
      this.#tell('volumechange');
    } else if (value === null) this.close();
    else this.open(value).catch(ignore); // told by the error event
  }

  // --- what HTMLMediaElement has --------------------------------------------------------------------------------

  get src() { return this.#src; }
  set src(value) { this.setAttribute('src', value); }

  get currentTime() {
    const { time, duration, isPaused, isWaiting, isScrubbing, seeks, readyState } = this.#state;
    if (isPaused || isWaiting || isScrubbing || seeks > 0 || readyState < HAVE_CURRENT_DATA) return time;
    return Math.min(time + ((performance.now() - this.#anchorMs) / 1000) * this.#rate, duration);
  }
  set currentTime(seconds) { this.seek(seconds).catch(ignore); } // told by the error event

  get duration() { return this.#state.duration; }
  get paused() { return this.#state.isPaused; }
  get ended() { return this.#state.isEnded; }
  get seeking() { return this.#state.seeks > 0; }
  get readyState() { return this.#state.readyState; }
  get videoWidth() { return this.#state.width; }
  get videoHeight() { return this.#state.height; }
  get error() { return this.#error; }

  get playbackRate() { return this.#rate; }
  set playbackRate(rate) {
    const wanted = Number(rate);
    if (!(wanted >= 1 / 64 && wanted <= 64)) {
      throw new DOMException(`a playback rate of ${rate} is not within 1/64 and 64`, 'NotSupportedError');
    }
    if (wanted === this.#rate) return;
    this.#anchor(this.currentTime);
    this.#rate = wanted;
    this.#link?.post({ type: 'rate', rate: wanted });
    this.#tell('ratechange');
  }

  /** Bytes of decoded keyframes and units that are kept, so that seeks near them are fast. */
  get cacheBytes() {
    const bytes = Number(this.getAttribute('cache-bytes') ?? CACHE_BYTES);
    return bytes >= 0 ? bytes : CACHE_BYTES;
  }
  set cacheBytes(bytes) { this.setAttribute('cache-bytes', bytes); }

  /** Whether playing jumps over idle periods. */
  get skipIdle() { return this.hasAttribute('skip-idle'); }
  set skipIdle(skips) { this.toggleAttribute('skip-idle', Boolean(skips)); }
  get muted() { return this.hasAttribute('muted'); }
  set muted(isMuted) { this.toggleAttribute('muted', Boolean(isMuted)); }

  /** Plays on; from the start where the end was reached. While it opens, playing starts once it is open. */
  async play() {
    const state = this.#state;
    if (state.what === null) throw nothingOpen();
    if (!state.isPaused) return;
    state.isPaused = false;
    if (state.hasAudio !== false) this.#sound.prepare();
    if (state.isEnded) state.time = 0;
    state.isEnded = false;
    this.#anchor(state.time);
    this.#tell('play');
    if (state.readyState >= HAVE_CURRENT_DATA) this.#startPlaying();
  }

  pause() {
    const state = this.#state;
    if (state.isPaused) return;
    this.#anchor(this.currentTime);
    state.isPaused = true;
    state.isWaiting = false;
    this.#link?.post({ type: 'pause' });
    this.#tell('timeupdate');
    this.#tell('pause');
  }

  // --- what it has beyond ---------------------------------------------------------------------------------------

  /** `desktop` or `terminal`; null before `loadedmetadata`. */
  get kind() { return this.#state.facts?.kind ?? null; }
  /** What the recording says of itself; null before `loadedmetadata`. */
  get facts() { return this.#state.facts; }
  /** The files of the session that it was made of, `{index, count, name, start, duration}`; empty before `loadedmetadata`. */
  get parts() { return this.#state.facts === null ? [] : partsOf(this.#state.facts, this.#state.duration); }
  /** What was passed over on import, `{isTruncated, notes: [{what, count, firstOffset}]}`; null without an import. */
  get report() { return this.#state.report; }
  /** Damaged stretches met so far: `{type, start, end, message}`, times in seconds. */
  get faults() { return this.#state.faults; }
  /** Whether the recording was closed; false for one that is still written or was cut off. */
  get complete() { return this.#state.isComplete; }
  /** Whether what is shown is not what was on the screen, because the recording is damaged here. */
  get damaged() { return this.#state.isDamaged; }
  /** Whether there is sound; false before `loadedmetadata`. It is heard at normal speed only. */
  get hasAudio() { return this.#state.hasAudio === true; }
  /**
   * How far sound is ahead of the picture, in seconds, as it leaves the device at this moment; null while nothing
   * is heard. For tests.
   */
  get soundOffset() { return this.#sound.offset; }
  /** Time of the frame that is shown, in seconds. */
  get frameTime() { return this.#state.frameTime; }

  /**
   * Opens a recording: a File or Blob, a list of those that make one recording together, or an address. Foreign
   * recordings are imported in the browser.
   * `at` is the time to show first, in seconds. Resolves with the time of the frame shown first.
   */
  open(what, { at = 0 } = {}) {
    this.#src = isLocal(what) ? '' : String(what);
    return this.#start(what, at);
  }

  /** Forgets the recording. */
  close() {
    this.#src = '';
    this.#reopen = null;
    this.#link?.post({ type: 'close' });
    this.#link?.rejectAll(new PlayerError('aborted', 'the recording was closed'));
    this.#reset();
  }

  /**
   * Shows a time, in seconds. Resolves when the picture is on the canvas, with the time of the frame shown: the
   * last one at or before the time asked for. Where seeks come faster than they can be shown, the last one wins,
   * and all that wait resolve with the time of the frame that is shown in the end.
   */
  async seek(seconds) {
    const time = Number(seconds);
    if (Number.isNaN(time)) throw new TypeError('a time to seek to is a number of seconds');
    const state = this.#state;
    if (state.what === null) throw nothingOpen();
    if (state.readyState < HAVE_METADATA) {
      await state.opening;
      return this.seek(time);
    }
    state.seeks += 1;
    state.isScrubbing = false;
    state.isEnded = false;
    state.isEndDue = false;
    state.isWaiting = false;
    this.#anchor(Math.min(Math.max(0, time), state.duration));
    this.#tell('seeking');
    const { answer } = this.#link.ask({ type: 'seek', time: state.time }, 'seek');
    state.sought = answer.catch(ignore); // what comes after a seek waits for it, not for its success
    return answer;
  }

  /**
   * Pauses and shows the next frame, or the previous one for a number below zero. Resolves as `seek` does. Where calls
   * come faster than frames can be shown, each counts.
   */
  async step(by = 1) {
    const state = this.#state;
    if (state.what === null) throw nothingOpen();
    if (state.readyState < HAVE_METADATA) {
      await state.opening;
      return this.step(by);
    }
    this.pause();
    Object.assign(state, { seeks: state.seeks + 1, isScrubbing: false, isEnded: false, isEndDue: false });
    this.#tell('seeking');
    const { answer } = this.#link.ask({ type: 'step', by: Number(by) < 0 ? -1 : 1 }, 'seek');
    state.sought = answer.catch(ignore);
    return answer;
  }

  /** The same for changes of the picture: a frame is stored only where it changed. */
  nextChange(by = 1) { return this.step(by); }

  /**
   * For a bar that is being dragged: shows the newest time that was asked for, in seconds, once per display frame. Where
   * its bytes have to be fetched a preview is shown first, dimmed, and the element has the attribute `is-preview` then.
   * Tells `scrubbed` each time. Playing stands still meanwhile; end it with `seek`.
   */
  scrub(seconds) {
    const time = Number(seconds);
    if (Number.isNaN(time)) throw new TypeError('a time to scrub to is a number of seconds');
    const state = this.#state;
    if (state.readyState < HAVE_CURRENT_DATA) return;
    state.isScrubbing = true;
    state.isEnded = false;
    this.#anchor(Math.min(Math.max(0, time), state.duration));
    this.#link.post({ type: 'scrub', time: state.time });
  }

  /**
   * A small picture of a time, in seconds, as ImageData: of that time, or of one shortly before. It is lossy, and for
   * finding a place only. Null where the recording has none. The first call fetches all of them.
   */
  async preview(seconds) {
    const time = Number(seconds);
    if (Number.isNaN(time)) throw new TypeError('a time to preview is a number of seconds');
    const { answer } = await this.#ask({ type: 'preview', time }, 'preview');
    return toImage(await answer);
  }

  /**
   * Small pictures of at most `count` moments, evenly over the recording: `{time, image}`, as `preview` gives them.
   * Moments that look the same come once.
   */
  async storyboard(count) {
    const wanted = Math.trunc(Number(count));
    if (!(wanted >= 1)) throw new TypeError('a storyboard has at least one picture');
    const { answer } = await this.#ask({ type: 'storyboard', count: wanted }, 'storyboard');
    return toStoryboard(await answer);
  }

  /** The picture as ImageData: RGBA at the recording's size, without the pointer. */
  async snapshot() {
    const state = this.#state;
    if (state.what === null) throw nothingOpen();
    await state.opening;
    await state.sought;
    const { width, height, pixels } = await this.#link.ask({ type: 'snapshot' }, 'snapshot').answer;
    return new ImageData(new Uint8ClampedArray(pixels), width, height);
  }

  /** Decodes all of the recording as fast as it goes, without drawing: `{tookMs, frames, pixels}`. For benchmarks. */
  async measure() {
    if (this.#state.what === null) throw nothingOpen();
    this.pause();
    await this.#state.opening;
    const { tookMs, frames, pixels } = await this.#link.ask({ type: 'measure' }, 'measure').answer;
    return { tookMs, frames, pixels };
  }

  // analysis.js says what these answer.
  activity(buckets) { return this.#analysis.activity(buckets); }
  idlePeriods(rules) { return this.#analysis.idlePeriods(rules); }
  regionHistory(region, options) { return this.#analysis.regionHistory(region, options); }
  text() { return this.#analysis.text(); }
  search(query, options) { return this.#analysis.search(query, options); }

  // --- the worker -----------------------------------------------------------------------------------------------

  #start(what, at) {
    let url = null;
    try {
      if (!isLocal(what)) url = new URL(String(what), this.ownerDocument.baseURI).href;
    } catch {
      return Promise.reject(new TypeError(`${what} is no address`));
    }
    this.#link?.rejectAll(new PlayerError('aborted', 'another recording was opened meanwhile'));
    this.#reset();
    this.#link ??= this.#startWorker();
    const time = Math.max(0, Number(at) || 0);
    const { id, answer } = this.#link.ask({ type: 'open', url, ...localFiles(what), at: time }, 'open');
    answer.catch(ignore); // told by the error event, also where nobody waits for the promise
    Object.assign(this.#state, { what, opening: answer, openId: id, time });
    this.#tell('loadstart');
    return answer;
  }

  /** Asks the worker something of the recording, once it is open: `{id, answer}`. */
  async #ask(message, kind) {
    const state = this.#state;
    if (state.what === null) throw nothingOpen();
    await state.opening;
    if (this.#state !== state) throw new PlayerError('aborted', 'another recording was opened meanwhile');
    return this.#link.ask(message, kind);
  }

  #startWorker() {
    // A canvas can be handed over only once, so that each worker has its own.
    this.#canvas?.remove();
    this.#canvas = document.createElement('canvas');
    this.#canvas.className = 'is-empty';
    this.#canvas.setAttribute('role', 'img');
    this.#describe();
    this.shadowRoot.prepend(this.#canvas);
    const link = new WorkerLink(this.#canvas, {
      onMessage: (data) => this.#link === link && this.#take(data),
      onCrash: (error) => {
        this.#link = null;
        this.#reset();
        this.#fail(error);
      },
    });
    link.post({ type: 'rate', rate: this.#rate });
    link.post({ type: 'skip-idle', skips: this.skipIdle });
    link.post({ type: 'cache', bytes: this.cacheBytes });
    return link;
  }

  #take(data) {
    const state = this.#state;
    switch (data.type) {
      case 'opened': return this.#onOpened(data);
      case 'seeked': return this.#onSeeked(data);
      case 'failed': return this.#onFailed(data);
      case 'error': return this.#fail(new PlayerError(data.code, data.message));
      case 'answer': return this.#link.settle(data.id, data.value);
      case 'clock': return this.#sound.setClock(data);
      case 'audio':
      case 'snapshot':
      case 'measured': return this.#link.settle(data.id, data);
      case 'progress': return this.#tell('progress', { stage: data.stage, loaded: data.loaded, total: data.total });
      case 'resize': return this.#resize(data.width, data.height);
      case 'faults':
        state.faults = data.faults;
        return this.#tell('faultschange');
      case 'scrubbed':
        if (!state.isScrubbing) return undefined; // a seek has ended it
        state.frameTime = data.frame;
        state.isDamaged = data.isDamaged;
        this.toggleAttribute('is-preview', data.isPreview);
        return this.#tell('scrubbed', {
          time: data.time,
          frameTime: data.frame,
          isPreview: data.isPreview,
          tookMs: data.tookMs,
        });
      case 'time':
        if (state.isPaused || state.isScrubbing || state.seeks > 0) return undefined; // on its way before the worker heard of it
        this.#show(data);
        return this.#tell('timeupdate');
      case 'paused':
        if (!state.isPaused || state.seeks > 0) return undefined; // it plays again, or a seek says what is shown
        this.#show(data);
        return this.#tell('timeupdate');
      case 'waiting':
        if (state.isPaused || state.seeks > 0) return undefined;
        this.#show(data);
        state.isWaiting = true;
        return this.#tell('waiting');
      case 'ended':
        if (state.isPaused) return undefined;
        // The worker tells it once. After a seek to the end it does so before the seek's picture is on the canvas.
        if (state.seeks > 0) state.isEndDue = true;
        else this.#end(data);
        return undefined;
      default: return undefined;
    }
  }

  #onOpened(data) {
    const state = this.#state;
    if (data.id !== state.openId) return;
    state.facts = JSON.parse(data.facts);
    state.report = data.report;
    state.isComplete = data.isComplete;
    state.hasAudio = data.hasAudio;
    state.duration = data.duration;
    this.#sound.setRecording(data.hasAudio);
    state.time = Math.min(state.time, data.duration);
    state.readyState = HAVE_METADATA;
    this.style.backgroundColor = data.background ?? '';
    this.#resize(data.width, data.height);
    this.#tell('durationchange');
    this.#tell('loadedmetadata');
  }

  #onSeeked(data) {
    const state = this.#state;
    const kinds = data.ids.map((id) => this.#link.settle(id, data.frame));
    const seeks = kinds.filter((kind) => kind === 'seek').length;
    state.seeks -= seeks;
    if (state.seeks === 0 && !state.isScrubbing) {
      this.#show(data);
      this.removeAttribute('is-preview');
    }
    if (state.readyState === HAVE_METADATA) {
      state.readyState = HAVE_CURRENT_DATA;
      this.#canvas.classList.remove('is-empty');
      this.#tell('loadeddata');
      state.readyState = HAVE_ENOUGH_DATA;
      this.#tell('canplay');
      if (!state.isPaused) this.#startPlaying();
    } else if (state.isWaiting) {
      state.isWaiting = false;
      this.#tell('playing');
    }
    if (seeks > 0 && state.seeks === 0) {
      this.#tell('timeupdate');
      this.#tell('seeked', { frameTime: data.frame, tookMs: data.tookMs });
      if (state.isEndDue && !state.isPaused && state.time >= state.duration) this.#end(data);
    }
  }

  #end(data) {
    this.#show(data);
    Object.assign(this.#state, { isPaused: true, isEnded: true, isEndDue: false });
    this.#tell('timeupdate');
    this.#tell('pause');
    this.#tell('ended');
  }

  #onFailed(data) {
    const error = new PlayerError(data.code, data.message);
    const kind = this.#link.settle(data.id, undefined, error);
    if (kind === 'seek') {
      this.#state.seeks -= 1;
      this.#anchor(this.#state.shownTime);
    }
    if (kind === 'open') {
      this.#reset();
      this.#tell('emptied');
    }
    if ((kind === 'seek' || kind === 'open') && data.code !== 'aborted') this.#fail(error);
  }

  #fail(error) {
    const wasPlaying = !this.#state.isPaused;
    Object.assign(this.#state, { isPaused: true, isWaiting: false });
    this.#error = error;
    this.#tell('error', { code: error.code, message: error.message });
    if (wasPlaying) this.#tell('pause');
  }

  // --- what is shown --------------------------------------------------------------------------------------------

  #reset() {
    const { readyState, isPaused } = this.#state;
    this.#state = nothing();
    this.#sound.reset();
    this.#error = null;
    this.#canvas?.classList.add('is-empty');
    this.removeAttribute('is-preview');
    this.style.backgroundColor = '';
    this.#describe();
    if (!isPaused) this.#tell('pause');
    if (readyState > HAVE_NOTHING) this.#tell('emptied');
  }

  #startPlaying() {
    this.#anchor(this.#state.time);
    this.#link.post({ type: 'play' });
    this.#tell('playing');
  }

  #show({ time, frame, isDamaged }) {
    this.#anchor(time);
    this.#state.shownTime = time;
    this.#state.frameTime = frame;
    this.#state.isDamaged = isDamaged;
  }

  #anchor(time) {
    this.#state.time = time;
    this.#anchorMs = performance.now();
  }

  #resize(width, height) {
    const state = this.#state;
    if (width === state.width && height === state.height) return;
    Object.assign(state, { width, height });
    this.#layout();
    this.#describe();
    this.#tell('resize');
  }

  #layout() {
    const { width, height } = this.#state;
    if (width === 0 || height === 0) return;
    const room = this.getBoundingClientRect();
    const place = fit({
      width,
      height,
      roomWidth: this.clientWidth,
      roomHeight: this.clientHeight,
      roomLeft: room.left + this.clientLeft,
      roomTop: room.top + this.clientTop,
      ratio: window.devicePixelRatio,
    });
    for (const side of ['left', 'top', 'width', 'height']) this.#canvas.style[side] = `${place[side]}px`;
    this.#canvas.classList.toggle('is-crisp', place.isCrisp);
    this.#text.place(place);
  }

  #watchResolution() {
    this.#resolution?.removeEventListener('change', this.#onResolution);
    this.#resolution = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    this.#resolution.addEventListener('change', this.#onResolution);
    this.#layout();
  }

  #describe() {
    const { facts, width, height } = this.#state;
    const size = width > 0 ? `, ${width} by ${height} pixels` : '';
    const label = `Picture of a ${facts === null ? '' : `${facts.kind} `}recording${size}`;
    this.#canvas?.setAttribute('aria-label', label);
  }

  #tell(type, detail) {
    this.dispatchEvent(detail === undefined ? new Event(type) : new CustomEvent(type, { detail }));
  }
}

if (!customElements.get('afterimage-player')) customElements.define('afterimage-player', AfterimagePlayer);
