//! Who looks after batches that nobody sends: a leader that is kept but not polled must not stall the others.
//!
//! It sends nothing itself. It wakes other waiters, and the first to be polled leads: a leader that is only
//! slow, because its task or its machine is busy, therefore loses nothing.

use std::fmt;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use super::answers::{Answered, Answers};
use super::clock;
use super::run::Run;
use super::turn::Turn;
use crate::Error;
use crate::stats::Counters;
use crate::sync::{Mutex, MutexGuard};

/// How often the watch looks.
const TICK: Duration = Duration::from_millis(10);

/// Ticks without a sign of life after which a leader counts as forgotten. No batch waits for that unless a
/// load is kept and not polled.
const PATIENCE: u32 = 5;

/// Ticks after which a leader counts as forgotten although other loads still arrive.
const LONG_PATIENCE: u32 = 20;

/// A loader, whatever its keys are: it sends what it has open, and hears what became of it.
pub(crate) trait Sends: Send + Sync {
    /// What its batches cost.
    fn counters(&self) -> &Counters;

    /// How often the leader of an opening was polled; `None` once the opening has been sent.
    fn beats(&self, opening: u64) -> Option<u64>;

    /// Lets others lead an opening: wakes some that wait for it, more each time.
    fn rouse(&self, opening: u64);

    /// Takes an opening. `counts` says whether its waiters count as readers.
    fn send(self: Arc<Self>, opening: u64, counts: bool) -> Option<Run>;

    /// The driver that would have sent an opening has gone.
    fn release(self: Arc<Self>, opening: u64);

    /// A batch has ended: answers those who wait for it. `counts` is what it was sent with.
    fn land(&self, batch: usize, answers: &Arc<Answers>, result: Result<Answered, Error>, counts: bool);
}

/// Batches that wait to be sent together.
#[derive(Clone)]
pub(crate) struct Opened {
    loader: Arc<dyn Sends>,
    opening: u64,
}

impl Opened {
    pub(super) fn new(loader: Arc<dyn Sends>, opening: u64) -> Self {
        Self { loader, opening }
    }

    /// Sends from a driver, which sees by itself who has read.
    pub(super) fn send_driven(self) -> Option<Run> {
        self.loader.send(self.opening, false)
    }

    pub(super) fn send_undriven(&self) -> Option<Run> {
        Arc::clone(&self.loader).send(self.opening, true)
    }

    pub(super) fn release(self) {
        self.loader.release(self.opening);
    }
}

/// The turn that the loaders of one request share, and the watch over it.
#[derive(Default)]
pub(crate) struct Turns {
    turn: Turn,
    watch: Mutex<Watch>,
}

#[derive(Default)]
struct Watch {
    /// Which watch is running, if one is.
    running: Option<u64>,
    runs: u64,
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

impl Watched {
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
        let mut watch = self.lock();
        if watch.running.is_some() {
            return watch.new.push(watched);
        }
        let Some(runtime) = clock::runtime() else { return };
        watch.new.push(watched);
        watch.runs += 1;
        let run = watch.runs;
        watch.running = Some(run);
        drop(watch);
        runtime.spawn(look_after(Running { turns: Arc::downgrade(self), run }));
    }

    /// What is new to watch.
    fn news(&self) -> Vec<Watched> {
        std::mem::take(&mut self.lock().new)
    }

    /// Ends the watch, unless something new has come.
    fn is_over(&self) -> bool {
        let mut watch = self.lock();
        if watch.new.is_empty() {
            watch.running = None;
        }
        watch.running.is_none()
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
        all.extend(turns.news());
        // Without the lock: a loader that ends here drops its source, which is the user's code.
        all.retain_mut(|watched| watched.look(arrivals_still));
        if all.is_empty() && turns.is_over() {
            return;
        }
    }
}

/// The watch is running. However it ends, the next opening starts another.
struct Running {
    turns: Weak<Turns>,
    run: u64,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(turns) = self.turns.upgrade() {
            turns.lock().running.take_if(|running| *running == self.run);
        }
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").field("turn", &self.turn).finish_non_exhaustive()
    }
}
