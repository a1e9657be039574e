//! The tables of a statement, each with the conditions on its rows.

use sqlx::error::BoxDynError;

use super::{Dialect, Statement};
use crate::filter::{AnyArguments, Filter, Piece};
use crate::lookup::Facts;
use crate::path::Step;

/// A table of a statement, as far as its rows are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(super) name: &'static [&'static str],
    pub(super) scope: Option<&'static str>,
    pub(super) conditions: Vec<Filter>,
    /// Columns of this table that equal columns of the next.
    pub(super) next: Option<(&'static [&'static str], &'static [&'static str])>,
}

impl Table {
    pub(super) fn push_name<DB: Dialect>(&self, statement: &mut Statement<DB>) {
        for (at, part) in self.name.iter().enumerate() {
            statement.push(if at > 0 { "." } else { "" }).push_name(part);
        }
    }

    /// Appends the table itself, or those of its rows that fulfil the conditions: within parentheses, where
    /// the names of its columns are its own. Every database merges that into the statement around it.
    pub(super) fn push<DB: Dialect>(
        &self,
        statement: &mut Statement<DB>,
        arguments: &dyn AnyArguments<DB>,
    ) -> Result<(), BoxDynError> {
        let is_whole = self.scope.is_none() && self.conditions.is_empty();
        statement.push(if is_whole { "" } else { "(SELECT * FROM " });
        self.push_name(statement);
        let mut word = " WHERE (";
        if let Some(scope) = self.scope {
            statement.push(word).push(scope).push(")");
            word = " AND (";
        }
        for Filter(pieces) in &self.conditions {
            statement.push(word);
            for piece in *pieces {
                match *piece {
                    Piece::Sql(sql) => drop(statement.push(sql)),
                    Piece::Argument(at) => arguments.push(at, statement)?,
                }
            }
            statement.push(")");
            word = " AND (";
        }
        statement.push(if is_whole { "" } else { ")" });
        Ok(())
    }
}

/// The tables of a lookup, from the one that holds the key to the model's own.
pub(crate) fn tables(facts: &Facts, scoped: bool) -> Vec<Table> {
    let steps = (facts.steps)().into_iter().map(|Step { table, scope, conditions, own, next }| Table {
        name: table,
        scope: scope.filter(|_| scoped),
        conditions,
        next: Some((own, next)),
    });
    let own = Table {
        name: facts.table,
        scope: facts.scope.filter(|_| scoped),
        conditions: (facts.conditions)(),
        next: None,
    };
    steps.chain([own]).collect()
}
