// Small pictures of moments, as the worker tells them.

/** The ImageData of a picture that the worker sent; null where the recording has none. */
export function toImage(picture) {
  if (picture === null) return null;
  return new ImageData(new Uint8ClampedArray(picture.pixels), picture.width, picture.height);
}

/** The pictures of a storyboard: `{time, image}`, rising. */
export function toStoryboard(pictures) {
  return pictures.map((picture) => ({ time: picture.time, image: toImage(picture) }));
}
