//! The runtimes in which the work runs: those of a test, of a web handler and of `#[tokio::main]`.

use tokio::runtime::{Builder, Runtime};

use crate::measure::{Cost, Counter, Mode, timed};

#[derive(Debug)]
pub struct Flavour {
    pub name: &'static str,
    runtime: Runtime,
    /// Whether the work runs in a task of its own, which a worker polls.
    spawned: bool,
    counter: Option<Counter>,
}

impl Flavour {
    fn current_thread(counter: Option<Counter>) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        Self { name: "current thread", runtime, spawned: false, counter }
    }

    fn task() -> Self {
        Self { name: "in a task", runtime: multi_thread(), spawned: true, counter: None }
    }

    fn block_on() -> Self {
        Self { name: "under block_on", runtime: multi_thread(), spawned: false, counter: None }
    }

    /// Returns all flavours. Allocations are counted on one thread, so for them it returns only the flavour that has no
    /// other thread.
    pub fn every(mode: Mode) -> Vec<Self> {
        if let Mode::Allocations(counter) = mode {
            return vec![Self::current_thread(Some(counter))];
        }
        vec![Self::current_thread(None), Self::task(), Self::block_on()]
    }

    /// Returns the flavour of a web handler, or the one in which allocations can be counted.
    #[cfg(feature = "databases")]
    pub fn usual(mode: Mode) -> Self {
        if let Mode::Allocations(counter) = mode { Self::current_thread(Some(counter)) } else { Self::task() }
    }

    /// Returns the flavour that has no other thread, in which nothing happens by chance.
    #[cfg(feature = "databases")]
    pub fn one_thread() -> Self {
        Self::current_thread(None)
    }

    /// Returns whether this flavour counts allocations.
    pub fn counts(&self) -> bool {
        self.counter.is_some()
    }

    /// Does work that may spawn tasks.
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

    /// Runs a future, and also returns its cost.
    pub fn measure<F>(&self, work: F) -> (F::Output, Cost)
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let Some(count) = self.counter else {
            let (answer, took) = self.run(timed(work));
            return (answer, Cost::Time(took));
        };
        let mut work = Some(work);
        let mut answer = None;
        let counts = count(&mut || answer = work.take().map(|work| self.run(work)));
        (answer.expect("the work was done"), Cost::Allocations(counts))
    }
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime starts")
}
