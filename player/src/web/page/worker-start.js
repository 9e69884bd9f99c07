// Starts the player's worker: loads the program that wasm-bindgen made of player/src/web and runs it.

import start from './worker.js';

start({ module_or_path: new URL('./worker_bg.wasm', import.meta.url) }).catch((error) => {
  postMessage({ type: 'crashed', message: `the player's program cannot be loaded: ${error.message}` });
});
