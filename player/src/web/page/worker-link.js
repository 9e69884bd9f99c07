// The page's end of the line to the worker: starts it, sends it messages, and settles what waits for an answer.

/** Why something could not be done: `code` is a word for programs, `message` a sentence for people. */
export class PlayerError extends Error {
  constructor(code, message) {
    super(message);
    this.name = code === 'aborted' ? 'AbortError' : 'PlayerError';
    this.code = code;
  }
}

/** Where the worker's script lies: beside this module, unless a package brings all in one. */
export const places = { worker: new URL('./worker-start.js', import.meta.url) };

/**
 * The worker's address, as `new Worker` takes it. Where a page takes no plain addresses for scripts (Trusted Types),
 * this policy of ours lets pass that one and no other.
 */
function workerAddress() {
  const address = places.worker.href;
  if (globalThis.trustedTypes === undefined) return address;
  const rules = {
    createScriptURL: (asked) => {
      if (asked !== places.worker.href) throw new TypeError("only the player's worker is started here");
      return asked;
    },
  };
  policy ??= globalThis.trustedTypes.createPolicy('afterimage-player', rules);
  return policy.createScriptURL(address);
}

/** Made once: a page may allow one policy of this name only. */
let policy = null;

export class WorkerLink {
  #worker;
  #isReady = false;
  #outbox = [];
  #requests = new Map();
  #lastId = 0;
  #onMessage;
  #onCrash;

  /**
   * Starts a worker that draws on `canvas`, which is handed over to it for good. `onMessage` is called with what it
   * says, `onCrash` with the reason when it is of no use any more.
   */
  constructor(canvas, { onMessage, onCrash }) {
    this.#onMessage = onMessage;
    this.#onCrash = onCrash;
    this.#worker = new Worker(workerAddress(), { type: 'module' });
    this.#worker.onmessage = ({ data }) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#crash(event.message || 'its program cannot be loaded');
    };
    const offscreen = canvas.transferControlToOffscreen();
    this.post({ type: 'canvas', canvas: offscreen }, [offscreen]);
  }

  /** Sends a message, as soon as the worker listens. */
  post(message, transfer = []) {
    if (this.#isReady) this.#worker?.postMessage(message, transfer);
    else this.#outbox.push([message, transfer]);
  }

  /** Sends a request. `answer` is a promise; `id` is the number under which the worker answers. */
  ask(message, kind) {
    const id = ++this.#lastId;
    const answer = new Promise((resolve, reject) => this.#requests.set(id, { kind, resolve, reject }));
    this.post({ ...message, id });
    return { id, answer };
  }

  /** Fulfils a request, or rejects it with `error`. Gives the request's kind; null for one that does not wait. */
  settle(id, value, error = null) {
    const request = this.#requests.get(id);
    if (request === undefined) return null;
    this.#requests.delete(id);
    if (error === null) request.resolve(value);
    else request.reject(error);
    return request.kind;
  }

  /** Rejects everything that waits. */
  rejectAll(error) {
    for (const id of [...this.#requests.keys()]) this.settle(id, undefined, error);
  }

  /** Ends the worker. */
  stop(error) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#outbox = [];
    this.rejectAll(error);
  }

  #take(data) {
    if (this.#worker === null) return;
    if (data.type === 'crashed') return this.#crash(data.message);
    if (data.type === 'ready') {
      this.#isReady = true;
      for (const [message, transfer] of this.#outbox.splice(0)) this.post(message, transfer);
      return;
    }
    this.#onMessage(data);
  }

  #crash(reason) {
    if (this.#worker === null) return;
    const error = new PlayerError('crashed', `the player stopped: ${reason}; open the recording again`);
    this.stop(error);
    this.#onCrash(error);
  }
}
