//! The values of the arguments in a statement's conditions. Values are bound and never written into the text.

mod scope;

use std::marker::PhantomData;

use sqlx::error::BoxDynError;

use self::scope::Missing;
pub(crate) use self::scope::Scope;
use crate::Error;
use crate::facts::filter::Piece;
use crate::key::Key;
use crate::sql::dialect::{Dialect, Statement};

/// The values of the arguments in a statement's conditions.
pub(crate) struct Bindings<'a, DB: Dialect> {
    pub(crate) arguments: &'a dyn AnyArguments<DB>,
    pub(crate) scope: &'a Scope<DB>,
}

impl<DB: Dialect> Bindings<'_, DB> {
    pub(crate) fn push(&self, piece: Piece, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        match piece {
            Piece::Sql(sql) => drop(statement.push(sql)),
            Piece::Argument(at) => self.arguments.push(at, statement)?,
            Piece::Scope { name, of } => self.scope.push(of, name, statement)?,
        }
        Ok(())
    }
}

impl<DB: Dialect> Clone for Bindings<'_, DB> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<DB: Dialect> Copy for Bindings<'_, DB> {}

/// The values of a filter's arguments: a tuple of up to six values, or `()` if there are none.
///
/// Loads of one relation share their answers if their arguments are equal.
pub trait Arguments<DB: Dialect>: Key {
    /// Appends the argument at a position.
    ///
    /// # Errors
    ///
    /// Returns an error if the argument cannot be encoded.
    #[doc(hidden)]
    fn push(&self, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;

    /// Appends null in place of the argument at a position.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such argument.
    #[doc(hidden)]
    fn push_null(at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;
}

/// [`Arguments`] of any type.
pub(crate) trait AnyArguments<DB: Dialect>: Sync {
    fn push(&self, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;
}

impl<DB: Dialect, A: Arguments<DB>> AnyArguments<DB> for A {
    fn push(&self, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        Arguments::push(self, at, statement)
    }
}

/// Nulls in place of the arguments, for a statement that is prepared and does not run.
pub(crate) struct Nulls<A>(pub(crate) PhantomData<fn() -> A>);

impl<DB: Dialect, A: Arguments<DB>> AnyArguments<DB> for Nulls<A> {
    fn push(&self, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        A::push_null(at, statement)
    }
}

/// Returns a function for `map_err` that makes the error of a statement without a value that it needs.
pub(crate) fn unbound(lookup: &'static str) -> impl Fn(BoxDynError) -> Error {
    move |error| match error.downcast::<Missing>() {
        Ok(missing) => Error::MissingScope { lookup, argument: missing.0 },
        Err(error) => Error::database(lookup)(sqlx::Error::Encode(error)),
    }
}

/// A filter names only arguments of its relation.
const NO_SUCH_ARGUMENT: &str = "the condition has an argument that the relation lacks";

impl<DB: Dialect> Arguments<DB> for () {
    fn push(&self, _at: usize, _statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        Err(NO_SUCH_ARGUMENT.into())
    }

    fn push_null(_at: usize, _statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        Err(NO_SUCH_ARGUMENT.into())
    }
}

macro_rules! arguments {
    ($($argument:ident $at:tt),+) => {
        impl<DB, $($argument),+> Arguments<DB> for ($($argument,)+)
        where
            DB: Dialect,
            $($argument: Key + sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,)+
        {
            fn push(&self, at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
                match at {
                    $($at => statement.push_bind(&self.$at),)+
                    _ => Err(NO_SUCH_ARGUMENT.into()),
                }
            }

            fn push_null(at: usize, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
                match at {
                    $($at => statement.push_null::<$argument>(),)+
                    _ => Err(NO_SUCH_ARGUMENT.into()),
                }
            }
        }
    };
}

arguments!(A 0);
arguments!(A 0, B 1);
arguments!(A 0, B 1, C 2);
arguments!(A 0, B 1, C 2, D 3);
arguments!(A 0, B 1, C 2, D 3, E 4);
arguments!(A 0, B 1, C 2, D 3, E 4, F 5);
