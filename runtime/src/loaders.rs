//! One request's loaders.

use sqlx::{Database, Pool};

use crate::dialect::Dialect;
use crate::loader::Loader;
use crate::lookup::LoadFrom;
use crate::rows::Rows;

/// One request's loaders.
#[derive(Debug)]
pub struct Loaders<DB: Database> {
    pool: Pool<DB>,
}

impl<DB: Dialect> Loaders<DB> {
    /// New.
    #[must_use]
    pub fn new(pool: Pool<DB>) -> Self {
        Self { pool }
    }

    /// The loader of a lookup.
    #[must_use]
    pub fn lookup<L: LoadFrom<DB>>(&self) -> Loader<Rows<L, DB>> {
        let _ = &self.pool;
        unimplemented!()
    }
}
