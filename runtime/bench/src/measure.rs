//! Runs contenders in turn and keeps their figures. `runtimes` says where they run.

use std::time::{Duration, Instant};

use crate::record::{Metric, Record};
use crate::records::Records;

/// The figures of one run of one contender.
#[derive(Clone, Debug, Default)]
pub struct Sample(Vec<(Metric, f64)>);

impl Sample {
    #[must_use]
    pub fn with(mut self, metric: Metric, figure: impl Into<f64>) -> Self {
        self.0.push((metric, figure.into()));
        self
    }

    /// Returns the figure that was recorded first.
    pub fn first(&self) -> f64 {
        self.0.first().map_or(f64::NAN, |(_, figure)| *figure)
    }
}

/// The time that a piece of work took, or what it allocated on its thread.
#[derive(Clone, Copy, Debug)]
pub enum Cost {
    Time(Duration),
    Allocations(Counts),
}

#[derive(Clone, Copy, Debug)]
pub struct Counts {
    pub allocations: u64,
    /// The largest number of bytes in use at one time.
    pub peak_bytes: u64,
}

/// Runs a function, and counts its allocations.
pub type Counter = fn(&mut dyn FnMut()) -> Counts;

/// Awaits a future, and returns its output and how long it took.
pub async fn timed<F: Future>(work: F) -> (F::Output, Duration) {
    let start = Instant::now();
    let answer = work.await;
    (answer, start.elapsed())
}

pub fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

impl Cost {
    /// Divides the cost by the number of loads.
    pub fn each(self, loads: usize) -> Sample {
        let exactly = |count: u64| exact(usize::try_from(count).unwrap_or(usize::MAX));
        match self {
            Self::Time(took) => Sample::default().with(Metric::Nanoseconds, nanoseconds(took) / exact(loads)),
            Self::Allocations(counts) => Sample::default()
                .with(Metric::Allocations, exactly(counts.allocations) / exact(loads))
                .with(Metric::PeakBytes, exactly(counts.peak_bytes)),
        }
    }
}

/// Counts here stay far below the largest integer that a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "see above")]
pub fn exact(count: usize) -> f64 {
    count as f64
}

/// One contender and how it is run.
pub type Run<'a> = (&'a str, Box<dyn FnMut() -> Sample + 'a>);

/// What a run of the program measures. Each measurement would disturb the others.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    Times,
    Statements,
    Allocations(Counter),
}

/// A run of the program: its settings, and the records so far.
#[derive(Debug)]
pub struct Bench {
    pub quick: bool,
    pub mode: Mode,
    /// The one contender to run, for a profiler.
    pub only: Option<String>,
    pub records: Records,
}

impl Bench {
    pub fn in_turn(&mut self, scenario: &str, case: &str, contenders: &mut [Run<'_>]) {
        self.in_turn_for(Duration::from_millis(1500), scenario, case, contenders);
    }

    /// Runs every contender once without counting it, then all of them in turn, round after round.
    pub fn in_turn_for(
        &mut self,
        patience: Duration,
        scenario: &str,
        case: &str,
        contenders: &mut [Run<'_>],
    ) {
        let (patience, fewest, most) = match (self.mode, self.quick) {
            (Mode::Allocations(_), _) => (Duration::ZERO, 1, 1),
            (Mode::Statements, _) => (Duration::ZERO, 5, 5),
            (Mode::Times, true) => (Duration::from_millis(100), 3, 100),
            (Mode::Times, false) => (patience, 7, 1000),
        };
        let mut contenders: Vec<_> = contenders
            .iter_mut()
            .filter(|(name, _)| self.only.as_ref().is_none_or(|only| only == name))
            .collect();
        let mut samples = vec![Vec::new(); contenders.len()];
        for (_, run) in &mut contenders {
            run();
        }
        let start = Instant::now();
        for round in 0..most {
            // Each contender begins a round in its turn: if the others wait more than they work, the first one finds a
            // machine that has rested.
            for at in 0..contenders.len() {
                let at = (round + at) % contenders.len();
                samples[at].push((contenders[at].1)());
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
