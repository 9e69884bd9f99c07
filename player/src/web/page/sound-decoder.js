// Decodes pieces of sound: through WebCodecs, or, where the browser does not know FLAC, from what the worker decoded.

/** Samples of Opus before a segment that its decoder is fed first, so that it sounds right from the start: 160 ms. */
const OPUS_LEAD = 7680;

/** What can be done about it where a segment cannot be decoded: `decode in the worker` or `nothing`. */
export class UndecodableError extends Error {
  constructor(message, canWorker) {
    super(message);
    this.name = 'UndecodableError';
    this.canWorker = canWorker;
  }
}

export class SoundDecoder {
  #known = new Map();
  /** By run, the packets of Opus that came last. */
  #tails = new Map();

  /** Forgets what came before. */
  reset() {
    this.#tails.clear();
  }

  /** The samples of a segment: a Float32Array for each channel. */
  async decode(segment) {
    if (segment.values !== undefined) return planes(segment);
    const config = {
      codec: segment.codec,
      sampleRate: segment.rate,
      numberOfChannels: segment.channels,
      ...(segment.header === undefined ? {} : { description: segment.header }),
    };
    if (!(await this.#isKnown(config))) {
      throw new UndecodableError(`the browser does not decode sound in ${segment.codec}`, segment.codec === 'flac');
    }
    const lead = this.#lead(segment);
    return decode(segment, config, lead);
  }

  async #isKnown(config) {
    const key = `${config.codec} ${config.sampleRate} ${config.numberOfChannels}`;
    // WebCodecs are there in secure contexts only.
    if (typeof AudioDecoder === 'undefined') return false;
    if (!this.#known.has(key)) {
      const answer = await AudioDecoder.isConfigSupported(config).catch(() => ({ supported: false }));
      this.#known.set(key, answer.supported === true);
    }
    return this.#known.get(key);
  }

  /** The packets before a segment of Opus, where they are known; keeps those at its end. */
  #lead(segment) {
    if (segment.codec !== 'opus') return [];
    const packets = [...split(segment)];
    const before = this.#tails.get(segment.run);
    const lead = before?.next === segment.first ? before.packets : [];
    let samples = 0;
    const tail = [];
    for (const packet of [...lead, ...packets].reverse()) {
      if (samples >= OPUS_LEAD) break;
      tail.unshift(packet);
      samples += packet.samples;
    }
    this.#tails.set(segment.run, { next: segment.first + segment.samples, packets: tail });
    return lead;
  }
}

/** The packets of a segment. */
function* split({ packets, data }) {
  let offset = 0;
  for (let at = 0; at + 1 < packets.length; at += 2) {
    const bytes = packets[at];
    yield { samples: packets[at + 1], bytes: new Uint8Array(data, offset, bytes) };
    offset += bytes;
  }
}

async function decode(segment, config, lead) {
  const { rate, channels, samples } = segment;
  const leadSamples = lead.reduce((sum, packet) => sum + packet.samples, 0);
  const out = Array.from({ length: channels }, () => new Float32Array(samples));
  let failure = null;
  const take = (piece) => {
    // Where it lies in the segment; before it, where it is of the lead.
    const start = Math.round((piece.timestamp * rate) / 1e6) - leadSamples;
    const from = Math.max(0, -start);
    const count = Math.min(piece.numberOfFrames, samples - start) - from;
    if (count > 0 && piece.numberOfChannels === channels) {
      for (const [planeIndex, plane] of out.entries()) {
        const target = plane.subarray(start + from, start + from + count);
        piece.copyTo(target, { planeIndex, format: 'f32-planar', frameOffset: from, frameCount: count });
      }
    }
    piece.close();
  };
  const decoder = new AudioDecoder({
    output: take,
    error: (error) => {
      failure = error;
    },
  });
  decoder.configure(config);
  let at = 0;
  for (const packet of [...lead, ...split(segment)]) {
    const timestamp = Math.round((at * 1e6) / rate);
    at += packet.samples;
    const duration = Math.round((at * 1e6) / rate) - timestamp;
    decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, duration, data: packet.bytes }));
  }
  await decoder.flush().catch((error) => {
    failure ??= error;
  });
  if (decoder.state !== 'closed') decoder.close();
  if (failure !== null) {
    throw new UndecodableError(`sound cannot be decoded: ${failure.message}`, segment.codec === 'flac');
  }
  return out;
}

/** Samples that the worker decoded, channel by channel. */
function planes({ values, channels, samples }) {
  const interleaved = new Int16Array(values);
  return Array.from({ length: channels }, (_, channel) => {
    const plane = new Float32Array(samples);
    for (let at = 0; at < samples; at += 1) plane[at] = interleaved[at * channels + channel] / 32768;
    return plane;
  });
}
