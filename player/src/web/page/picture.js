// Where the picture is: the canvas that the worker draws on, as large as fits, and the text over it.

import { fit } from './fit.js';
import { TextLayer, textStyle } from './text-layer.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; position: relative; overflow: hidden; background: #000; }
  :host([hidden]) { display: none; }
  canvas { position: absolute; image-rendering: auto; }
  canvas.is-crisp { image-rendering: pixelated; }
  canvas.is-empty { visibility: hidden; }
  ${textStyle}
`);

export class Picture {
  #host;
  #root;
  #canvas = null;
  #text;
  #width = 0;
  #height = 0;
  #sizes = new ResizeObserver(() => this.#layout());
  #resolution = null;
  #onResolution = () => this.#watchResolution();

  /** The picture of the element `host`. `runs` gives what stands on the terminal that is shown. */
  constructor(host, runs) {
    this.#host = host;
    this.#root = host.attachShadow({ mode: 'open' });
    this.#root.adoptedStyleSheets = [sheet];
    this.#text = new TextLayer(host, runs);
    this.#root.append(this.#text.node);
  }

  /** Follows the element's size, and the screen's, while it is on the page. */
  watch() {
    this.#sizes.observe(this.#host);
    this.#watchResolution();
  }

  unwatch() {
    this.#sizes.disconnect();
    this.#resolution?.removeEventListener('change', this.#onResolution);
  }

  /** A canvas to hand over to a worker. That can be done only once, so that each worker has its own. */
  startCanvas() {
    this.#canvas?.remove();
    this.#canvas = document.createElement('canvas');
    this.#canvas.className = 'is-empty';
    this.#canvas.setAttribute('role', 'img');
    this.#root.prepend(this.#canvas);
    this.describe(null);
    return this.#canvas;
  }

  /** Shows what was drawn. */
  show() { this.#canvas.classList.remove('is-empty'); }

  /** Shows nothing. */
  clear() {
    this.#canvas?.classList.add('is-empty');
    this.#host.removeAttribute('is-preview');
    this.setBackground('');
    this.#width = 0;
    this.#height = 0;
    this.describe(null);
  }

  /** What lies around the picture: a colour of CSS, empty for the page's own choice. */
  setBackground(colour) { this.#host.style.backgroundColor = colour; }

  /** The recording's size in pixels, and the kind of recording it is. */
  resize(width, height, kind) {
    this.#width = width;
    this.#height = height;
    this.#layout();
    this.describe(kind);
  }

  /** Says what the picture is to those who do not see it. */
  describe(kind) {
    const size = this.#width > 0 ? `, ${this.#width} by ${this.#height} pixels` : '';
    const label = `Picture of a ${kind === null ? '' : `${kind} `}recording${size}`;
    this.#canvas?.setAttribute('aria-label', label);
  }

  #layout() {
    if (this.#width === 0 || this.#height === 0) return;
    const host = this.#host;
    const room = host.getBoundingClientRect();
    const place = fit({
      width: this.#width,
      height: this.#height,
      roomWidth: host.clientWidth,
      roomHeight: host.clientHeight,
      roomLeft: room.left + host.clientLeft,
      roomTop: room.top + host.clientTop,
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
}
