//! The databases that tests run on: a SQLite file, and a database of a PostgreSQL cluster of the tests' own.

mod cluster;
mod place;

pub use cluster::Cluster;
pub use place::Place;
