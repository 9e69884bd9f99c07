// What can be opened: an address, a file, or several that make one recording together.

export const isLocal = (what) => what instanceof Blob || Array.isArray(what);

/** What the worker is handed of local files: one, or those that make one recording; nothing of an address. */
export function localFiles(what) {
  if (!isLocal(what)) return {};
  const files = [what].flat().filter((file) => file instanceof Blob).map((blob) => ({ blob, name: blob.name ?? null }));
  return files.length === 1 ? files[0] : { files };
}

/** The whole address of what is opened, null of local files. Throws a TypeError where it is none. */
export function addressOf(what, base) {
  if (isLocal(what)) return null;
  try {
    return new URL(String(what), base).href;
  } catch {
    throw new TypeError(`${what} is no address`);
  }
}
