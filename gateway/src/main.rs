//! `afterimage`: the server and the command-line tool.

fn main() {}
