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
    | 'denied'
    | 'busy'
    | 'closed'
    | 'crashed'
    | 'aborted';
}

/** What a recording says of itself; further members depend on its format. */
export interface Facts {
  readonly kind: 'desktop' | 'terminal' | 'events';
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

/** Something that happened; docs/events.md of the project lists types and fields. Times are microseconds. */
export interface SessionEvent {
  readonly at_us: number;
  /** When the recording was told of it, where that was later. */
  readonly told_us?: number;
  readonly type: string;
  readonly severity?: 'normal' | 'medium' | 'severe';
  /** The rule that found it. */
  readonly rule?: string;
  /** The time that its source gave it, where it cannot have happened then. */
  readonly claimed_us?: number;
  /** Texts are what somebody else wrote: show them as text. */
  readonly fields: { readonly [name: string]: string | number };
}

/** Processors and memory in hundredths of a percent, bytes of a second. */
export interface Load {
  readonly cpu: number;
  readonly memory: number;
  readonly sent_bytes: number;
  readonly received_bytes: number;
}

/** Something that was measured, at a time in microseconds. */
export interface Measurement {
  readonly at_us: number;
  /** A round trip is in microseconds. */
  readonly reading: { readonly round_trip: number } | { readonly load: Load };
}

/** What an overlay shows: the last round trip, and averages over 5 s; null where nothing was measured. */
export interface Overlay {
  readonly round_trip_us: number | null;
  readonly load: Load | null;
}

/** What is asked of the events; what is left out is everything. */
export type StatisticsQuery =
  | { kind: 'screen_time'; range?: { least_us: number; most_us: number | null } }
  | {
      kind: 'transfers';
      /** How far the zone of the clock is ahead of UTC. */
      zone_ms?: number;
      granularity?: 'minute' | 'ten_minutes' | 'hour';
      direction?: 'all' | 'host_to_client' | 'client_to_host';
    }
  | { kind: 'commands'; searches?: string[] }
  | { kind: 'counts' };

/** What is answered to each kind of query. */
export interface StatisticsAnswers {
  screen_time: Array<{
    app_name: string;
    total_us: number;
    periods: Array<{ start_us: number; duration_us: number }>;
  }>;
  transfers: Array<{ start_ms: number; count: number; bytes: number; first_us: number }>;
  commands: Array<{ at_us: number; command: string; exit_status: number | null; duration_us: number | null }>;
  counts: Array<{ name: string; label: string; family: string; count: number; first_us: number }>;
}

/** For giving up on an answer. */
export interface Abortable {
  signal?: AbortSignal | null;
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
  /** Nobody is signed in at the server any longer: the element waits, and asks again each second. */
  signinneeded: Event;
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
  readonly kind: 'desktop' | 'terminal' | 'events' | null;
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
  /** Rejects where there is no picture. */
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
  regionHistory(region: Region, options?: Abortable): Promise<Float64Array>;
  /** Null for a desktop. */
  text(): Promise<TerminalText | null>;
  /** At most 10,000 places; `isCut` says whether there are more. */
  search(query: string, options?: Abortable): Promise<Hit[] & { readonly isCut: boolean }>;
  /** Everything that happened, by rising time. */
  events(options?: Abortable): Promise<SessionEvent[]>;
  /** The same as one JSON text, in which whole numbers beyond 2^53 stay exact. */
  eventsJson(options?: Abortable): Promise<string>;
  /** Everything that was measured, by rising time. */
  performance(options?: Abortable): Promise<Measurement[]>;
  performanceJson(options?: Abortable): Promise<string>;
  overlayAt(seconds: number, options?: Abortable): Promise<Overlay>;
  statistics<Q extends StatisticsQuery>(query: Q, options?: Abortable): Promise<StatisticsAnswers[Q['kind']]>;
  statisticsJson(query: StatisticsQuery, options?: Abortable): Promise<string>;

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
