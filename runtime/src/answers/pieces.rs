//! The rows of a batch in pieces, so that a growing batch does not copy all of its rows, and no large capacity stays
//! unused. Knows neither keys nor databases.

use std::ops::Range;
use std::sync::Arc;

use crate::Many;
use crate::answers::pairing::Places;

/// Rows that arrive one after the other. Every piece except the last has `PIECE` rows.
pub(crate) struct Growing<M, const PIECE: usize = 256>(Vec<Vec<M>>);

/// The complete rows of a batch. All rows of one answer are in one piece.
pub(crate) struct Pieces<M> {
    pieces: Vec<Arc<Vec<M>>>,
    /// The number of rows before each piece.
    starts: Vec<usize>,
}

// Loops, because this is compiled for every model: iterators would add a dozen functions.

impl<M, const PIECE: usize> Growing<M, PIECE> {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn push(&mut self, row: M) {
        if let Some(last) = self.0.last_mut()
            && last.len() < PIECE
        {
            return last.push(row);
        }
        let mut piece = if self.0.is_empty() { Vec::new() } else { Vec::with_capacity(PIECE) };
        piece.push(row);
        self.0.push(piece);
    }

    pub(crate) fn get(&self, at: usize) -> &M {
        &self.0[at / PIECE][at % PIECE]
    }

    /// Cuts the rows into pieces so that no piece ends within one of `places`. Two places are equal or do not overlap.
    pub(crate) fn cut(self, places: &[Range<usize>]) -> Pieces<M> {
        let len = self.len();
        let starts = starts::<PIECE>(len, places);
        let mut pieces = Vec::with_capacity(starts.len());
        if are_even::<PIECE>(&starts) && starts.len() == self.0.len() {
            for mut piece in self.0 {
                piece.shrink_to_fit();
                pieces.push(Arc::new(piece));
            }
            return Pieces { pieces, starts };
        }
        let mut rest = self.0.into_iter();
        let mut source = Vec::new().into_iter();
        for count in counts(&starts, len) {
            let mut piece = Vec::with_capacity(count);
            while piece.len() < count {
                match source.next() {
                    Some(row) => piece.push(row),
                    None => source = rest.next().unwrap_or_default().into_iter(),
                }
            }
            pieces.push(Arc::new(piece));
        }
        Pieces { pieces, starts }
    }
}

impl<M, const PIECE: usize> Places for Growing<M, PIECE> {
    fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PIECE + last.len())
    }

    fn swap(&mut self, one: usize, other: usize) {
        let (low, high) = (one.min(other), one.max(other));
        let (front, back) = self.0.split_at_mut(high / PIECE);
        match front.get_mut(low / PIECE) {
            Some(piece) => std::mem::swap(&mut piece[low % PIECE], &mut back[0][high % PIECE]),
            None => back[0].swap(low % PIECE, high % PIECE),
        }
    }

    fn truncate(&mut self, len: usize) {
        self.0.truncate(len.div_ceil(PIECE));
        if let Some(last) = self.0.last_mut()
            && !len.is_multiple_of(PIECE)
        {
            last.truncate(len % PIECE);
        }
    }
}

/// Returns the number of rows before each piece. A piece that would end within a place continues to the end of the
/// place.
fn starts<const PIECE: usize>(len: usize, places: &[Range<usize>]) -> Vec<usize> {
    let mut starts: Vec<_> = (0..len).step_by(PIECE).collect();
    for place in places.iter().filter(|place| !place.is_empty()) {
        starts[place.start / PIECE + 1..=(place.end - 1) / PIECE].fill(place.end);
    }
    starts.dedup();
    starts.retain(|start| *start < len);
    starts
}

/// Returns the number of rows in each piece, given `len` rows in all.
fn counts(starts: &[usize], len: usize) -> Vec<usize> {
    let ends = starts.iter().skip(1).chain([&len]);
    starts.iter().zip(ends).map(|(start, end)| end - start).collect()
}

/// Returns whether every piece begins where a piece of [`Growing`] begins.
fn are_even<const PIECE: usize>(starts: &[usize]) -> bool {
    starts.iter().all(|start| start.is_multiple_of(PIECE))
}

/// Returns the position of the piece that holds a row.
fn piece_of(starts: &[usize], row: usize) -> Option<usize> {
    starts.partition_point(|start| *start <= row).checked_sub(1)
}

impl<M> Pieces<M> {
    /// Returns the rows piece by piece.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Many<M>> {
        self.pieces.iter().map(|piece| Many::range(piece, 0, piece.len()))
    }

    /// Returns the piece that holds the rows of a place, and their range in it, or `None` if there are no rows at all.
    pub(crate) fn find(&self, place: &Range<usize>) -> Option<(&Arc<Vec<M>>, Range<usize>)> {
        let at = piece_of(&self.starts, place.start)?;
        let start = self.starts[at];
        Some((&self.pieces[at], place.start - start..place.end - start))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Growing, Pieces, Places};

    type Four<M> = Growing<M, 4>;

    fn grown(rows: usize) -> Four<usize> {
        let mut growing = Four::new();
        (0..rows).for_each(|row| growing.push(row));
        growing
    }

    fn all(pieces: &Pieces<usize>) -> Vec<usize> {
        pieces.iter().flat_map(|piece| piece.to_vec()).collect()
    }

    proptest! {
        #[test]
        fn the_rows_of_a_place_stand_in_one_piece(sizes in vec(0_usize..11, 0..20)) {
            let mut places = Vec::new();
            let mut end = 0;
            for size in &sizes {
                places.push(end..end + size);
                end += size;
            }
            places.extend(places.clone());
            let pieces = grown(end).cut(&places);
            prop_assert_eq!(all(&pieces), (0..end).collect::<Vec<_>>());
            for place in &places {
                match pieces.find(place) {
                    Some((piece, within)) => prop_assert_eq!(&piece[within], place.clone().collect::<Vec<_>>()),
                    None => prop_assert!(end == 0),
                }
            }
            prop_assert!(pieces.pieces.iter().all(|piece| !piece.is_empty() && piece.capacity() == piece.len()));
        }

        #[test]
        fn rows_move_and_go_as_in_a_vec(
            len in 1_usize..30,
            swaps in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20),
            left in any::<prop::sample::Index>(),
        ) {
            let (mut growing, mut naive) = (grown(len), (0..len).collect::<Vec<_>>());
            for (one, other) in swaps {
                let (one, other) = (one.index(len), other.index(len));
                growing.swap(one, other);
                naive.swap(one, other);
            }
            let left = left.index(len + 1);
            growing.truncate(left);
            naive.truncate(left);
            prop_assert_eq!(growing.len(), left);
            prop_assert!((0..left).all(|at| *growing.get(at) == naive[at]));
            growing.push(len);
            naive.push(len);
            prop_assert_eq!(all(&growing.cut(&[])), naive);
        }
    }
}
