//! Which batch is running here, and which batches wait for which: a batch function may load, but not in a circle.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, PoisonError};

use super::answers::Answers;
use crate::sync::{MutexGuard, thread_local};

thread_local! {
    static RUNNING: RefCell<Option<Arc<Answers>>> = const { RefCell::new(None) };
    /// Whether a batch is running. Every load looks here, and this needs no destructor.
    static IS_RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Runs a poll of a batch function, so that loads in it are known to belong to its batch.
pub(crate) fn within<R>(batch: &Arc<Answers>, poll: impl FnOnce() -> R) -> R {
    let outer = replace(Some(Arc::clone(batch)));
    let _restore = Restore(outer);
    poll()
}

struct Restore(Option<Arc<Answers>>);

impl Drop for Restore {
    fn drop(&mut self) {
        replace(self.0.take());
    }
}

fn replace(batch: Option<Arc<Answers>>) -> Option<Arc<Answers>> {
    IS_RUNNING.with(|is_running| is_running.set(batch.is_some()));
    RUNNING.with(|running| running.replace(batch))
}

/// A guard that notes that the running batch waits for another one, until it is dropped.
pub(crate) struct Wait {
    waiting: Arc<Answers>,
    on: Arc<Answers>,
}

/// Returns whether a batch is running here.
#[inline]
pub(crate) fn is_in_batch() -> bool {
    IS_RUNNING.with(Cell::get)
}

/// Notes that the running batch, if one is running here, will wait for `on`.
///
/// # Errors
///
/// Returns [`CircularWait`] if `on` waits for the running batch already, because neither would ever end.
pub(crate) fn wait_for(on: &Arc<Answers>) -> Result<Option<Wait>, CircularWait> {
    let Some(waiting) = RUNNING.with(|running| running.borrow().clone()) else { return Ok(None) };
    Wait::new(waiting, on).map(Some)
}

impl Wait {
    fn new(waiting: Arc<Answers>, on: &Arc<Answers>) -> Result<Self, CircularWait> {
        // Noted before looking: if two batches turn to each other at the same time, one of them sees the other.
        waits_for(&waiting).push(Arc::clone(on));
        let wait = Self { waiting, on: Arc::clone(on) };
        if reaches(on, &wait.waiting) { Err(CircularWait) } else { Ok(wait) }
    }
}

/// Returns whether a batch waits for another one that has not ended.
pub(super) fn is_waiting(batch: &Answers) -> bool {
    waits_for(batch).iter().any(|on| on.outcome().is_none())
}

/// The error for two batches that would wait for each other.
pub(crate) struct CircularWait;

impl Drop for Wait {
    fn drop(&mut self) {
        let mut waits_for = waits_for(&self.waiting);
        if let Some(at) = waits_for.iter().position(|batch| Arc::ptr_eq(batch, &self.on)) {
            waits_for.swap_remove(at);
        }
    }
}

/// Returns whether a batch waits for another one, directly or through others.
fn reaches(batch: &Arc<Answers>, goal: &Arc<Answers>) -> bool {
    let mut seen: Vec<Arc<Answers>> = Vec::new();
    let mut ahead = vec![Arc::clone(batch)];
    while let Some(batch) = ahead.pop() {
        if Arc::ptr_eq(&batch, goal) {
            return true;
        }
        if batch.outcome().is_some() || seen.iter().any(|seen| Arc::ptr_eq(seen, &batch)) {
            continue;
        }
        ahead.extend(waits_for(&batch).iter().cloned());
        seen.push(batch);
    }
    false
}

fn waits_for(batch: &Answers) -> MutexGuard<'_, Vec<Arc<Answers>>> {
    batch.waits_for.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Barrier};
    use std::thread;

    use super::{Answers, CircularWait, wait_for, within};

    #[test]
    fn two_batches_that_turn_to_each_other_do_not_both_wait() {
        for _ in 0..500 {
            let (one, other) = (Answers::open("one"), Answers::open("other"));
            let barrier = Barrier::new(2);
            let waits = |batch: &Arc<Answers>, on: &Arc<Answers>| {
                within(batch, || {
                    barrier.wait();
                    let wait = wait_for(on);
                    // A wait that was granted goes on.
                    barrier.wait();
                    wait.is_ok()
                })
            };
            let both = thread::scope(|scope| {
                let first = scope.spawn(|| waits(&one, &other));
                waits(&other, &one) & first.join().expect("nothing panics")
            });
            assert!(!both, "both wait");
        }
    }

    #[test]
    fn a_refused_wait_leaves_no_trace() {
        let (one, other) = (Answers::open("one"), Answers::open("other"));
        let wait = within(&one, || wait_for(&other));
        assert!(matches!(within(&other, || wait_for(&one)), Err(CircularWait)));
        assert!(super::waits_for(&other).is_empty());
        drop(wait);
        assert!(within(&other, || wait_for(&one)).is_ok());
    }
}
