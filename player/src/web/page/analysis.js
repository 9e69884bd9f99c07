// What the element tells about the whole recording. The worker finds it out in pieces, beside playing.

import { PlayerError } from './worker-link.js';

const aborted = () => new PlayerError('aborted', 'the answer was not waited for');

/** Asks the worker about the recording that is open. */
export class Analysis {
  #ask;
  #cancel;
  #history = null;
  #search = null;

  /**
   * `ask(message, kind)` sends a request once a recording is open and gives `{id, answer}`; `cancel(id)` tells the
   * worker that nobody waits for that answer any more, and rejects it with the error beside.
   */
  constructor({ ask, cancel }) {
    this.#ask = ask;
    this.#cancel = cancel;
  }

  /** How much happens in each of `buckets` equal parts of the recording: a Float32Array of 0 to 1. */
  async activity(buckets) {
    const count = Math.floor(Number(buckets));
    if (!(count > 0)) throw new TypeError('activity is told for at least one part of the recording');
    return this.#answer({ type: 'activity', buckets: count });
  }

  /** The idle periods `{start, end}`, in seconds. Playing skips those of the rules that were given last. */
  async idlePeriods({ thresholdSeconds = 30, activeSeconds = 2, activePackets = 3, packetBytes = 300 } = {}) {
    const rules = { thresholdSeconds, activeSeconds, activePackets, packetBytes };
    for (const [name, value] of Object.entries(rules)) {
      if (!(Number(value) >= 0)) throw new TypeError(`${name} is a number from 0, not ${value}`);
      rules[name] = Number(value);
    }
    const seconds = await this.#answer({ type: 'idle', ...rules });
    return Array.from({ length: seconds.length / 2 }, (_, at) => ({ start: seconds[2 * at], end: seconds[2 * at + 1] }));
  }

  /**
   * When the picture changed in a rectangle of its pixels: a Float64Array of times in seconds. A further call rejects
   * the one before, as aborting `signal` does.
   */
  async regionHistory({ x, y, width, height }, { signal = null } = {}) {
    const sides = [x, y, width, height].map(Number);
    if (!sides.every((side) => side >= 0)) throw new TypeError('a region is told by x, y, width and height from 0');
    // Every pixel that the rectangle touches.
    const [left, top] = [Math.floor(sides[0]), Math.floor(sides[1])];
    const [right, bottom] = [Math.ceil(sides[0] + sides[2]), Math.ceil(sides[1] + sides[3])];
    this.#history?.abort();
    const abort = new AbortController();
    this.#history = abort;
    const signals = signal === null ? abort.signal : AbortSignal.any([signal, abort.signal]);
    const rect = { x: left, y: top, width: right - left, height: bottom - top };
    return this.#answer({ type: 'history', ...rect }, signals);
  }

  /**
   * What stands on the terminal that is shown, `{columns, rows, lines}`, the lines without the blanks at their ends;
   * null for a desktop.
   */
  async text() {
    const shown = await this.#answer({ type: 'text' });
    if (shown === null) return null;
    const lines = shown.lines.map((runs) => runs.map(({ text }) => text).join(''));
    return { columns: shown.columns, rows: shown.rows, lines };
  }

  /** The same with each line in runs `{text, columns}`, for who has to know where a character stands. */
  async runs() {
    return this.#answer({ type: 'text' });
  }

  /**
   * When a text came to stand on the terminal, and where: `[{time, row, column, length, line, start, end}]`, rows and
   * columns from 0; `line.slice(start, end)` is what was found. At most 10,000 places; the property `isCut` of the array
   * says whether there are more. A further call rejects the one before, as aborting `signal` does.
   */
  async search(query, { signal = null } = {}) {
    const abort = new AbortController();
    this.#search?.abort();
    this.#search = abort;
    const signals = signal === null ? abort.signal : AbortSignal.any([signal, abort.signal]);
    const { hits, isCut } = await this.#answer({ type: 'search', query: String(query) }, signals);
    return Object.assign(
      hits.map(({ time, row, column, length, line, start, end }) => ({ time, row, column, length, line, start, end })),
      { isCut },
    );
  }

  /**
   * Everything that happened, `[{at_us, told_us, type, severity, rule, claimed_us, fields}]` by rising time, in
   * microseconds; docs/events.md describes types and fields. What says nothing is left out. Whatever it says is what
   * somebody else wrote: text, never markup.
   */
  async events(options) {
    return JSON.parse(await this.eventsJson(options));
  }

  /** The same as one JSON text, for who reads it into types of its own: whole numbers beyond 2^53 stay exact. */
  eventsJson({ signal = null } = {}) {
    return this.#answer({ type: 'events' }, signal);
  }

  /** Everything that was measured, `[{at_us, reading}]` by rising time; `reading` is `{round_trip}` or `{load}`. */
  async performance(options) {
    return JSON.parse(await this.performanceJson(options));
  }

  /** The same as one JSON text. */
  performanceJson({ signal = null } = {}) {
    return this.#answer({ type: 'performance' }, signal);
  }

  /** What an overlay shows at a time in seconds: `{round_trip_us, load}`, null where nothing was measured. */
  async overlayAt(seconds, { signal = null } = {}) {
    const time = Number(seconds);
    if (Number.isNaN(time)) throw new TypeError('a time of the overlay is a number of seconds');
    return JSON.parse(await this.#answer({ type: 'overlay', time }, signal));
  }

  /** What the events come to: a list that depends on `query.kind`; docs/events.md describes both. */
  async statistics(query, options) {
    return JSON.parse(await this.statisticsJson(query, options));
  }

  /** The same as one JSON text. */
  async statisticsJson(query, { signal = null } = {}) {
    if (typeof query?.kind !== 'string') throw new TypeError('statistics are asked for by an object with a kind');
    return this.#answer({ type: 'statistics', query: JSON.stringify(query) }, signal);
  }

  async #answer(message, signal = null) {
    if (signal?.aborted) throw aborted();
    const { id, answer } = await this.#ask(message, 'answer');
    if (signal === null) return answer;
    const stop = () => this.#cancel(id, aborted());
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      return await answer;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}
