//! How much memory the process holds, if the system says so, and whether it grows.

use std::fs;

/// The allowed difference between two quarters of a run: a tenth, and what an allocator keeps for itself.
const TOLERANCE: f64 = 0.1;
const SLACK: f64 = 4_096.0;

/// Returns the resident memory, in kilobytes.
pub fn resident() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The memory in the second quarter of a run and in its last. In the first, caches fill.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    pub second: f64,
    pub last: f64,
    /// Kilobytes for each round, by least squares over the last three quarters.
    pub slope: f64,
}

impl Growth {
    /// Returns `None` if a run is too short to tell.
    pub fn of(samples: &[f64]) -> Option<Self> {
        let quarter = samples.len() / 4;
        if quarter == 0 {
            return None;
        }
        Some(Self {
            second: mean(&samples[quarter..2 * quarter]),
            last: mean(&samples[samples.len() - quarter..]),
            slope: slope(&samples[quarter..]),
        })
    }

    pub fn is_small(self) -> bool {
        self.last <= self.second * (1.0 + TOLERANCE) + SLACK
    }
}

#[expect(clippy::cast_precision_loss, reason = "a run has no more samples than a float can count")]
fn mean(samples: &[f64]) -> f64 {
    samples.iter().sum::<f64>() / samples.len() as f64
}

fn slope(samples: &[f64]) -> f64 {
    let at: Vec<f64> = (0..u32::try_from(samples.len()).unwrap_or(u32::MAX)).map(f64::from).collect();
    let (x, y) = (mean(&at), mean(samples));
    let over: f64 = at.iter().zip(samples).map(|(at, sample)| (at - x) * (sample - y)).sum();
    let under: f64 = at.iter().map(|at| (at - x).powi(2)).sum();
    if under > 0.0 { over / under } else { 0.0 }
}
