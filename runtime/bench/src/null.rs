//! What scheduling costs, on a source that answers at once: many siblings, one load, and levels of loads.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::measure::{Bench, Run, Sample, exact, nanoseconds, timed};
use crate::record::Metric;
use crate::runtimes::Flavour;
#[cfg(feature = "loaders")]
use crate::sources::{AsyncGraphql, Dataloader, UltraBatch};
use crate::sources::{Batchload, Contender, Echo, Plain, WaitsOnce};

pub const SIZES: [u64; 6] = [1, 10, 100, 1_000, 10_000, 100_000];
/// The number of loads of a tenth as many keys, and of loads of known keys.
pub const REPEATED: u64 = 10_000;
pub const DEPTH: usize = 5;
const BREADTH: u64 = 100;

/// Calls a generic function for every contender; each gives one row.
macro_rules! every {
    ($contender:ident => $run:expr) => {{
        let mut rows: Vec<Run<'_>> = Vec::new();
        every!(@ rows, $contender, $run, "plain future", Plain);
        every!(@ rows, $contender, $run, "plain future that waits once", WaitsOnce::default());
        every!(@ rows, $contender, $run, "batchload, driven", Batchload { driven: true });
        every!(@ rows, $contender, $run, "batchload", Batchload { driven: false });
        #[cfg(feature = "loaders")]
        {
            every!(@ rows, $contender, $run, "async-graphql", AsyncGraphql::usual());
            every!(@ rows, $contender, $run, "async-graphql, delay 0", AsyncGraphql::without_delay());
            every!(@ rows, $contender, $run, "async-graphql, cache", AsyncGraphql::with_cache());
            every!(@ rows, $contender, $run, "dataloader", Dataloader { most: None });
            every!(@ rows, $contender, $run, "dataloader, no maximum", Dataloader { most: Some(usize::MAX) });
            every!(@ rows, $contender, $run, "ultra-batch", UltraBatch);
        }
        rows
    }};
    (@ $rows:ident, $contender:ident, $run:expr, $name:literal, $value:expr) => {
        let $contender = $value;
        $rows.extend($run.map(|run| ($name, run)));
    };
}

/// Boxes the closure that runs a contender.
fn boxed<'a>(run: impl FnMut() -> Sample + 'a) -> Box<dyn FnMut() -> Sample + 'a> {
    Box::new(run)
}

/// Measures many loads under one join.
pub fn siblings(bench: &mut Bench) {
    for flavour in &Flavour::every(bench.mode) {
        let scenario = &format!("siblings, {}", flavour.name);
        for size in SIZES {
            let keys: Arc<[u64]> = (0..size).collect();
            let mut rows = every!(contender => {
                let keys = &keys;
                Some(boxed(move || joined(&contender, flavour, keys, false)))
            });
            bench.in_turn(scenario, &size.to_string(), &mut rows);
        }
        let keys: Arc<[u64]> = (0..REPEATED).map(|key| key % (REPEATED / 10)).collect();
        let mut rows = every!(contender => {
            let keys = &keys;
            Some(boxed(move || joined(&contender, flavour, keys, false)))
        });
        bench.in_turn(scenario, "duplicated", &mut rows);
        let keys: Arc<[u64]> = (0..REPEATED).collect();
        let mut rows = every!(contender => {
            let keys = &keys;
            contender.remembers().then(|| boxed(move || joined(&contender, flavour, keys, true)))
        });
        bench.in_turn(scenario, "cached", &mut rows);
    }
}

/// How often a contender repeats a measurement before the next one's turn, and for how long at most. The first time is
/// that of cold code. With few loads, a single measurement would measure nothing else.
const IN_A_ROW: usize = 20;
const AT_MOST: Duration = Duration::from_millis(5);

