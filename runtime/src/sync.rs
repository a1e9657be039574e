//! The locks, atomics and tasks by which loaders synchronise threads. Decides nothing.
//!
//! They come from std, futures and tokio. Under `--cfg batchload_loom` or `--cfg batchload_shuttle`, which only
//! `tests/models.sh` sets, they come from a model checker, and `scheduler::models` runs the code that uses them through
//! the orders in which its steps can happen. `Arc` always comes from std, because nothing here depends on when it
//! counts. The counters of `stats` always do as well, because nothing is decided by them.

#[cfg(any(batchload_loom, batchload_shuttle))]
mod model;

#[cfg(not(any(batchload_loom, batchload_shuttle)))]
pub(crate) use {
    futures_util::task::AtomicWaker,
    std::sync::{Mutex, MutexGuard, OnceLock, atomic},
    std::thread_local,
    tokio::{runtime::Handle, time::Instant},
};

#[cfg(any(batchload_loom, batchload_shuttle))]
pub(crate) use model::{AtomicWaker, Handle, Instant, Mutex, MutexGuard, OnceLock, atomic, thread_local};
#[cfg(all(test, any(batchload_loom, batchload_shuttle)))]
pub(crate) use model::{block_on, thread};
