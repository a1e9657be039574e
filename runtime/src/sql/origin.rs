//! Where the rows of a request come from, and which of them it sees.

use std::sync::Arc;

use sqlx::{Database, Pool};

use crate::sql::bindings::Scope;

/// What every statement of a request has in common.
#[derive(Debug)]
pub(crate) struct Origin<DB: Database> {
    pub(crate) pool: Pool<DB>,
    pub(crate) scope: Arc<Scope<DB>>,
    /// The most rows of one statement, unless there may be one for each of more keys.
    pub(crate) max_rows: usize,
}

impl<DB: Database> Clone for Origin<DB> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), scope: Arc::clone(&self.scope), max_rows: self.max_rows }
    }
}
