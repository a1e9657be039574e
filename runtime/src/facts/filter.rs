//! Conditions that an attribute states in SQL, split at their arguments.

use std::any::TypeId;
use std::hash::{Hash, Hasher};
use std::mem;

use crate::facts::scope::ScopeArgument;

/// A condition on a table, as an attribute states it. A filter without pieces is no condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Filter(pub &'static [Piece]);

/// A piece of a [`Filter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// SQL, as the attribute has it.
    Sql(&'static str),
    /// The argument at a position of the relation's arguments.
    Argument(usize),
    /// The argument of a scope, whose value the request has.
    Scope {
        /// The name of the argument in the attribute.
        name: &'static str,
        /// The type of the argument.
        of: TypeId,
    },
}

impl Piece {
    /// Makes a piece for an argument of a scope.
    #[must_use]
    pub const fn scope<A: ScopeArgument>(name: &'static str) -> Self {
        Self::Scope { name, of: TypeId::of::<A>() }
    }
}

impl Filter {
    /// No condition.
    pub const NONE: Self = Self(&[]);

    /// Returns the filter, or `None` if it is no condition.
    pub(crate) fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }
}

/// Leaves out the type of an argument of a scope. Cursors hold this hash, and the id of a type changes with the version
/// of the program.
impl Hash for Piece {
    fn hash<H: Hasher>(&self, state: &mut H) {
        mem::discriminant(self).hash(state);
        match self {
            Self::Sql(sql) => sql.hash(state),
            Self::Argument(at) => at.hash(state),
            Self::Scope { name, of: _ } => name.hash(state),
        }
    }
}
