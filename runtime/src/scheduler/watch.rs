//! Looks after batches that nobody sends: a leader that is kept but not polled must not stall the others.
//!
//! The watch sends nothing itself. It wakes other waiters, and the first of them to be polled leads. So a leader that
//! is only slow, because its task or its machine is busy, loses nothing.

use std::fmt;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::{Handle, Id};

use super::clock;
use super::opened::{Opened, Sends};
use super::turn::Turn;
use crate::sync::{Mutex, MutexGuard};

/// How often the watch looks.
const TICK: Duration = Duration::from_millis(10);

/// Ticks without a sign of life after which a leader counts as forgotten. No batch waits that long unless a load is
/// kept and not polled.
const PATIENCE: u32 = 5;

/// Ticks after which a leader counts as forgotten even if other loads still arrive.
const LONG_PATIENCE: u32 = 20;

/// How many openings a list holds before the watch strikes off those that were sent.
const MANY: usize = 64;

/// The turn that the loaders of one request share, and the watch over it.
#[derive(Default)]
pub(crate) struct Turns {
    turn: Turn,
    watch: Mutex<Watch>,
}

#[derive(Default)]
struct Watch {
    /// One for each runtime that openings are led on, because a single one would see nothing while its runtime rests.
    rounds: Vec<Round>,
    /// How many rounds there were.
    runs: u64,
}

/// A task that looks after openings, on one runtime.
struct Round {
    runtime: Id,
    run: u64,
    new: Vec<Watched>,
}

struct Watched {
    loader: Weak<dyn Sends>,
    opening: u64,
    beats: Still,
}

/// For how many ticks a count has stood still.
#[derive(Default)]
struct Still {
    count: u64,
    ticks: u32,
}

impl Still {
    fn look(&mut self, count: u64) -> u32 {
        self.ticks = if count == self.count { self.ticks + 1 } else { 0 };
        self.count = count;
        self.ticks
    }
}

impl Watch {
    fn round(&mut self, run: u64) -> Option<&mut Round> {
        self.rounds.iter_mut().find(|round| round.run == run)
    }
}

impl Round {
    /// Notes an opening. If the list is full, hands it out, so that the caller can strike off the openings that were
    /// sent: nobody else does so while the runtime rests.
    fn note(&mut self, watched: Watched) -> Vec<Watched> {
        let is_full = self.new.len() >= MANY && self.new.len() == self.new.capacity();
        let full = if is_full { std::mem::take(&mut self.new) } else { Vec::new() };
        self.new.push(watched);
        full
    }
}

impl Watched {
    /// Returns whether the opening is still to be sent.
    fn is_open(&self) -> bool {
        self.loader.upgrade().is_some_and(|loader| loader.beats(self.opening).is_some())
    }

    /// Returns whether the opening is still to be sent. If its leader is forgotten, lets others lead.
    fn look(&mut self, arrivals_still: u32) -> bool {
        let Some(loader) = self.loader.upgrade() else { return false };
        let Some(beats) = loader.beats(self.opening) else { return false };
        let still = self.beats.look(beats);
        if still.min(arrivals_still) >= PATIENCE || still >= LONG_PATIENCE {
            self.beats.ticks = 0;
            loader.rouse(self.opening);
        }
        true
    }
}

impl Turns {
    pub(super) fn turn(&self) -> &Turn {
        &self.turn
    }

    /// Looks after an opening that a waiting task will send.
    pub(super) fn watch(self: &Arc<Self>, opened: &Opened) {
        let loader = Arc::downgrade(&opened.loader);
        let watched = Watched { loader, opening: opened.opening, beats: Still::default() };
        // Before the lock, because this may panic.
        let runtime = clock::runtime();
        let mut watch = self.lock();
        let here = runtime.as_ref().map(Handle::id);
        // If there is no clock, any round has to do.
        let known = watch.rounds.iter_mut().find(|round| here.is_none_or(|here| round.runtime == here));
        if let Some(round) = known {
            let full = round.note(watched);
            let run = round.run;
            drop(watch);
            return self.give_back(run, full);
        }
        let Some(runtime) = runtime else { return };
        watch.runs += 1;
        let run = watch.runs;
        watch.rounds.push(Round { runtime: runtime.id(), run, new: vec![watched] });
        drop(watch);
        runtime.spawn(look_after(Running { turns: Arc::downgrade(self), run }));
    }

    /// Gives a full list back to its round, without the openings that were sent.
    fn give_back(&self, run: u64, mut full: Vec<Watched>) {
        if full.is_empty() {
            return;
        }
        // Without the lock, as in `look_after`.
        full.retain(Watched::is_open);
        if let Some(round) = self.lock().round(run) {
            full.append(&mut round.new);
            round.new = full;
        }
    }

    /// Takes the openings that are new to a round.
    fn news(&self, run: u64) -> Vec<Watched> {
        self.lock().round(run).map(|round| std::mem::take(&mut round.new)).unwrap_or_default()
    }

    /// Returns how many openings are on lists.
    #[cfg(test)]
    pub(super) fn listed(&self) -> usize {
        self.lock().rounds.iter().map(|round| round.new.len()).sum()
    }

    /// Ends a round, unless something new has come. Returns whether it has ended.
    fn is_over(&self, run: u64) -> bool {
        let mut watch = self.lock();
        watch.rounds.retain(|round| round.run != run || !round.new.is_empty());
        watch.round(run).is_none()
    }

    fn lock(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn look_after(running: Running) {
    let mut arrivals = Still::default();
    let mut all: Vec<Watched> = Vec::new();
    loop {
        tokio::time::sleep(TICK).await;
        let Some(turns) = running.turns.upgrade() else { return };
        let arrivals_still = arrivals.look(turns.turn.arrivals());
        all.extend(turns.news(running.run));
        // Without the lock, because a loader that ends here drops its source, which is the user's code.
        all.retain_mut(|watched| watched.look(arrivals_still));
        if all.is_empty() && turns.is_over(running.run) {
            return;
        }
    }
}

/// A guard of a running round. However the round ends, the next opening starts another.
struct Running {
    turns: Weak<Turns>,
    run: u64,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(turns) = self.turns.upgrade() {
            turns.lock().rounds.retain(|round| round.run != self.run);
        }
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").field("turn", &self.turn).finish_non_exhaustive()
    }
}
