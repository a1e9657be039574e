//! What every test stands on: databases that exist for one test, the statements that reached them, the
//! runtimes a promise must hold on, and a batch function that keeps its calls.
//!
//! Nothing here tests batchload, and what a test measures with does not use it, so a mistake in the library
//! cannot hide one in a test: `models` and `recorder` are only things to load, `ways` only wraps a body.

pub mod database;
pub mod locks;
pub mod models;
pub mod recorder;
pub mod runtimes;
pub mod server;
pub mod sources;
pub mod statements;
pub mod ways;
