//! The promises of batchload, one module for each topic and one test for each database.
//!
//! Everything is one binary, so the database drivers are linked once.

#![allow(unreachable_pub, reason = "nothing can be reached from outside of a test binary")]

mod aggregates;
mod batching;
mod failures;
mod graphql;
mod lazy;
mod loading;
mod pages;
mod preload;
mod relations;
mod scheduling;
mod simulation;
mod support;
