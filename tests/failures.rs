//! What goes wrong around a loader, row by row, and that it harms nobody who had no part in it.
//!
//! The rows are failures that loaders of this and other languages were caught with: `s` is scheduling,
//! cancellation and runtimes, `b` a batch function that misbehaves, `c` the cache. A test of a row begins with its
//! number, here and in `batching`, `scheduling` and `graphql`, so `cargo test s03_` runs what stands for row S03.
//! Statements on databases are under `databases`.

mod batch_functions;
mod batch_timeouts;
mod cancelled_statements;
mod changes_during_a_fetch;
mod contained_panics;
mod databases;
mod dropped_loads;
mod lost_runtimes;
mod many_siblings;
mod memory;
mod misbehaving_keys;
mod misbehaving_values;
mod no_circles;
mod other_threads;
mod outside_a_runtime;
mod races;
mod servers;
mod slow_batches;
mod spans;
mod transactions;
mod written_down;
