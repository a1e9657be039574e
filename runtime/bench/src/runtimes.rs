//! Where the work runs: what a test, a web handler and `#[tokio::main]` see.

use tokio::runtime::{Builder, Runtime};

use crate::measure::Cost;

#[derive(Debug)]
pub struct Flavour {
    pub name: &'static str,
    runtime: Runtime,
    /// In a task of its own, which a worker polls.
    spawned: bool,
}

impl Flavour {
    pub fn current_thread() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        Self { name: "current thread", runtime, spawned: false }
    }

    pub fn task() -> Self {
        Self { name: "in a task", runtime: multi_thread(), spawned: true }
    }

    pub fn block_on() -> Self {
        Self { name: "under block_on", runtime: multi_thread(), spawned: false }
    }

    /// All of them. Allocations are counted for a thread, so there it is the one that has no other.
    pub fn every() -> Vec<Self> {
        if cfg!(feature = "count") {
            return vec![Self::current_thread()];
        }
        vec![Self::current_thread(), Self::task(), Self::block_on()]
    }

    /// Does something that may spawn.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let _entered = self.runtime.enter();
        work()
    }

    pub fn run<F>(&self, work: F) -> F::Output
    where
        F: Future<Output: Send> + Send + 'static,
    {
        if self.spawned {
            self.runtime.block_on(self.runtime.spawn(work)).expect("the work does not panic")
        } else {
            self.runtime.block_on(work)
        }
    }

    /// Likewise, and what it took.
    pub fn measure<F>(&self, work: F) -> (F::Output, Cost)
    where
        F: Future<Output: Send> + Send + 'static,
    {
        #[cfg(feature = "count")]
        return Cost::of(|| self.run(work));
        #[cfg(not(feature = "count"))]
        self.run(Cost::timed(work))
    }
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime starts")
}