/// Returns the median of a few measurements in a row, each with a new loader.
fn in_a_row(flavour: &Flavour, measure: impl Fn() -> Sample) -> Sample {
    let (start, mut samples) = (Instant::now(), Vec::new());
    let times = if flavour.counts() { 1 } else { IN_A_ROW };
    while samples.is_empty() || samples.len() < times && start.elapsed() < AT_MOST {
        samples.push(measure());
    }
    samples.sort_by(|one, other| one.first().total_cmp(&other.first()));
    samples.swap_remove(samples.len() / 2)
}

fn joined<C: Contender>(contender: &C, flavour: &Flavour, keys: &Arc<[u64]>, known: bool) -> Sample {
    in_a_row(flavour, || joined_once(contender, flavour, keys, known))
}

fn joined_once<C: Contender>(contender: &C, flavour: &Flavour, keys: &Arc<[u64]>, known: bool) -> Sample {
    let source = Echo::default();
    let loader = Arc::new(flavour.within(|| contender.make(source.clone())));
    let work = || {
        let (contender, loader, keys) = (contender.clone(), Arc::clone(&loader), Arc::clone(keys));
        async move {
            let loads = async { join_all(keys.iter().map(|key| C::load(&loader, *key))).await };
            contender.request(loads).await
        }
    };
    if known {
        flavour.run(work());
    }
    let before = source.batches();
    let (answers, cost) = flavour.measure(work());
    assert!(answers == **keys, "every load gives its own key");
    cost.each(keys.len()).with(Metric::Batches, exact(source.batches() - before))
}

/// Measures one load after the other, on a loader that has nothing else to do.
pub fn single(bench: &mut Bench) {
    for flavour in &Flavour::every(bench.mode) {
        let loads = if bench.quick { 20 } else { 200 };
        let mut rows = every!(contender => Some(boxed(move || one_by_one(&contender, flavour, loads))));
        bench.in_turn("single", flavour.name, &mut rows);
    }
}

fn one_by_one<C: Contender>(contender: &C, flavour: &Flavour, loads: u64) -> Sample {
    let source = Echo::default();
    let loader = flavour.within(|| contender.make(source.clone()));
    let contender = contender.clone();
    let work = async move {
        let mut times = Vec::new();
        for key in 0..loads {
            let (answer, took) = timed(contender.request(C::load(&loader, key))).await;
            assert_eq!(answer, key);
            times.push(took);
        }
        times
    };
    if flavour.counts() {
        return flavour.measure(work).1.each(usize::try_from(loads).unwrap_or(usize::MAX));
    }
    let mut times = flavour.run(work);
    times.sort_unstable();
    Sample::default()
        .with(Metric::Nanoseconds, nanoseconds(times[times.len() / 2]))
        .with(Metric::Slow, nanoseconds(times[times.len() * 99 / 100]))
}

/// Measures siblings that each load from one loader after the other.
pub fn levels(bench: &mut Bench) {
    for flavour in &Flavour::every(bench.mode) {
        let mut rows = every!(contender => {
            Some(boxed(move || in_a_row(flavour, || chained(&contender, flavour))))
        });
        bench.in_turn("levels", flavour.name, &mut rows);
    }
}

fn chained<C: Contender>(contender: &C, flavour: &Flavour) -> Sample {
    let source = Echo::default();
    let loaders: Arc<Vec<C::Loader>> = flavour.within(|| {
        let mut loaders = vec![contender.make(source.clone())];
        while loaders.len() < DEPTH {
            loaders.push(contender.beside(&loaders[0], source.clone()));
        }
        Arc::new(loaders)
    });
    let contender = contender.clone();
    let chain = async |mut key, loaders: &[C::Loader]| {
        for loader in loaders {
            key = C::load(loader, key).await;
        }
        key
    };
    let work = async move {
        let loads = async { join_all((0..BREADTH).map(|key| chain(key, &loaders))).await };
        contender.request(loads).await
    };
    let (answers, cost) = flavour.measure(work);
    assert!(answers.into_iter().eq(0..BREADTH), "every chain gives its own key");
    cost.each(1).with(Metric::Batches, exact(source.batches()))
}
