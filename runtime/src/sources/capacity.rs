//! How many keys one fetch can ask for.

/// The most keys of one fetch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Capacity<K> {
    pub(crate) keys: usize,
    /// The most bytes of all keys together, as `weight` counts them.
    pub(crate) bytes: usize,
    pub(crate) weight: Weight<K>,
}

/// How many bytes of a fetch a key takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Weight<K> {
    Alike(usize),
    Each(fn(&K) -> usize),
}

impl<K> Capacity<K> {
    /// A capacity without a limit.
    pub(crate) const UNLIMITED: Self = Self { keys: usize::MAX, bytes: usize::MAX, weight: Weight::Alike(0) };
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
