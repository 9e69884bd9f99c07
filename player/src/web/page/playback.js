// Playing: the clock, the seeks and the events of one element, and its conversation with the worker.

import { Sound } from './sound.js';
import { addressOf, localFiles } from './source.js';
import { HAVE_CURRENT_DATA, HAVE_ENOUGH_DATA, HAVE_METADATA, HAVE_NOTHING, nothing } from './state.js';
import { PlayerError, WorkerLink } from './worker-link.js';

const ignore = () => {};
const noPicture = () =>
  new PlayerError('unsupported', 'this recording has events only: there is no picture to play or to copy');
const nothingOpen = () => new PlayerError('closed', 'no recording is open: open one first');

export class Playback {
  #host;
  #picture;
  #state = nothing();
  #error = null;
  #rate = 1;
  #anchorMs = 0;
  #link = null;
  #sound = new Sound({
    hear: (what) => this.#link.ask({ type: 'hear', ...what }, 'hear').answer,
    onError: ({ code = 'unsupported', message }) => this.#tell('audioerror', { code, message }),
  });

  /** Plays in the element `host`, which tells the events, and draws in `picture`. */
  constructor(host, picture) {
    this.#host = host;
    this.#picture = picture;
  }

  /** What is known of the recording; to be read only. */
  get state() { return this.#state; }
  get error() { return this.#error; }
  get soundOffset() { return this.#sound.offset; }
  get rate() { return this.#rate; }

  /** The time that is shown, in seconds. */
  get time() {
    const { time, duration, isPaused, isWaiting, isScrubbing, seeks, readyState } = this.#state;
    if (isPaused || isWaiting || isScrubbing || seeks > 0 || readyState < HAVE_CURRENT_DATA) return time;
    return Math.min(time + ((performance.now() - this.#anchorMs) / 1000) * this.#rate, duration);
  }

  // --- opening and ending ---------------------------------------------------------------------------------------

  /** Opens an address or local files, and shows the time `at`. Resolves with the time of the frame shown first. */
  open(what, at) {
    let url;
    try {
      url = addressOf(what, this.#host.ownerDocument.baseURI);
    } catch (error) {
      return Promise.reject(error);
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

  /** Forgets the recording. */
  close() {
    this.#link?.post({ type: 'close' });
    this.#link?.rejectAll(new PlayerError('aborted', 'the recording was closed'));
    this.#reset();
  }

  /** Ends the worker and the sound, and forgets the recording: nothing is kept running off the page. */
  stop() {
    this.#link?.stop(new PlayerError('aborted', 'the player was taken off the page'));
    this.#link = null;
    this.#reset();
    this.#sound.stop();
  }

  // --- what the user asks: the element says what these mean ----------------------------------------------------

  async play() {
    const state = this.#state;
    if (state.what === null) throw nothingOpen();
    if (state.facts?.kind === 'events') throw noPicture();
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
    this.#anchor(this.time);
    state.isPaused = true;
    state.isWaiting = false;
    this.#link?.post({ type: 'pause' });
    this.#tell('timeupdate');
    this.#tell('pause');
  }

  setRate(rate) {
    if (rate === this.#rate) return;
    this.#anchor(this.time);
    this.#rate = rate;
    this.#link?.post({ type: 'rate', rate });
    this.#tell('ratechange');
  }

  setSkipIdle(skips) { this.#link?.post({ type: 'skip-idle', skips }); }
  setCacheBytes(bytes) { this.#link?.post({ type: 'cache', bytes }); }

  setMuted(isMuted) {
    this.#sound.setMuted(isMuted);
    if (!isMuted && !this.#state.isPaused) this.#sound.prepare();
    this.#tell('volumechange');
  }

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

  // --- what is asked of the worker -------------------------------------------------------------------------------

  async snapshot() {
    const state = this.#state;
    if (state.what === null) throw nothingOpen();
    await state.opening;
    if (state.facts.kind === 'events') throw noPicture();
    await state.sought;
    const { width, height, pixels } = await this.#link.ask({ type: 'snapshot' }, 'snapshot').answer;
    return new ImageData(new Uint8ClampedArray(pixels), width, height);
  }

  async measure() {
    if (this.#state.what === null) throw nothingOpen();
    this.pause();
    await this.#state.opening;
    const { tookMs, frames, pixels } = await this.#link.ask({ type: 'measure' }, 'measure').answer;
    return { tookMs, frames, pixels };
  }

  /** Asks the worker something of the recording, once it is open: `{id, answer}`. */
  async ask(message, kind) {
    const state = this.#state;
    if (state.what === null) throw nothingOpen();
    await state.opening;
    if (this.#state !== state) throw new PlayerError('aborted', 'another recording was opened meanwhile');
    return this.#link.ask(message, kind);
  }

  /** Tells the worker that nobody waits for an answer any more, and rejects it with `error`. */
  cancel(id, error) {
    this.#link?.post({ type: 'cancel', id });
    this.#link?.settle(id, undefined, error);
  }

  // --- the worker -----------------------------------------------------------------------------------------------

  #startWorker() {
    const link = new WorkerLink(this.#picture.startCanvas(), {
      onMessage: (data) => this.#link === link && this.#take(data),
      onCrash: (error) => {
        this.#link = null;
        this.#reset();
        this.#fail(error);
      },
    });
    link.post({ type: 'rate', rate: this.#rate });
    link.post({ type: 'skip-idle', skips: this.#host.skipIdle });
    link.post({ type: 'cache', bytes: this.#host.cacheBytes });
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
        this.#setDamage(data);
        this.#host.toggleAttribute('is-preview', data.isPreview);
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
      // the worker asks again each second; the page can let its user sign in meanwhile
      case 'denied': return this.#tell('signinneeded');
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
    if (state.facts.kind === 'events' && !state.isPaused) {
      state.isPaused = true; // it was to play once it is open
      this.#tell('pause');
    }
    this.#picture.setBackground(data.background ?? '');
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
      this.#host.removeAttribute('is-preview');
    }
    if (state.readyState === HAVE_METADATA) {
      state.readyState = HAVE_CURRENT_DATA;
      if (state.facts.kind !== 'events') this.#picture.show();
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
    this.#picture.clear();
    if (!isPaused) this.#tell('pause');
    if (readyState > HAVE_NOTHING) this.#tell('emptied');
  }

  #startPlaying() {
    this.#anchor(this.#state.time);
    this.#link.post({ type: 'play' });
    this.#tell('playing');
  }

  #show({ time, frame, isDamaged, unknown }) {
    this.#anchor(time);
    this.#state.shownTime = time;
    this.#state.frameTime = frame;
    this.#setDamage({ isDamaged, unknown });
  }

  #setDamage({ isDamaged, unknown }) {
    const state = this.#state;
    const was = state.unknown;
    const isAsBefore =
      isDamaged === state.isDamaged &&
      ['pixels', 'x', 'y', 'width', 'height'].every((name) => was?.[name] === unknown?.[name]);
    if (isAsBefore) return;
    Object.assign(state, { isDamaged, unknown });
    this.#tell('damagechange');
  }

  #anchor(time) {
    this.#state.time = time;
    this.#anchorMs = performance.now();
  }

  #resize(width, height) {
    const state = this.#state;
    if (width === state.width && height === state.height) return;
    Object.assign(state, { width, height });
    this.#picture.resize(width, height, state.facts?.kind ?? null);
    this.#tell('resize');
  }

  #tell(type, detail) {
    this.#host.dispatchEvent(detail === undefined ? new Event(type) : new CustomEvent(type, { detail }));
  }
}
