// Starts the player's worker.

import { run } from './worker-program.js';

run(new URL('./worker_bg.wasm', import.meta.url));
