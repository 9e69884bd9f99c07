//! The console: mounts the application.

fn main() {}
