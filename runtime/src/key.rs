//! What rows are found by.

use std::fmt::Debug;
use std::hash::Hash;

/// A key that rows are found by: cheap to compare, safe to share.
///
/// Keys are compared while the loader is locked, so their `Eq` must not use the loader: it would wait for ever.
pub trait Key: Clone + Eq + Hash + Debug + Send + Sync + 'static {}

impl<K: Clone + Eq + Hash + Debug + Send + Sync + 'static> Key for K {}

/// A key that can be taken apart into a tuple with one part for each column.
///
/// Implemented for every key that is one part, and for tuples of two to four.
pub trait Parted<Parts> {
    /// The parts, as clones.
    fn parts(&self) -> Parts;

    /// The key of its parts.
    fn whole(parts: Parts) -> Self;
}

impl<K: Key> Parted<(K,)> for K {
    fn parts(&self) -> (K,) {
        (self.clone(),)
    }

    fn whole((key,): (K,)) -> Self {
        key
    }
}

macro_rules! parted {
    ($($part:ident)+) => {
        impl<$($part: Clone),+> Parted<($($part),+)> for ($($part),+) {
            fn parts(&self) -> Self {
                self.clone()
            }

            fn whole(parts: Self) -> Self {
                parts
            }
        }
    };
}

parted!(A B);
parted!(A B C);
parted!(A B C D);
