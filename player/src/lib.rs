//! The playback engine: clock, seek and pictures, pure; the worker and the element in `web`, for wasm32 only.
