// Several files of one session, which play as one recording.

/**
 * The parts of a recording, by rising start: `{index, count, name, start, duration}`, times in seconds. A recording
 * that was made of one file has a single part without a name.
 */
export function partsOf(facts, duration) {
  const listed = (facts?.parts ?? []).map(({ start_us: start, name }) => ({ start: start / 1e6, name }));
  const parts = listed.length > 0 ? listed : [{ start: 0, name: null }];
  const count = parts.length;
  return parts.map(({ start, name }, index) => {
    const end = Math.min(parts[index + 1]?.start ?? duration, duration);
    return { index, count, name, start, duration: Math.max(0, end - start) };
  });
}
