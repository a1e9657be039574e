//! The statement that asks which keys are equal: its text before and after the keys.

use sqlx::MySql;
use sqlx::error::BoxDynError;

use crate::sql::dialect::{Keys, Question, Statement};

/// How a server tells which keys it holds equal: it sorts them, or it compares each with each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    BySort,
    Pairwise,
}

/// The bytes of the longest key that is sorted. Servers sort by `max_sort_length` bytes, 1 024 by default, of what a
/// collation makes of a text: six for each letter if the collation tells case and accents apart.
const MAX_SORTED_BYTES: usize = 160;

impl Comparison {
    pub(super) fn of<K: Keys<MySql>>(keys: &[&K]) -> Self {
        if keys.iter().all(|key| key.bytes() <= MAX_SORTED_BYTES) { Self::BySort } else { Self::Pairwise }
    }

    /// Returns the statement up to its keys: a union that begins with the columns themselves, because bound values give
    /// way to the collation of a column.
    pub(super) fn start(self, question: &Question<'_, MySql>) -> Result<Statement<MySql>, BoxDynError> {
        let mut statement = Statement::new();
        let ranks = format!("SELECT x.n, DENSE_RANK() OVER (ORDER BY {}) FROM (", question.key_names());
        statement.push(if self == Self::BySort { &ranks } else { "WITH x AS (" }).push("SELECT 0 AS n");
        for (at, key) in question.keys.iter().enumerate() {
            statement.push(", ");
            question.push_column(&mut statement, 0, key);
            statement.push(&format!(" AS c{at}"));
        }
        statement.push(" FROM ");
        question.push_table(&mut statement, 0)?;
        statement.push(" WHERE 1 = 0");
        Ok(statement)
    }

    /// Appends the rest of the statement after its keys. All equal keys get the number of the first one. A part that
    /// the server would refuse is null, and equal to another such part.
    pub(super) fn end(self, parts: usize, statement: &mut Statement<MySql>) {
        if self == Self::BySort {
            statement.push(") AS x");
            return;
        }
        statement.push(") SELECT x.n, (SELECT MIN(y.n) FROM x AS y WHERE ");
        for at in 0..parts {
            statement.push(if at > 0 { " AND " } else { "" }).push(&format!("y.c{at} <=> x.c{at}"));
        }
        statement.push(") FROM x");
    }
}
