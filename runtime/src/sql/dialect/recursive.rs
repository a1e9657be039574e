//! The rows to which the rows of some keys lead: a recursive statement around the one that finds the rows of the keys.
//! Each database writes the inner statement in its own way, and everything else is alike.

use sqlx::error::BoxDynError;

use super::question::{RowsOf, Selected};
use super::table::Table;
use super::{Dialect, Keys, Pairing, Question, Statement};
use crate::facts::model::Order;
use crate::facts::step::Recursion;

impl<DB: Dialect> Question<'_, DB> {
    /// Returns the statement that finds the rows of `keys`.
    pub(crate) fn statement<K: Keys<DB>>(&self, keys: &[K]) -> Result<Statement<DB>, BoxDynError> {
        match &self.rows {
            RowsOf::Recursive(recursion, order) => statement(self, recursion, order, keys),
            _ => K::select(self, keys),
        }
    }
}

/// Returns a statement like this one:
///
/// ```text
/// WITH RECURSIVE __walk(p0, n0, r0, d) AS (
///     SELECT t.id, t.parent_id, t.id, 0 FROM pages AS t WHERE t.id IN (…)
///     UNION
///     SELECT t.id, t.parent_id, w.r0, w.d + 1 FROM __walk AS w JOIN pages AS t ON t.id = w.n0
///     WHERE w.d < 64 AND (t.id <> w.p0) AND (t.id <> w.r0)
/// )
/// SELECT t.id, t.parent_id, w.r0
/// FROM (SELECT p0, r0, MIN(d) AS d FROM __walk WHERE d > 0 GROUP BY p0, r0) AS w
/// JOIN pages AS t ON t.id = w.p0
/// ORDER BY w.d, t.id
/// ```
///
/// `p` is the key of a row, `n` the value by which the next rows are found, `r` the key of the row where the walk
/// started, and `d` the distance from that row. If keys are paired by position, the statement carries the position
/// along as `o`, and reads it at the end in place of `r`. The column of the table is left of each comparison, so that
/// its collation applies.
///
/// No row leads to itself or back to the start, which ends the cycles through these rows. Any other cycle ends at the
/// maximum depth, and the smallest distance counts. In such a cycle, and if the collations of columns differ, `UNION`
/// keeps the rows from multiplying with each round.
fn statement<DB: Dialect, K: Keys<DB>>(
    question: &Question<'_, DB>,
    recursion: &Recursion,
    order: &[Order],
    keys: &[K],
) -> Result<Statement<DB>, BoxDynError> {
    let by_position = K::pairing() == Pairing::Position;
    let walk = Walk { question, recursion, by_position };
    let mut statement = K::select(&walk.start(), keys)?;
    statement.push_front(&format!("WITH RECURSIVE __walk({}) AS (", walk.columns()));
    statement.push(" UNION ");
    walk.push_step(&mut statement)?;
    statement.push(") ");
    walk.push_end(&mut statement, order)?;
    Ok(statement)
}

struct Walk<'a, 'q, DB: Dialect> {
    question: &'a Question<'q, DB>,
    recursion: &'a Recursion,
    by_position: bool,
}

impl<'q, DB: Dialect> Walk<'_, 'q, DB> {
    /// Asks for the rows of the keys. The caller already holds these rows, so no scope applies to them.
    fn start(&self) -> Question<'q, DB> {
        let Question { tables, keys, bindings, .. } = self.question;
        let columns = [keys, self.recursion.own, keys].concat();
        let select = columns.into_iter().map(|name| Selected::Column(0, name));
        Question {
            select: select.chain([Selected::Expression("0", None, "")]).collect(),
            with_keys: false,
            tables: tables.iter().map(|table| Table { scope: Vec::new(), ..table.clone() }).collect(),
            keys,
            rows: RowsOf::Each(Vec::new()),
            bindings: *bindings,
        }
    }

    /// Returns the columns of the walk, in the order of [`start`](Self::start).
    fn columns(&self) -> String {
        let (keys, own) = (self.question.keys.len(), self.recursion.own.len());
        let mut columns =
            [names("p", keys), names("n", own), names("r", keys), vec!["d".to_owned()]].concat();
        columns.extend(self.by_position.then(|| "o".to_owned()));
        columns.join(", ")
    }

    /// Returns the columns that tell for which key a row is.
    fn asked(&self) -> Vec<String> {
        if self.by_position { vec!["o".to_owned()] } else { names("r", self.question.keys.len()) }
    }

    fn push_step(&self, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        let Question { keys, .. } = self.question;
        let Recursion { own, next, depth } = self.recursion;
        statement.push("SELECT ");
        statement.list(keys.iter().chain(*own), |statement, name| {
            self.question.push_column(statement, 0, name);
        });
        for start in names("r", keys.len()) {
            statement.push(&format!(", w.{start}"));
        }
        statement.push(", w.d + 1").push(if self.by_position { ", w.o" } else { "" });
        statement.push(" FROM __walk AS w JOIN ");
        self.push_table(statement, next, "n")?;
        statement.push(&format!(" WHERE w.d < {depth}"));
        for known in ["p", "r"] {
            statement.push(" AND (");
            self.push_pairs(statement, keys, " <> ", known, " OR ");
            statement.push(")");
        }
        Ok(())
    }

    fn push_end(&self, statement: &mut Statement<DB>, order: &[Order]) -> Result<(), BoxDynError> {
        let Question { keys, .. } = self.question;
        let asked = self.asked();
        let found = [names("p", keys.len()), asked.clone()].concat().join(", ");
        self.question.push_select(statement);
        for (at, asked) in asked.iter().enumerate() {
            statement.push(&format!(", w.{asked} AS __key_{at}"));
        }
        statement.push(&format!(
            " FROM (SELECT {found}, MIN(d) AS d FROM __walk WHERE d > 0 GROUP BY {found}) AS w JOIN "
        ));
        self.push_table(statement, keys, "p")?;
        statement.push(" ORDER BY w.d");
        for order in order {
            self.question.push_order(statement.push(", "), 0, *order);
        }
        Ok(())
    }

    /// Appends the table, joined on the condition that `columns` equal the known columns of the walk.
    fn push_table(
        &self,
        statement: &mut Statement<DB>,
        columns: &[&str],
        known: &str,
    ) -> Result<(), BoxDynError> {
        self.question.push_table(statement, 0)?;
        statement.push(" ON ");
        self.push_pairs(statement, columns, " = ", known, " AND ");
        Ok(())
    }

    fn push_pairs(
        &self,
        statement: &mut Statement<DB>,
        columns: &[&str],
        sign: &str,
        known: &str,
        between: &str,
    ) {
        for (at, name) in columns.iter().enumerate() {
            statement.push(if at > 0 { between } else { "" });
            self.question.push_column(statement, 0, name);
            statement.push(&format!("{sign}w.{known}{at}"));
        }
    }
}

fn names(letter: &str, count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{letter}{at}")).collect()
}
