//! The rows of a batch with what they are sorted by, where that is not for the database to do.

use super::Batch;
use super::run::failed;
use crate::Error;
use crate::dialect::{Dialect, Rank};
use crate::pairing::Places;
use crate::ranks::Ranks;
use crate::row::Row;

/// Rows that are ranked as they are read.
pub(super) struct Ranked<'r, DB: Dialect> {
    /// Of the lookup, for errors.
    name: &'static str,
    by: Vec<Rank>,
    rows: &'r mut dyn Batch<DB>,
    pub(super) ranks: Ranks,
}

impl<'r, DB: Dialect> Ranked<'r, DB> {
    pub(super) fn new(name: &'static str, by: Vec<Rank>, rows: &'r mut dyn Batch<DB>) -> Self {
        Self { name, ranks: Ranks::new(by.len()), by, rows }
    }
}

impl<DB: Dialect> Places for Ranked<'_, DB> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.rows.swap(one, other);
    }

    fn truncate(&mut self, len: usize) {
        self.rows.truncate(len);
        self.ranks.truncate(len);
    }
}

impl<DB: Dialect> Batch<DB> for Ranked<'_, DB> {
    fn read(&mut self, row: Row<'_, DB>) -> Result<(), Error> {
        self.rows.read(row)?;
        for rank in &self.by {
            self.ranks.push(row.number(rank.position).map_err(failed(self.name))?, rank.descending);
        }
        Ok(())
    }
}
