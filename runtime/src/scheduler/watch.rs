//! Looks after batches that nobody sends: a leader that is kept but not polled must not stall the others.
//!
//! The watch sends nothing itself. It wakes other waiters, and the first of them to be polled leads. So a leader that
//! is only slow, because its task or its machine is busy, loses nothing.

use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::{Handle, Id};

use super::clock;
use super::opening_ref::{ErasedBatcher, OpeningRef};
use super::turn::Turn;
use crate::sync::{Mutex, MutexGuard};

/// How often the watch looks.
const TICK: Duration = Duration::from_millis(10);

/// Ticks without a sign of life after which a leader counts as forgotten. No batch waits that long unless a load is
/// kept and not polled.
const TICKS_UNTIL_FORGOTTEN: u32 = 5;

/// Ticks after which a leader counts as forgotten even if other loads still arrive.
const TICKS_UNTIL_FORGOTTEN_WITH_ARRIVALS: u32 = 20;

/// How many openings a list holds before the watch strikes off those that were sent.
const MIN_LENGTH_TO_PRUNE: usize = 64;

/// The turn that the loaders of one request share, and the watch over it.
#[derive(Default)]
pub(crate) struct SharedTurn {
    turn: Turn,
    watch: Mutex<Watch>,
}

#[derive(Default)]
struct Watch {
    /// One for each runtime that openings are led on, because a single one would see nothing while its runtime rests.
    tasks: Vec<WatchTask>,
    /// How many tasks were ever started.
    started_tasks: u64,
}

/// A task that looks after openings, on one runtime.
struct WatchTask {
    runtime: Id,
    id: u64,
    new: Vec<WatchedOpening>,
}

struct WatchedOpening {
    loader: Weak<dyn ErasedBatcher>,
    opening: u64,
    leader_polls: UnchangedTicks,
}

/// For how many ticks a count has stood still.
#[derive(Default)]
struct UnchangedTicks {
    count: u64,
    ticks: u32,
}

impl UnchangedTicks {
    fn observe(&mut self, count: u64) -> u32 {
        self.ticks = if count == self.count { self.ticks + 1 } else { 0 };
        self.count = count;
        self.ticks
    }
}

impl Watch {
    fn task(&mut self, id: u64) -> Option<&mut WatchTask> {
        self.tasks.iter_mut().find(|task| task.id == id)
    }
}

impl WatchTask {
    /// Notes an opening. If the list is full, hands it out, so that the caller can strike off the openings that were
    /// sent: nobody else does so while the runtime rests.
    fn add(&mut self, watched: WatchedOpening) -> Vec<WatchedOpening> {
        let is_full = self.new.len() >= MIN_LENGTH_TO_PRUNE && self.new.len() == self.new.capacity();
        let full = if is_full { std::mem::take(&mut self.new) } else { Vec::new() };
        self.new.push(watched);
        full
    }
}

impl WatchedOpening {
    /// Returns whether the opening is still to be sent.
    fn is_open(&self) -> bool {
        self.loader.upgrade().is_some_and(|loader| loader.leader_polls(self.opening).is_some())
    }

    /// Returns whether the opening is still to be sent. If its leader is forgotten, lets others lead.
    fn check(&mut self, ticks_without_arrivals: u32) -> bool {
        let Some(loader) = self.loader.upgrade() else { return false };
        let Some(leader_polls) = loader.leader_polls(self.opening) else { return false };
        let ticks_without_polls = self.leader_polls.observe(leader_polls);
        if ticks_without_polls.min(ticks_without_arrivals) >= TICKS_UNTIL_FORGOTTEN
            || ticks_without_polls >= TICKS_UNTIL_FORGOTTEN_WITH_ARRIVALS
        {
            self.leader_polls.ticks = 0;
            loader.wake_successors(self.opening);
        }
        true
    }
}

impl SharedTurn {
    pub(super) fn turn(&self) -> &Turn {
        &self.turn
    }

    /// Looks after an opening that a waiting task will send.
    pub(super) fn watch(self: &Arc<Self>, opening: &OpeningRef) {
        let loader = Arc::downgrade(&opening.loader);
        let watched = WatchedOpening { loader, opening: opening.id, leader_polls: UnchangedTicks::default() };
        // Before the lock, because this may panic.
        let runtime = clock::runtime();
        let mut watch = self.lock();
        let here = runtime.as_ref().map(Handle::id);
        // If there is no clock, any task has to do.
        let known = watch.tasks.iter_mut().find(|task| here.is_none_or(|here| task.runtime == here));
        if let Some(task) = known {
            let full = task.add(watched);
            let id = task.id;
            drop(watch);
            return self.give_back(id, full);
        }
        let Some(runtime) = runtime else { return };
        watch.started_tasks += 1;
        let id = watch.started_tasks;
        watch.tasks.push(WatchTask { runtime: runtime.id(), id, new: vec![watched] });
        drop(watch);
        runtime.spawn(look_after(WatchTaskGuard { shared_turn: Arc::downgrade(self), id }));
    }

    /// Gives a full list back to its task, without the openings that were sent.
    fn give_back(&self, id: u64, mut full: Vec<WatchedOpening>) {
        if full.is_empty() {
            return;
        }
        // Without the lock, as in `look_after`.
        full.retain(WatchedOpening::is_open);
        if let Some(task) = self.lock().task(id) {
            full.append(&mut task.new);
            task.new = full;
        }
    }

    /// Takes the openings that are new to a task.
    fn take_new(&self, id: u64) -> Vec<WatchedOpening> {
        self.lock().task(id).map(|task| std::mem::take(&mut task.new)).unwrap_or_default()
    }

    /// Returns how many openings are on lists.
    #[cfg(test)]
    pub(super) fn listed(&self) -> usize {
        self.lock().tasks.iter().map(|task| task.new.len()).sum()
    }

    /// Ends a task, unless something new has come. Returns whether it has ended.
    fn end_if_idle(&self, id: u64) -> bool {
        let mut watch = self.lock();
        watch.tasks.retain(|task| task.id != id || !task.new.is_empty());
        watch.task(id).is_none()
    }

    fn lock(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn look_after(guard: WatchTaskGuard) {
    let mut arrivals = UnchangedTicks::default();
    let mut all: Vec<WatchedOpening> = Vec::new();
    loop {
        tokio::time::sleep(TICK).await;
        let Some(shared_turn) = guard.shared_turn.upgrade() else { return };
        let ticks_without_arrivals = arrivals.observe(shared_turn.turn.arrivals());
        all.extend(shared_turn.take_new(guard.id));
        // Without the lock, because a loader that ends here drops its source, which is the user's code.
        all.retain_mut(|watched| watched.check(ticks_without_arrivals));
        if all.is_empty() && shared_turn.end_if_idle(guard.id) {
            return;
        }
    }
}

/// A guard of a running task. However the task ends, the next opening starts another.
struct WatchTaskGuard {
    shared_turn: Weak<SharedTurn>,
    id: u64,
}

impl Drop for WatchTaskGuard {
    fn drop(&mut self) {
        if let Some(shared_turn) = self.shared_turn.upgrade() {
            shared_turn.lock().tasks.retain(|task| task.id != self.id);
        }
    }
}
