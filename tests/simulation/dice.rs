//! All chance in a world.

use std::ops::Range;
use std::sync::Mutex;
use std::time::Duration;

use rand::distr::uniform::SampleUniform;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub struct Dice(Mutex<StdRng>);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    pub fn of<T: SampleUniform + PartialOrd>(&self, range: Range<T>) -> T {
        self.0.lock().unwrap().random_range(range)
    }

    /// Returns `true` once in so many times, and never if that is 0.
    pub fn once_in(&self, times: u32) -> bool {
        times > 0 && self.of(0..times) == 0
    }

    pub fn millis(&self, range: Range<u64>) -> Duration {
        Duration::from_millis(self.of(range))
    }
}
