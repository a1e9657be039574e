//! The keys by which rows are found.

use std::fmt::Debug;
use std::hash::Hash;

/// A key by which rows are found: cheap to compare and safe to share.
///
/// Keys, and arguments of relations, are compared while a lock is held. So their `Eq` must not use the loaders: that
/// would deadlock.
pub trait Key: Clone + Eq + Hash + Debug + Send + Sync + 'static {}

impl<K: Clone + Eq + Hash + Debug + Send + Sync + 'static> Key for K {}

/// A key that can be taken apart into a tuple with one part for each column.
///
/// Implemented for every key of one part, and for tuples of two to four parts.
pub trait Parted<Parts> {
    /// Returns clones of the parts.
    fn parts(&self) -> Parts;

    /// Makes the key from its parts.
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
