//! Who looks after batches that nobody sends: a leader that is kept but not polled must not stall the others.
//!
//! It sends nothing itself. It wakes other waiters, and the first to be polled leads: a leader that is only
//! slow, because its task or its machine is busy, therefore loses nothing.

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

/// Ticks without a sign of life after which a leader counts as forgotten. No batch waits for that unless a
/// load is kept and not polled.
const PATIENCE: u32 = 5;

/// Ticks after which a leader counts as forgotten although other loads still arrive.
const LONG_PATIENCE: u32 = 20;

/// How many openings a list holds before it is looked through.
const MANY: usize = 64;

/// The turn that the loaders of one request share, and the watch over it.
#[derive(Default)]
pub(crate) struct Turns {
    turn: Turn,
    watch: Mutex<Watch>,
}

#[derive(Default)]
struct Watch {
    /// One on each runtime that openings are led on: one alone would see nothing while its runtime rests.
    rounds: Vec<Round>,
    /// How many there were.
    runs: u64,
}

/// Somebody goes round on a runtime.
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
    /// Takes note of an opening. If its list is full it is handed out, so that those can be struck off that
    /// were sent: nobody does so while the runtime rests.
    fn note(&mut self, watched: Watched) -> Vec<Watched> {
        let is_full = self.new.len() >= MANY && self.new.len() == self.new.capacity();
        let full = if is_full { std::mem::take(&mut self.new) } else { Vec::new() };
        self.new.push(watched);
        full
    }
}

impl Watched {
    /// Whether it is still to be sent.
    fn is_open(&self) -> bool {
        self.loader.upgrade().is_some_and(|loader| loader.beats(self.opening).is_some())
    }

    /// Whether the opening is still to be sent. If its leader is forgotten, others may lead.
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

    /// Looks after an opening that a waiting task is to send.
    pub(super) fn watch(self: &Arc<Self>, opened: &Opened) {
        let loader = Arc::downgrade(&opened.loader);
        let watched = Watched { loader, opening: opened.opening, beats: Still::default() };
        // Before the lock, because it may panic.
        let runtime = clock::runtime();
        let mut watch = self.lock();
        let here = runtime.as_ref().map(Handle::id);
        // Where there is no clock, any round has to do.
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

    /// What is still to be sent of what was taken from a round.
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

    /// What is new to watch.
    fn news(&self, run: u64) -> Vec<Watched> {
        self.lock().round(run).map(|round| std::mem::take(&mut round.new)).unwrap_or_default()
    }

    /// How many openings are on lists.
    #[cfg(test)]
    pub(super) fn listed(&self) -> usize {
        self.lock().rounds.iter().map(|round| round.new.len()).sum()
    }

    /// Ends a round, unless something new has come.
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
        // Without the lock: a loader that ends here drops its source, which is the user's code.
        all.retain_mut(|watched| watched.look(arrivals_still));
        if all.is_empty() && turns.is_over(running.run) {
            return;
        }
    }
}

/// A round is made. However it ends, the next opening starts another.
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
