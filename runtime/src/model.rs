//! What a table is: its name, its columns, its default order. No I/O.

use crate::Error;
use crate::dialect::Dialect;
use crate::lookup::Lookup;

/// A row struct whose table, columns and primary key are known at compile time.
///
/// `#[derive(BatchLoad)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "add `#[derive(batchload::BatchLoad)]` to `{Self}`"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// The struct's name, for errors and traces.
    const NAME: &'static str;

    /// The table's name in parts: `["schema", "name"]` or `["name"]`.
    const TABLE: &'static [&'static str];

    /// The columns that are read, in the order in which [`FromColumns`] expects them.
    const COLUMNS: &'static [Column];

    /// The order of rows that a lookup finds when the relation names none: the primary key.
    const ORDER: &'static [Order];

    /// The lookup by primary key.
    type ById: Lookup<Model = Self>;
}

/// A field of a model and the column that fills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field of the struct, without `r#`.
    pub field: &'static str,
    /// The column of the table.
    pub name: &'static str,
}

/// A column that rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column of the table.
    pub column: &'static str,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Order {
    /// Sorts by a field of `M`, smallest first.
    ///
    /// # Panics
    ///
    /// With `mistake`, when `M` has no such field: in a constant, so while the program is compiled.
    #[must_use]
    #[track_caller]
    pub const fn by<M: Model>(field: &str, mistake: &'static str) -> Self {
        Self { column: column::<M>(field, mistake), descending: false }
    }

    /// The same column, largest first.
    #[must_use]
    pub const fn descending(self) -> Self {
        Self { descending: true, ..self }
    }
}

#[track_caller]
const fn column<M: Model>(field: &str, mistake: &'static str) -> &'static str {
    let mut at = 0;
    while at < M::COLUMNS.len() {
        if same(M::COLUMNS[at].field, field) {
            return M::COLUMNS[at].name;
        }
        at += 1;
    }
    panic!("{}", mistake)
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// How a model is read from a row that holds [`Model::COLUMNS`] from position 0 on.
///
/// `#[derive(BatchLoad)]` implements it: by position, or through the model's `FromRow` under
/// `#[batch_load(from_row)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row of `{DB}`",
    note = "every field's type has to implement `sqlx::Type<{DB}>` and `sqlx::Decode<{DB}>`"
)]
pub trait FromColumns<DB: Dialect>: Model {
    /// Reads one row.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] names the first field that its column does not fit.
    fn from_columns(row: &DB::Row) -> Result<Self, Error>;
}

/// A type that a column of `DB` can be read into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a column of this database",
    label = "not a column type of this database",
    note = "implement `sqlx::Type` and `sqlx::Decode` for `{Self}`, or leave its field out with `#[sqlx(skip)]`"
)]
pub trait Value<DB: sqlx::Database>: sqlx::Type<DB> + for<'r> sqlx::Decode<'r, DB> {}

#[diagnostic::do_not_recommend]
impl<T, DB> Value<DB> for T
where
    DB: sqlx::Database,
    T: sqlx::Type<DB> + for<'r> sqlx::Decode<'r, DB>,
{
}

/// A model that sqlx reads from a row of `DB`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read through `sqlx::FromRow` from a row of this database",
    label = "no `sqlx::FromRow` for this database",
    note = "add `#[derive(sqlx::FromRow)]` to `{Self}`, or remove `from_row` to have its columns read one by one"
)]
pub trait FromRow<DB: sqlx::Database>: for<'r> sqlx::FromRow<'r, DB::Row> {}

#[diagnostic::do_not_recommend]
impl<M, DB> FromRow<DB> for M
where
    DB: sqlx::Database,
    M: for<'r> sqlx::FromRow<'r, DB::Row>,
{
}
