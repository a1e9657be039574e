//! From loads to batches: what a request sends and when, in every way to resolve it, page by page or level by level,
//! and what happens when something fails.
//!
//! The tests are three binaries, because one with all of them would need more memory to compile than many machines
//! have. `lookups` and `related` are the others.

#![allow(unreachable_pub, reason = "nothing can be reached from outside of a test binary")]

use batchload_tests::support;

mod batching;
mod failures;
mod graphql;
mod pages;
mod preload;
mod scheduling;
mod simulation;
