//! A statement that tells whether everything that a question names exists.

use sqlx::error::BoxDynError;

use super::Question;
use crate::sql::dialect::{Dialect, Statement};

impl<DB: Dialect> Question<'_, DB> {
    /// Returns a statement with the same tables, columns and conditions, without keys. It is for preparing only.
    pub(crate) fn probe(&self) -> Result<Statement<DB>, BoxDynError> {
        let mut statement = Statement::new();
        self.push_select(&mut statement);
        self.push_selected_keys(&mut statement);
        statement.push(" FROM ");
        self.push_tables(&mut statement)?;
        Ok(statement)
    }
}
