//! When a batch goes, which keys are in it, and what happens to the loads that wait for it.
//!
//! The behaviours are those that the public test suite of facebook/dataloader asserts, and those that loaders of other
//! ecosystems had to learn. If batchload behaves differently, the test says why.
//!
//! Some of those mistakes cannot be made here, because the code does not compile: a loader without a batch function, or
//! with something else in its place; a missing key; a list of keys that is not a list; a batch function that returns
//! nothing, or not a future, or not a map; a size or a function that is null. An answer that is a map cannot have a
//! wrong length. Other behaviours have no counterpart:
//!
//! - **A custom map as the cache.** A loader lives for one request, and its cache keeps a batch and its waiters apart
//!   from a `clear` or `prime` in between. A foreign map could not take part in that. Data that outlives a request
//!   belongs behind the batch function.
//! - **A custom schedule.** [`batchload::drive`] sees the exact moment to send a batch; see `driven_requests`.
//! - **A report of failures nobody looked at.** A dropped future reports nothing.

mod any_key;
mod batches_with_sql;
mod capped_sizes;
mod driven_requests;
mod exact_statistics;
mod nested_transactions;
mod one_batch_a_level;
mod one_batch_a_turn;
mod primed_answers;
mod remembered_answers;
mod separate_requests;
mod shared_failures;
mod shared_rows;
mod statements;
mod traced_batches;
mod transactions;
mod without_a_cache;
