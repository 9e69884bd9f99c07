//! The edge towards the network: a server that listens, and clients that write bytes as they like.

mod bodies;
mod forwarded;
mod headers;
mod origins;
mod raw;
mod slow;
mod smuggling;
mod sockets;
mod tls;
