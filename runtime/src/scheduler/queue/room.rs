//! What a batch still has room for.

use super::Limits;
use super::slot::MOST;

/// Room for keys.
#[derive(Clone, Copy, Default)]
pub(super) struct Room {
    keys: usize,
    bytes: usize,
}

impl Room {
    pub(super) fn of(Limits { keys, bytes, .. }: Limits) -> Self {
        Self { keys: keys.min(MOST), bytes }
    }

    /// What is left when a key of so many bytes has come first: it is taken, however large it is.
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
