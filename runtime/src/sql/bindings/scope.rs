//! Which rows a request sees: the values that it binds to the scopes of models, and the conditions that it obeys.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use sqlx::Database;
use sqlx::error::BoxDynError;

use crate::facts::filter::{Filter, Piece};
use crate::facts::scope::ScopeArgument;
use crate::sql::dialect::{Dialect, Statement};

/// Which rows a request sees.
pub(crate) struct Scope<DB: Database> {
    /// Each value has another type. There are few, so the search goes through all of them.
    values: Vec<(TypeId, Arc<dyn Bind<DB>>)>,
    /// Whether the request lifts the conditions that name none of the values.
    is_lifted: bool,
}

trait Bind<DB: Database>: Send + Sync {
    fn push(&self, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;
}

impl<DB, A> Bind<DB> for A
where
    DB: Dialect,
    A: ScopeArgument + sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
{
    fn push(&self, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        statement.push_bind(self)
    }
}

/// The error that no value was given for the argument of this name.
#[derive(Debug, thiserror::Error)]
#[error("the request has no value for `{0}`")]
pub(crate) struct Missing(pub(crate) &'static str);

impl<DB: Database> Scope<DB> {
    /// Returns the same scope without the conditions that name no value, which can be lifted. The others always apply.
    pub(crate) fn without_liftable(&self) -> Self {
        Self { is_lifted: true, ..self.clone() }
    }

    /// Returns whether a condition of a model applies.
    pub(crate) fn applies_condition(&self, condition: &Filter) -> bool {
        !self.is_lifted || condition.0.iter().any(|piece| matches!(piece, Piece::Scope { .. }))
    }
}

impl<DB: Dialect> Scope<DB> {
    /// Sets a value, in place of one of the same type.
    pub(crate) fn set<A>(&mut self, value: A)
    where
        A: ScopeArgument + sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    {
        let of = TypeId::of::<A>();
        self.values.retain(|(known, _)| *known != of);
        self.values.push((of, Arc::new(value)));
    }

    /// Appends the value of a type, for the argument of a name.
    ///
    /// # Errors
    ///
    /// Returns [`Missing`] if no such value was given, or an error if the value cannot be encoded.
    pub(crate) fn push(
        &self,
        of: TypeId,
        name: &'static str,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        let given = self.values.iter().find(|(known, _)| *known == of);
        given.ok_or(Missing(name))?.1.push(statement)
    }
}

impl<DB: Database> Default for Scope<DB> {
    fn default() -> Self {
        Self { values: Vec::new(), is_lifted: false }
    }
}

impl<DB: Database> Clone for Scope<DB> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), is_lifted: self.is_lifted }
    }
}

impl<DB: Database> fmt::Debug for Scope<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("arguments", &self.values.len()).finish_non_exhaustive()
    }
}
