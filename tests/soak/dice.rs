//! Random choices from a seed, so that a request can be repeated. They are neither secret nor fair enough for other
//! uses.

use std::ops::RangeInclusive;

/// A generator of numbers (splitmix64).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        range.start() + self.roll() % (range.end() - range.start() + 1)
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }

    /// Makes dice for a part of the choices.
    pub fn another(&mut self) -> Self {
        Self::new(self.roll())
    }

    /// Returns a key from 1 to `highest`.
    pub fn key(&mut self, highest: i64) -> i64 {
        self.within(1..=highest.unsigned_abs()).cast_signed()
    }

    /// Returns a number that nobody else has.
    pub fn positive(&mut self) -> i64 {
        (self.roll() >> 1).cast_signed()
    }

    /// Returns keys, some of them twice.
    pub fn keys(&mut self, most: u64, highest: i64) -> Vec<i64> {
        (0..self.within(1..=most)).map(|_| self.key(highest)).collect()
    }
}
