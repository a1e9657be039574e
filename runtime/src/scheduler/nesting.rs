//! Which batch is running here, and which batches wait for which: a batch function may load, but not in a circle.

use std::cell::RefCell;
use std::sync::{Arc, PoisonError};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Mutex, MutexGuard, thread_local};

/// A batch as one that waits for others.
#[derive(Debug, Default)]
pub(crate) struct Node {
    ended: AtomicBool,
    waits_for: Mutex<Vec<Arc<Node>>>,
}

thread_local! {
    static RUNNING: RefCell<Option<Arc<Node>>> = const { RefCell::new(None) };
}

/// Runs a poll of a batch function, so that loads in it are known to be made by its batch.
pub(crate) fn within<R>(batch: &Arc<Node>, poll: impl FnOnce() -> R) -> R {
    let outer = RUNNING.with(|running| running.replace(Some(Arc::clone(batch))));
    let _restore = Restore(outer);
    poll()
}

struct Restore(Option<Arc<Node>>);

impl Drop for Restore {
    fn drop(&mut self) {
        RUNNING.with(|running| running.replace(self.0.take()));
    }
}

/// That the running batch waits for another one, until this is dropped.
#[derive(Debug)]
pub(crate) struct Wait {
    waiting: Arc<Node>,
    on: Arc<Node>,
}

/// Notes that the running batch, if one is running here, will wait for `on`.
///
/// # Errors
///
/// When `on` waits for the running batch already: neither would ever end.
#[inline]
pub(crate) fn wait_for(on: &Arc<Node>) -> Result<Option<Wait>, Circle> {
    if RUNNING.with(|running| running.borrow().is_none()) {
        return Ok(None);
    }
    let Some(waiting) = RUNNING.with(|running| running.borrow().clone()) else { return Ok(None) };
    Wait::new(waiting, on).map(Some)
}

impl Wait {
    fn new(waiting: Arc<Node>, on: &Arc<Node>) -> Result<Self, Circle> {
        // Noted before looking: of two batches that turn to each other at the same time, one sees the other.
        waiting.lock().push(Arc::clone(on));
        let wait = Self { waiting, on: Arc::clone(on) };
        if on.reaches(&wait.waiting) { Err(Circle) } else { Ok(wait) }
    }
}

/// Two batches would wait for each other.
pub(crate) struct Circle;

impl Drop for Wait {
    fn drop(&mut self) {
        let mut waits_for = self.waiting.lock();
        if let Some(at) = waits_for.iter().position(|node| Arc::ptr_eq(node, &self.on)) {
            waits_for.swap_remove(at);
        }
    }
}

impl Node {
    /// The batch has ended: nothing waits for it any more.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }

    fn reaches(self: &Arc<Self>, goal: &Arc<Self>) -> bool {
        let mut seen: Vec<Arc<Self>> = Vec::new();
        let mut ahead = vec![Arc::clone(self)];
        while let Some(node) = ahead.pop() {
            if Arc::ptr_eq(&node, goal) {
                return true;
            }
            if node.ended.load(Ordering::Acquire) || seen.iter().any(|seen| Arc::ptr_eq(seen, &node)) {
                continue;
            }
            ahead.extend(node.lock().iter().cloned());
            seen.push(node);
        }
        false
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Self>>> {
        self.waits_for.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Barrier};
    use std::thread;

    use super::{Circle, Node, wait_for, within};

    #[test]
    fn two_batches_that_turn_to_each_other_do_not_both_wait() {
        for _ in 0..500 {
            let (one, other) = (Arc::<Node>::default(), Arc::<Node>::default());
            let barrier = Barrier::new(2);
            let waits = |batch: &Arc<Node>, on: &Arc<Node>| {
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
        let (one, other) = (Arc::<Node>::default(), Arc::<Node>::default());
        let wait = within(&one, || wait_for(&other));
        assert!(matches!(within(&other, || wait_for(&one)), Err(Circle)));
        assert!(other.lock().is_empty());
        drop(wait);
        assert!(within(&other, || wait_for(&one)).is_ok());
    }
}
