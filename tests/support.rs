//! What every test stands on: databases that exist for one test, the statements that reached them, and the
//! runtimes a promise must hold on.
//!
//! Nothing here tests batchload; nothing here uses it, so a mistake in the library cannot hide one in a test.

pub mod database;
pub mod models;
pub mod runtimes;
pub mod server;
pub mod statements;
