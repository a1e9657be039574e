//! The basis of every test: databases that exist for one test, the statements that reached them, the runtimes on which
//! a promise must hold, and a batch function that keeps its calls.
//!
//! Nothing here tests batchload, and nothing that a test measures with uses it, so a mistake in the library cannot hide
//! one in a test. `models` and `recorder` are only things to load, `cut` and `ways` only wrap a body.

pub mod cut;
pub mod database;
pub mod events;
pub mod locks;
pub mod models;
pub mod recorder;
pub mod runtimes;
pub mod server;
pub mod sources;
pub mod statements;
pub mod ways;
