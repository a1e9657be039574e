//! Which lookups a database can perform.

use crate::facts::lookup::Lookup;
use crate::sql::bindings::Arguments;
use crate::sql::columns::FromColumns;
use crate::sql::dialect::{Dialect, Keys};

/// A lookup that `DB` can perform.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded from `{DB}`",
    note = "the key's type and every field's type have to be column types of `{DB}`"
)]
pub trait LoadFrom<DB: Dialect>:
    Lookup<Model: FromColumns<DB>, Parts: Keys<DB>, Arguments: Arguments<DB>>
{
}

impl<L, DB> LoadFrom<DB> for L
where
    DB: Dialect,
    L: Lookup<Model: FromColumns<DB>, Parts: Keys<DB>, Arguments: Arguments<DB>>,
{
}
