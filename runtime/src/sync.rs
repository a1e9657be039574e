//! Where threads meet: the locks, atomics and tasks that loaders stand on. Decides nothing.
//!
//! They are those of std, futures and tokio. Under `--cfg batchload_loom` or `--cfg batchload_shuttle`, which
//! only `tests/models.sh` sets, they are those of a model checker, and `scheduler::models` runs the code that
//! stands on them through the orders in which its steps can happen. `Arc` is always std's: it counts, and
//! nothing here depends on when it does. So are the counters of `stats`, by which nothing is decided.

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
