// <afterimage-player>: plays a session recording. It speaks the language of HTMLMediaElement; playback.js plays, and a
// worker decodes and draws. README.md in player/ describes the interface.

import { Analysis } from './analysis.js';
import { partsOf } from './parts.js';
import { Picture } from './picture.js';
import { Playback } from './playback.js';
import { toImage, toStoryboard } from './preview.js';
import { isLocal } from './source.js';

const CACHE_BYTES = 64 * 1024 * 1024;
const SLOWEST = 1 / 64;
const FASTEST = 64;

const ignore = () => {};

export class AfterimagePlayer extends HTMLElement {
  static observedAttributes = ['src', 'muted', 'skip-idle', 'cache-bytes'];

  #src = '';
  #reopen = null;
  #picture = new Picture(this, () => this.#analysis.runs());
  #playback = new Playback(this, this.#picture);
  #analysis = new Analysis({
    ask: (message, kind) => this.#playback.ask(message, kind),
    cancel: (id, error) => this.#playback.cancel(id, error),
  });

  get #state() { return this.#playback.state; }

  // --- life ---------------------------------------------------------------------------------------------------

  connectedCallback() {
    this.#picture.watch();
    const reopen = this.#reopen;
    this.#reopen = null;
    if (reopen !== null) this.#playback.open(reopen.what, reopen.time).catch(ignore); // told by the error event
  }

  disconnectedCallback() {
    this.#picture.unwatch();
    // An element that comes back opens again what it showed.
    const { what } = this.#state;
    this.#reopen = what === null ? null : { what, time: this.currentTime };
    this.#playback.stop();
  }

  attributeChangedCallback(name, before, value) {
    if (name === 'skip-idle') this.#playback.setSkipIdle(value !== null);
    else if (name === 'cache-bytes') this.#playback.setCacheBytes(this.cacheBytes);
    else if (name === 'muted') {
      if ((value === null) !== (before === null)) this.#playback.setMuted(value !== null);
    } else if (value === null) this.close();
    else this.open(value).catch(ignore); // told by the error event
  }

  // --- what HTMLMediaElement has --------------------------------------------------------------------------------

  get src() { return this.#src; }
  set src(value) { this.setAttribute('src', value); }

  get currentTime() { return this.#playback.time; }
  set currentTime(seconds) { this.seek(seconds).catch(ignore); } // told by the error event

  get duration() { return this.#state.duration; }
  get paused() { return this.#state.isPaused; }
  get ended() { return this.#state.isEnded; }
  get seeking() { return this.#state.seeks > 0; }
  get readyState() { return this.#state.readyState; }
  get videoWidth() { return this.#state.width; }
  get videoHeight() { return this.#state.height; }
  get error() { return this.#playback.error; }

  get playbackRate() { return this.#playback.rate; }
  set playbackRate(rate) {
    const wanted = Number(rate);
    if (!(wanted >= SLOWEST && wanted <= FASTEST)) {
      throw new DOMException(`a playback rate of ${rate} is not within 1/64 and 64`, 'NotSupportedError');
    }
    this.#playback.setRate(wanted);
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
  play() { return this.#playback.play(); }

  pause() { this.#playback.pause(); }

  // --- what it has beyond ---------------------------------------------------------------------------------------

  /** `desktop`, `terminal` or, without a picture, `events`; null before `loadedmetadata`. */
  get kind() { return this.#state.facts?.kind ?? null; }
  /** What the recording says of itself; null before `loadedmetadata`. */
  get facts() { return this.#state.facts; }
  /** The files of the session that it was made of, `{index, count, name, start, duration}`; empty before `loadedmetadata`. */
  get parts() {
    const { facts, duration } = this.#state;
    return facts === null ? [] : partsOf(facts, duration);
  }
  /** What was passed over on import, `{isTruncated, notes: [{what, count, firstOffset}]}`; null without an import. */
  get report() { return this.#state.report; }
  /** Damaged stretches met so far: `{type, start, end, message}`, times in seconds. */
  get faults() { return this.#state.faults; }
  /** Whether the recording was closed; false for one that is still written or was cut off. */
  get complete() { return this.#state.isComplete; }
  /** Whether not all that is shown is what was on the screen, because the recording is damaged here. */
  get damaged() { return this.#state.isDamaged; }
  /**
   * What is not known of a desktop's picture, and hatched in it: `{share, x, y, width, height}`, the share of the picture
   * (above 0, to 1) and the least rectangle of its pixels that holds all of it. Null where all is known.
   */
  get unknown() {
    const { unknown, width, height } = this.#state;
    if (unknown === null) return null;
    const { pixels, x, y, width: across, height: down } = unknown;
    return { share: Math.min(1, pixels / (width * height)), x, y, width: across, height: down };
  }
  /** Whether there is sound; false before `loadedmetadata`. It is heard at normal speed only. */
  get hasAudio() { return this.#state.hasAudio === true; }
  /**
   * How far sound is ahead of the picture, in seconds, as it leaves the device at this moment; null while nothing
   * is heard. For tests.
   */
  get soundOffset() { return this.#playback.soundOffset; }
  /** Time of the frame that is shown, in seconds. */
  get frameTime() { return this.#state.frameTime; }

  /**
   * Opens a recording: a File or Blob, a list of those that make one recording together, or an address. Foreign
   * recordings are imported in the browser.
   * `at` is the time to show first, in seconds. Resolves with the time of the frame shown first.
   */
  open(what, { at = 0 } = {}) {
    this.#src = isLocal(what) ? '' : String(what);
    return this.#playback.open(what, at);
  }

  /** Forgets the recording. */
  close() {
    this.#src = '';
    this.#reopen = null;
    this.#playback.close();
  }

  /**
   * Shows a time, in seconds. Resolves when the picture is on the canvas, with the time of the frame shown: the
   * last one at or before the time asked for. Where seeks come faster than they can be shown, the last one wins,
   * and all that wait resolve with the time of the frame that is shown in the end.
   */
  seek(seconds) { return this.#playback.seek(seconds); }

  /**
   * Pauses and shows the next frame, or the previous one for a number below zero. Resolves as `seek` does. Where calls
   * come faster than frames can be shown, each counts.
   */
  step(by = 1) { return this.#playback.step(by); }

  /** The same for changes of the picture: a frame is stored only where it changed. */
  nextChange(by = 1) { return this.step(by); }

  /**
   * For a bar that is being dragged: shows the newest time that was asked for, in seconds, once per display frame. Where
   * its bytes have to be fetched a preview is shown first, dimmed, and the element has the attribute `is-preview` then.
   * Tells `scrubbed` each time. Playing stands still meanwhile; end it with `seek`.
   */
  scrub(seconds) { this.#playback.scrub(seconds); }

  /**
   * A small picture of a time, in seconds, as ImageData: of that time, or of one shortly before. It is lossy, and for
   * finding a place only. Null where the recording has none. The first call fetches all of them.
   */
  async preview(seconds) {
    const time = Number(seconds);
    if (Number.isNaN(time)) throw new TypeError('a time to preview is a number of seconds');
    const { answer } = await this.#playback.ask({ type: 'preview', time }, 'preview');
    return toImage(await answer);
  }

  /**
   * Small pictures of at most `count` moments, evenly over the recording: `{time, image}`, as `preview` gives them.
   * Moments that look the same come once.
   */
  async storyboard(count) {
    const wanted = Math.trunc(Number(count));
    if (!(wanted >= 1)) throw new TypeError('a storyboard has at least one picture');
    const { answer } = await this.#playback.ask({ type: 'storyboard', count: wanted }, 'storyboard');
    return toStoryboard(await answer);
  }

  /** The picture as ImageData: RGBA at the recording's size, without the pointer. */
  snapshot() { return this.#playback.snapshot(); }

  /** Decodes all of the recording as fast as it goes, without drawing: `{tookMs, frames, pixels}`. For benchmarks. */
  measure() { return this.#playback.measure(); }

  // analysis.js says what these answer.
  activity(buckets) { return this.#analysis.activity(buckets); }
  idlePeriods(rules) { return this.#analysis.idlePeriods(rules); }
  regionHistory(region, options) { return this.#analysis.regionHistory(region, options); }
  text() { return this.#analysis.text(); }
  search(query, options) { return this.#analysis.search(query, options); }
  events(options) { return this.#analysis.events(options); }
  eventsJson(options) { return this.#analysis.eventsJson(options); }
  performance(options) { return this.#analysis.performance(options); }
  performanceJson(options) { return this.#analysis.performanceJson(options); }
  overlayAt(seconds, options) { return this.#analysis.overlayAt(seconds, options); }
  statistics(query, options) { return this.#analysis.statistics(query, options); }
  statisticsJson(query, options) { return this.#analysis.statisticsJson(query, options); }
}

if (!customElements.get('afterimage-player')) customElements.define('afterimage-player', AfterimagePlayer);
