// Where a picture goes in the room that it has.

/**
 * The largest picture that fits, centred. All numbers are CSS pixels but `width` and `height`, which count the
 * picture's own; `ratio` is how many device pixels a CSS pixel has. At 100 % and at whole multiples every pixel of
 * the picture covers whole pixels of the device, so that nothing is blurred; `isCrisp` says so.
 */
export function fit({ width, height, roomWidth, roomHeight, roomLeft, roomTop, ratio }) {
  const [deviceWidth, deviceHeight] = [roomWidth * ratio, roomHeight * ratio];
  let scale = Math.min(deviceWidth / width, deviceHeight / height);
  // Less than a device pixel over the whole picture is rounding, not a wish for another size.
  const whole = Math.round(scale);
  const isCrisp = whole >= 1 && Math.abs(scale - whole) * Math.max(width, height) < 1;
  if (isCrisp) scale = whole;
  const [shownWidth, shownHeight] = [Math.round(width * scale), Math.round(height * scale)];
  // The picture starts on a device pixel, wherever the room does.
  const place = (room, start, shown) =>
    Math.round(start * ratio + (room - shown) / 2) / ratio - start;
  return {
    left: place(deviceWidth, roomLeft, shownWidth),
    top: place(deviceHeight, roomTop, shownHeight),
    width: shownWidth / ratio,
    height: shownHeight / ratio,
    isCrisp,
  };
}
