// The text of a terminal over its picture: it shows nothing, but can be selected, copied and read aloud.

export const textStyle = `
  .text { position: absolute; overflow: hidden; color: transparent; font-family: monospace; white-space: pre;
    font-kerning: none; font-variant-ligatures: none; text-align: left; cursor: text; user-select: text; }
  .text[hidden] { display: none; }
  .text ::selection { color: transparent; background: rgb(90 150 255 / 45%); }
  .text span { display: inline-block; overflow: hidden; height: 100%; vertical-align: top; }
`;

/** Share of a row's height that the letters are high: the text only has to lie where the picture has it. */
const LETTER_SHARE = 0.8;
/** How often the text is read while playing, at most. */
const EVERY_MS = 250;

/** How wide a letter of this size is, in CSS pixels. */
function letterWidth(sizePx) {
  const context = document.createElement('canvas').getContext('2d');
  context.font = `${sizePx}px monospace`;
  return context.measureText('M').width;
}

export class TextLayer {
  #player;
  #read;
  #root = document.createElement('div');
  #place = null;
  #size = { columns: 0, rows: 0 };
  #lines = [];
  #isReading = false;
  #isStale = false;
  #readMs = -Infinity;

  /** For an element `player`; `read()` resolves with `{columns, rows, lines}`, each line runs `{text, columns}`. */
  constructor(player, read) {
    this.#player = player;
    this.#read = read;
    this.#root.className = 'text';
    this.#root.hidden = true;
    for (const type of ['loadeddata', 'seeked', 'timeupdate']) player.addEventListener(type, () => this.#refresh(type));
    player.addEventListener('emptied', () => this.#show({ columns: 0, rows: 0, lines: [] }));
  }

  /** The node to put over the picture. */
  get node() { return this.#root; }

  /** Where the picture is, `{left, top, width, height}` in CSS pixels. */
  place(place) {
    this.#place = place;
    this.#layout();
  }

  async #refresh(type) {
    if (this.#player.kind !== 'terminal') return;
    const isOften = type === 'timeupdate' && !this.#player.paused;
    if (isOften && performance.now() - this.#readMs < EVERY_MS) return;
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isStale) {
      this.#isStale = false;
      this.#readMs = performance.now();
      try {
        const shown = await this.#read();
        if (shown !== null) this.#show(shown);
      } catch {
        break; // the recording was closed meanwhile, which `emptied` tells
      }
    }
    this.#isReading = false;
  }

  #show({ columns, rows, lines }) {
    this.#root.hidden = columns === 0;
    const isResized = columns !== this.#size.columns || rows !== this.#size.rows;
    this.#size = { columns, rows };
    while (this.#root.childElementCount > lines.length) this.#root.lastElementChild.remove();
    while (this.#root.childElementCount < lines.length) this.#root.append(document.createElement('div'));
    // A line that stays keeps its nodes, and so what is selected in it.
    const keys = lines.map((runs) => JSON.stringify(runs));
    for (const [row, runs] of lines.entries()) {
      if (keys[row] !== this.#lines[row]) this.#root.children[row].replaceChildren(...runs.map(spanOf));
    }
    this.#lines = keys;
    if (isResized) this.#layout();
    else this.#measure(this.#cellWidth());
  }

  #cellWidth() {
    return this.#place === null ? 0 : this.#place.width / this.#size.columns;
  }

  #layout() {
    const { columns, rows } = this.#size;
    if (this.#place === null || columns === 0) return;
    const { style } = this.#root;
    for (const side of ['left', 'top', 'width', 'height']) style[side] = `${this.#place[side]}px`;
    const rowHeight = this.#place.height / rows;
    const letterPx = rowHeight * LETTER_SHARE;
    style.fontSize = `${letterPx}px`;
    style.lineHeight = `${rowHeight}px`;
    style.letterSpacing = `${this.#cellWidth() - letterWidth(letterPx)}px`;
    this.#measure(this.#cellWidth());
  }

  /** Gives every run the width of its columns. */
  #measure(cellWidth) {
    const rowHeight = this.#place === null ? 0 : this.#place.height / this.#size.rows;
    for (const line of this.#root.children) {
      line.style.height = `${rowHeight}px`;
      for (const span of line.children) span.style.width = `${span.dataset.columns * cellWidth}px`;
    }
  }
}

function spanOf({ text, columns }) {
  const span = document.createElement('span');
  span.textContent = text;
  span.dataset.columns = columns;
  return span;
}
