//! Conditions that an attribute states in SQL, cut at their arguments.

use std::any::TypeId;

use crate::facts::scope::ScopeArgument;

/// A condition on a table, as an attribute states it: no pieces, no condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Filter(pub &'static [Piece]);

/// A piece of a [`Filter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// SQL as the attribute has it.
    Sql(&'static str),
    /// The argument at a position of the relation's arguments.
    Argument(usize),
    /// The argument of a scope, which the request has.
    Scope {
        /// What the attribute calls it.
        name: &'static str,
        /// Its type.
        of: TypeId,
    },
}

impl Piece {
    /// An argument of a scope.
    #[must_use]
    pub const fn scope<A: ScopeArgument>(name: &'static str) -> Self {
        Self::Scope { name, of: TypeId::of::<A>() }
    }
}

impl Filter {
    /// No condition.
    pub const NONE: Self = Self(&[]);

    /// The condition, if there is one.
    pub(crate) fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }
}
