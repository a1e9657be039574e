//! The place of a key, in as little room as possible: a loader has one slot for each key that it knows.

/// The batch that a key is in, and the key's position there.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) hash: u64,
    batch: u32,
    pub(super) position: u32,
}

/// The most keys of a batch, because a position has 32 bits.
pub(super) const MAX_KEYS: usize = u32::MAX as usize;

/// Converts a number. `Room` keeps positions below the limit, and there are fewer batches than keys in memory.
#[inline]
pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).expect("a queue has fewer batches, and a batch fewer keys, than 2^32")
}

impl Slot {
    #[inline]
    pub(super) fn new(hash: u64, batch: usize, position: usize) -> Self {
        Self { hash, batch: to_u32(batch), position: to_u32(position) }
    }

    #[inline]
    pub(super) fn batch(self) -> usize {
        self.batch as usize
    }

    #[inline]
    pub(super) fn position(self) -> usize {
        self.position as usize
    }
}
