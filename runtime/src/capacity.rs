//! How many keys one fetch can ask for.

use crate::dialect::{Dialect, Keys};
use crate::lookup::Parted;

/// The most keys of one fetch.
#[derive(Clone, Copy, Debug)]
pub struct Capacity<K> {
    pub(crate) keys: usize,
    /// The most bytes of all keys, as they weigh.
    pub(crate) bytes: usize,
    pub(crate) weight: Weight<K>,
}

/// What a key weighs against the bytes of a fetch.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Weight<K> {
    Alike(usize),
    Each(fn(&K) -> usize),
}

impl<K> Capacity<K> {
    /// Without a limit.
    pub(crate) const UNLIMITED: Self = Self { keys: usize::MAX, bytes: usize::MAX, weight: Weight::Alike(0) };

    /// That of a statement for all rows of keys with these parts.
    pub(crate) fn of<P: Keys<DB>, DB: Dialect>() -> Self
    where
        K: Parted<P>,
    {
        let weight = P::bytes_of_each().map_or(Weight::Each(|key: &K| key.parts().bytes()), Weight::Alike);
        Self { keys: P::most(), bytes: P::most_bytes(), weight }
    }
}

impl<K> Weight<K> {
    #[inline]
    pub(crate) fn of(&self, key: &K) -> usize {
        match self {
            Self::Alike(bytes) => *bytes,
            Self::Each(bytes) => bytes(key),
        }
    }
}
