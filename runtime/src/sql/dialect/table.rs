//! The tables of a statement, each with the conditions on its rows.

use sqlx::error::BoxDynError;

use super::{Dialect, Statement};
use crate::facts::filter::Filter;
use crate::facts::lookup::Facts;
use crate::facts::step::Step;
use crate::sql::bindings::{Bindings, Scope};

/// A table of a statement, with the conditions on its rows.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(super) name: &'static [&'static str],
    /// The conditions of the model's scope that the request obeys.
    pub(super) scope: Vec<Filter>,
    pub(super) conditions: Vec<Filter>,
    /// The columns of this table that equal columns of the next one, and these columns.
    pub(super) next: Option<(&'static [&'static str], &'static [&'static str])>,
}

impl Table {
    pub(super) fn push_name<DB: Dialect>(&self, statement: &mut Statement<DB>) {
        for (at, part) in self.name.iter().enumerate() {
            statement.push(if at > 0 { "." } else { "" }).push_name(part);
        }
    }

    /// Appends the table or, if it has conditions, a subquery for the rows that fulfil them. Within the subquery, the
    /// conditions see only the columns of this table. Every database merges the subquery into the statement around it.
    pub(super) fn push<DB: Dialect>(
        &self,
        statement: &mut Statement<DB>,
        bindings: Bindings<'_, DB>,
    ) -> Result<(), BoxDynError> {
        let is_whole = self.scope.is_empty() && self.conditions.is_empty();
        statement.push(if is_whole { "" } else { "(SELECT * FROM " });
        self.push_name(statement);
        let mut word = " WHERE (";
        for Filter(pieces) in self.scope.iter().chain(&self.conditions) {
            statement.push(word);
            for piece in *pieces {
                bindings.push(*piece, statement)?;
            }
            statement.push(")");
            word = " AND (";
        }
        statement.push(if is_whole { "" } else { ")" });
        Ok(())
    }
}

/// Returns the tables of a lookup, from the one that holds the key to the model's own.
pub(crate) fn tables<DB: Dialect>(facts: &Facts, scope: &Scope<DB>) -> Vec<Table> {
    let applying =
        |of: &[Filter]| of.iter().filter(|condition| scope.applies_condition(condition)).copied().collect();
    let steps = (facts.steps)().into_iter().map(|Step { table, scope, conditions, own, next }| Table {
        name: table,
        scope: applying(scope),
        conditions,
        next: Some((own, next)),
    });
    let own = Table {
        name: facts.table,
        scope: applying(facts.scope),
        conditions: (facts.conditions)(),
        next: None,
    };
    steps.chain([own]).collect()
}
