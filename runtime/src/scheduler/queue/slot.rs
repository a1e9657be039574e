//! Where a key is, in as little room as can be: a loader has one of these for each key that it knows.

/// In which batch a key is, and at which position.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) hash: u64,
    batch: u32,
    pub(super) position: u32,
}

/// The most keys of a batch: so many have a position.
pub(super) const MOST: usize = u32::MAX as usize;

/// `Room` keeps positions below that, and there are fewer batches than keys in memory.
pub(super) fn short(number: usize) -> u32 {
    u32::try_from(number).expect("a queue has fewer batches, and a batch fewer keys, than 2^32")
}

impl Slot {
    #[inline]
    pub(super) fn new(hash: u64, batch: usize, position: usize) -> Self {
        Self { hash, batch: short(batch), position: short(position) }
    }

    pub(super) fn batch(self) -> usize {
        self.batch as usize
    }

    pub(super) fn position(self) -> usize {
        self.position as usize
    }
}
