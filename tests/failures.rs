//! Failures around a loader, row by row. None of them harms a load that had no part in it.
//!
//! The rows are failures that were found in loaders of this and other languages: `s` is scheduling, cancellation and
//! runtimes, `b` a batch function that misbehaves, `c` the cache. The name of a test begins with the number of its row,
//! here and in `batching`, `scheduling` and `graphql`, so `cargo test s03_` runs the tests of row S03. The rows about
//! statements on databases are in `databases`.

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
