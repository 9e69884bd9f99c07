//! The program of the player's worker. It is built for wasm32 and started by `worker-start.js`.

#[cfg(target_arch = "wasm32")]
fn main() {
    player::web::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the worker runs in browsers only: build it with --target wasm32-unknown-unknown");
    std::process::exit(2);
}
