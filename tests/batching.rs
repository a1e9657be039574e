//! When a batch goes, what is in it, and what happens to those who wait for it.
//!
//! The behaviours are those that the public test suite of facebook/dataloader asserts, and those that
//! loaders of other ecosystems had to learn. Where the answer here differs, the test says why.
//!
//! Some of those mistakes cannot be made here, because they do not compile: a loader without a batch
//! function, or with something else; a key that is missing; a list of keys that is none; a batch function that
//! answers nothing, or not in the future, or with something that is no map; a size or a function that
//! is null. A map as the answer has no wrong length. Others have no counterpart:
//!
//! - **A map of the user's own as the cache.** A loader lives for one request, and its cache is what keeps
//!   a batch and its waiters apart from `clear` and `prime` in between. A foreign map could not take part
//!   in that. What outlives a request belongs behind the batch function.
//! - **A schedule of the user's own.** [`batchload::drive`] sees the exact moment; see `driven_requests`.
//! - **A report of failures nobody looked at.** A future that is dropped is silent.

mod any_key;
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
