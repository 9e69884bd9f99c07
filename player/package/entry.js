// The package's one script. On a page it defines <afterimage-player>; the element starts its worker from this same
// file, and there it runs the decoder.

import { places } from './worker-link.js';
import { run } from './worker-program.js';

if (typeof WorkerGlobalScope !== 'undefined' && globalThis instanceof WorkerGlobalScope) {
  run(new URL('./afterimage-player.wasm', import.meta.url));
} else {
  places.worker = new URL(import.meta.url);
  await import('./afterimage-player.js');
}
