// The worker's program, which wasm-bindgen made of player/src/web.

import start from './worker.js';

/** Loads the WebAssembly at this address and runs it; the page is told where that fails. */
export function run(place) {
  start({ module_or_path: place }).catch((error) => {
    postMessage({ type: 'crashed', message: `the player's program cannot be loaded: ${error.message}` });
  });
}
