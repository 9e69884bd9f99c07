// What is known of the recording that is open.

export const HAVE_NOTHING = 0;
export const HAVE_METADATA = 1;
export const HAVE_CURRENT_DATA = 2;
export const HAVE_ENOUGH_DATA = 4;

/** Nothing is open yet; all of it starts anew with each recording. */
export const nothing = () => ({
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
  unknown: null,
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
