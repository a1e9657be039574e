//! Runs contenders in turn and keeps their figures. Counts allocations instead of time with the feature `count`.

use std::time::{Duration, Instant};

use crate::record::{Metric, Record};
use crate::records::Records;

/// What one run of one contender came to.
#[derive(Clone, Debug, Default)]
pub struct Sample(Vec<(Metric, f64)>);

impl Sample {
    pub fn with(mut self, metric: Metric, figure: impl Into<f64>) -> Self {
        self.0.push((metric, figure.into()));
        self
    }
}

/// What a piece of work took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    took: Duration,
    #[cfg(feature = "count")]
    counted: allocation_counter::AllocationInfo,
}

impl Cost {
    /// Of a future that is polled on this thread alone.
    #[cfg(feature = "count")]
    pub fn of<T>(work: impl FnOnce() -> T) -> (T, Self) {
        let mut answer = None;
        let counted = allocation_counter::measure(|| answer = Some(work()));
        (answer.expect("the work was done"), Self { took: Duration::ZERO, counted })
    }

    pub async fn timed<F: Future>(work: F) -> (F::Output, Self) {
        let start = Instant::now();
        let answer = work.await;
        let took = start.elapsed();
        #[cfg(not(feature = "count"))]
        return (answer, Self { took });
        #[cfg(feature = "count")]
        (answer, Self { took, counted: allocation_counter::AllocationInfo::default() })
    }

    pub fn took(&self) -> Duration {
        self.took
    }

    /// For each of so many loads.
    #[cfg(not(feature = "count"))]
    pub fn each(self, loads: usize) -> Sample {
        Sample::default().with(Metric::Nanoseconds, self.took.as_secs_f64() * 1e9 / exact(loads))
    }

    #[cfg(feature = "count")]
    pub fn each(self, loads: usize) -> Sample {
        let exactly = |count: u64| exact(usize::try_from(count).unwrap_or(usize::MAX));
        Sample::default()
            .with(Metric::Allocations, exactly(self.counted.count_total) / exact(loads))
            .with(Metric::PeakBytes, exactly(self.counted.bytes_max))
    }
}

/// Counts here stay far below what a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "see above")]
pub fn exact(count: usize) -> f64 {
    count as f64
}

/// One contender and how it is run.
pub type Run<'a> = (&'a str, Box<dyn FnMut() -> Sample + 'a>);

/// What a run of the program looks at. Counting statements costs time, so it is done apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Costs,
    Statements,
}

/// A run of the program: how long it may take, and what it found so far.
#[derive(Debug)]
pub struct Bench {
    pub quick: bool,
    pub mode: Mode,
    pub records: Records,
}

impl Bench {
    pub fn in_turn(&mut self, scenario: &str, case: &str, contenders: &mut [Run<'_>]) {
        self.in_turn_for(Duration::from_millis(1500), scenario, case, contenders);
    }

    /// Runs every contender once that does not count, then all of them in turn, round after round.
    pub fn in_turn_for(
        &mut self,
        patience: Duration,
        scenario: &str,
        case: &str,
        contenders: &mut [Run<'_>],
    ) {
        let (patience, fewest, most) = match (cfg!(feature = "count"), self.mode, self.quick) {
            (true, _, _) => (Duration::ZERO, 1, 1),
            (_, Mode::Statements, _) => (Duration::ZERO, 5, 5),
            (.., true) => (Duration::from_millis(100), 3, 100),
            (.., false) => (patience, 7, 1000),
        };
        let mut samples = vec![Vec::new(); contenders.len()];
        for (_, run) in &mut *contenders {
            run();
        }
        let start = Instant::now();
        for round in 0..most {
            for ((_, run), samples) in contenders.iter_mut().zip(&mut samples) {
                samples.push(run());
            }
            if round + 1 >= fewest && start.elapsed() > patience {
                break;
            }
        }
        for ((contender, _), samples) in contenders.iter().zip(samples) {
            self.keep(scenario, case, contender, &samples);
        }
    }

    fn keep(&mut self, scenario: &str, case: &str, contender: &str, samples: &[Sample]) {
        for (at, (metric, _)) in samples[0].0.iter().enumerate() {
            let mut figures: Vec<f64> = samples.iter().map(|sample| sample.0[at].1).collect();
            figures.sort_by(f64::total_cmp);
            self.records.push(Record {
                scenario: scenario.to_owned(),
                case: case.to_owned(),
                contender: contender.to_owned(),
                metric: *metric,
                median: figures[figures.len() / 2],
                least: figures[0],
                most: figures[figures.len() - 1],
            });
        }
    }
}
