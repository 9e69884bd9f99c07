// The interface of <afterimage-player>. README.md describes it; all times are seconds.

/** Why something could not be done: `code` is a word for programs, `message` a sentence for people. */
export interface PlayerError extends Error {
  readonly code:
    | 'malformed'
    | 'unsupported'
    | 'limit'
    | 'altered'
    | 'truncated'
    | 'empty'
    | 'unavailable'
    | 'network'
    | 'closed'
    | 'crashed'
    | 'aborted';
}

/** What a recording says of itself; further members depend on its format. */
export interface Facts {
  readonly kind: 'desktop' | 'terminal';
  readonly [name: string]: unknown;
}

/** One of the files of a session that play as one recording. */
export interface Part {
  readonly index: number;
  readonly count: number;
  /** Null where the recording was made of a single file. */
  readonly name: string | null;
  readonly start: number;
  readonly duration: number;
}

/** What an import passed over. */
export interface ImportReport {
  readonly isTruncated: boolean;
  readonly notes: ReadonlyArray<{ readonly what: string; readonly count: number; readonly firstOffset: number }>;
}

/** A stretch that cannot be shown as it was. */
export interface Fault {
  readonly type: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly message: string;
}

/** The part of a picture that is not known. */
export interface UnknownPart extends Readonly<Region> {
  /** Its share of the picture, above 0, to 1; the rectangle is the least that holds all of it. */
  readonly share: number;
}

export interface Period {
  readonly start: number;
  readonly end: number;
}

/** From when on nobody is thought to have done anything. */
export interface IdleRules {
  /** 30 where it is left out. */
  thresholdSeconds?: number;
  /** 2 where it is left out. */
  activeSeconds?: number;
  /** 3 where it is left out. */
  activePackets?: number;
  /** 300 where it is left out. */
  packetBytes?: number;
}

/** A rectangle on the picture, in its pixels. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What stands on a terminal, the lines without the blanks at their ends. */
export interface TerminalText {
  readonly columns: number;
  readonly rows: number;
  readonly lines: readonly string[];
}

/** A place where a text came to stand on the terminal. */
export interface Hit {
  readonly time: number;
  /** From 0, as `column`. */
  readonly row: number;
  readonly column: number;
  /** In columns. */
  readonly length: number;
  /** The line, or what of a long one is around the place: `line.slice(start, end)` is what was found. */
  readonly line: string;
  readonly start: number;
  readonly end: number;
}

/** A small picture of a moment. */
export interface StoryboardPicture {
  readonly time: number;
  readonly image: ImageData;
}

export interface AfterimagePlayerEventMap extends HTMLElementEventMap {
  seeked: CustomEvent<{ frameTime: number; tookMs: number }>;
  scrubbed: CustomEvent<{ time: number; frameTime: number; isPreview: boolean; tookMs: number }>;
  progress: CustomEvent<{ stage: string; loaded: number; total: number | null }> & ProgressEvent;
  error: CustomEvent<{ code: string; message: string }> & ErrorEvent;
  audioerror: CustomEvent<{ code: string; message: string }>;
  damagechange: Event;
  faultschange: Event;
}

/** Plays a session recording, in the language of HTMLMediaElement. */
export class AfterimagePlayer extends HTMLElement {
  src: string;
  currentTime: number;
  /** 1/64 to 64. */
  playbackRate: number;
  /** Bytes of decoded keyframes and units that are kept. */
  cacheBytes: number;
  /** Whether playing jumps over idle periods. */
  skipIdle: boolean;
  muted: boolean;

  /** NaN before `loadedmetadata`. */
  readonly duration: number;
  readonly paused: boolean;
  readonly ended: boolean;
  readonly seeking: boolean;
  readonly readyState: 0 | 1 | 2 | 4;
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly error: PlayerError | null;

  /** Null before `loadedmetadata`, as `facts`. */
  readonly kind: 'desktop' | 'terminal' | null;
  readonly facts: Facts | null;
  readonly parts: readonly Part[];
  /** Null without an import. */
  readonly report: ImportReport | null;
  readonly faults: readonly Fault[];
  /** False for a recording that is still written or was cut off. */
  readonly complete: boolean;
  /** Whether not all that is shown is as it was, because the recording is damaged here. */
  readonly damaged: boolean;
  /** What of a desktop's picture is not known and hatched; null where all is known. */
  readonly unknown: UnknownPart | null;
  readonly hasAudio: boolean;
  /** How far sound is ahead of the picture; null while nothing is heard. For tests. */
  readonly soundOffset: number | null;
  /** Time of the frame that is shown. */
  readonly frameTime: number;

  /** Opens a file, files that make one recording together, or an address. Resolves with the time of the frame shown. */
  open(what: Blob | readonly Blob[] | string | URL, options?: { at?: number }): Promise<number>;
  close(): void;
  play(): Promise<void>;
  pause(): void;
  /** Resolves when the picture is shown, with the time of its frame. */
  seek(seconds: number): Promise<number>;
  /** Pauses and shows the next frame, or the previous one for a number below zero. */
  step(by?: number): Promise<number>;
  nextChange(by?: number): Promise<number>;
  /** For a bar that is being dragged; end it with `seek`. */
  scrub(seconds: number): void;
  /** Null where the recording has no small pictures. */
  preview(seconds: number): Promise<ImageData | null>;
  storyboard(count: number): Promise<StoryboardPicture[]>;
  snapshot(): Promise<ImageData>;
  /** Decodes everything as fast as it goes. */
  measure(): Promise<{ tookMs: number; frames: number; pixels: number }>;
  /** How much happens in each of so many equal parts, 0 to 1. */
  activity(buckets: number): Promise<Float32Array>;
  idlePeriods(rules?: IdleRules): Promise<Period[]>;
  /** When the picture changed in the rectangle. */
  regionHistory(region: Region, options?: { signal?: AbortSignal | null }): Promise<Float64Array>;
  /** Null for a desktop. */
  text(): Promise<TerminalText | null>;
  /** At most 10,000 places; `isCut` says whether there are more. */
  search(query: string, options?: { signal?: AbortSignal | null }): Promise<Hit[] & { readonly isCut: boolean }>;

  addEventListener<K extends keyof AfterimagePlayerEventMap>(
    type: K,
    listener: (this: AfterimagePlayer, event: AfterimagePlayerEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'afterimage-player': AfterimagePlayer;
  }
}
