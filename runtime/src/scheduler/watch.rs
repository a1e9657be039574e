//! Who looks after batches that nobody sends: a leader that is kept but not polled must not stall the others.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;

use super::clock;
use super::run::Run;
use super::turn::Turn;

/// How often the watch looks.
const TICK: Duration = Duration::from_millis(10);

/// Ticks without a sign of life after which a leader or a reader counts as forgotten. No batch waits for
/// that unless a load is kept and not polled.
const PATIENCE: u32 = 5;

/// Ticks after which a leader counts as forgotten although other loads still arrive.
const LONG_PATIENCE: u32 = 20;

/// A loader that can send what it has open.
pub(crate) trait Sends: Send + Sync {
    /// How often the leader of an opening was polled; `None` once the opening has been sent.
    fn beats(&self, opening: u64) -> Option<u64>;

    /// Whether a driver is to send an opening; `None` once it has been sent.
    fn is_driven(&self, opening: u64) -> Option<bool>;

    /// Takes an opening. `counts` says whether its waiters count as readers.
    fn send(self: Arc<Self>, opening: u64, counts: bool) -> Option<Run>;

    /// The driver that would have sent an opening has gone.
    fn release(self: Arc<Self>, opening: u64);
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
    running: bool,
    watched: Vec<Watched>,
    arrivals: Still,
    reads: Still,
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
    fn opened(&self) -> Option<Opened> {
        Some(Opened { loader: self.loader.upgrade()?, opening: self.opening })
    }

    /// Whether the opening is still to be sent; if its leader is forgotten, it is late.
    fn look(&mut self, arrivals_still: u32, late: &mut Vec<Opened>) -> bool {
        let Some(loader) = self.loader.upgrade() else { return false };
        let Some(beats) = loader.beats(self.opening) else { return false };
        let still = self.beats.look(beats);
        if still.min(arrivals_still) >= PATIENCE || still >= LONG_PATIENCE {
            late.push(Opened::new(loader, self.opening));
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
        watch.watched.push(watched);
        if !watch.running
            && clock::is_here()
            && let Ok(runtime) = Handle::try_current()
        {
            watch.running = true;
            drop(watch);
            runtime.spawn(look_after(Running(Arc::downgrade(self))));
        }
    }

    /// What else no driver sends, to go with an opening that goes: their batch functions may load the same
    /// things.
    pub(super) fn companions(&self) -> Vec<Opened> {
        let mut opened = Vec::new();
        self.lock().watched.retain(|watched| {
            let Some(open) = watched.opened() else { return false };
            let driven = open.loader.is_driven(open.opening);
            // Even those that have gone are let go outside the lock.
            opened.push((open, driven));
            driven.is_some()
        });
        opened.into_iter().filter(|(_, driven)| *driven == Some(false)).map(|(open, _)| open).collect()
    }

    /// Takes what is late; `None` when there is nothing left to watch.
    fn tick(&self) -> Option<Vec<Opened>> {
        let mut watch = self.lock();
        let mut late = Vec::new();
        let arrivals_still = watch.arrivals.look(self.turn.arrivals());
        watch.watched.retain_mut(|watched| watched.look(arrivals_still, &mut late));
        if watch.reads.look(self.turn.reads()) >= PATIENCE {
            self.turn.forgive();
        }
        (!watch.watched.is_empty()).then_some(late)
    }

    fn lock(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn look_after(turns: Running) {
    loop {
        tokio::time::sleep(TICK).await;
        let Some(turns) = turns.0.upgrade() else { return };
        let Some(late) = turns.tick() else { return };
        for opened in late {
            opened.send_undriven().into_iter().for_each(Run::spawn);
        }
    }
}

/// The watch is running. However it ends, the next opening starts another.
struct Running(Weak<Turns>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(turns) = self.0.upgrade() {
            turns.lock().running = false;
        }
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").field("turn", &self.turn).finish_non_exhaustive()
    }
}
