//! The room that a batch still has.

use super::Limits;
use super::slot::MAX_KEYS;

/// Room for keys.
#[derive(Clone, Copy, Default)]
pub(super) struct Room {
    keys: usize,
    bytes: usize,
}

impl Room {
    pub(super) fn of(Limits { keys, bytes, .. }: Limits) -> Self {
        Self { keys: keys.min(MAX_KEYS), bytes }
    }

    /// Returns what is left after a first key of so many bytes, which is taken however large it is.
    pub(super) fn after(mut self, bytes: usize) -> Self {
        if self.take(bytes) { self } else { Self::default() }
    }

    /// Takes a key of so many bytes, if there is room for it.
    #[inline]
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let is_enough = self.keys > 0 && self.bytes >= bytes;
        if is_enough {
            self.keys -= 1;
            self.bytes -= bytes;
        }
        is_enough
    }
}
