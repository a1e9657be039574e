//! The facts of a table: its name, its columns, its default order. No I/O.

use crate::Error;
use crate::facts::filter::Filter;
use crate::facts::lookup::{ById, Lookup, ModelOf};
use crate::facts::sort::SortKey;

/// A row struct whose table, columns and primary key are known at compile time.
///
/// `#[derive(BatchLoad)]` implements this trait. Do not implement it in any other way: any release may add to it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "add `#[derive(batchload::BatchLoad)]` to `{Self}`",
    note = "an enum of models needs the field that says which of them it is: `#[belongs_to({Self}, kind = field)]`"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// The struct's name, for errors and traces.
    const NAME: &'static str;

    /// The table's name in parts: `["schema", "name"]` or `["name"]`.
    const TABLE: &'static [&'static str];

    /// The columns that statements read, in the order in which [`FromColumns`](crate::FromColumns) expects them.
    #[doc(hidden)]
    const COLUMNS: &'static [Column];

    /// The order of the found rows when the relation names none: the primary key.
    #[doc(hidden)]
    const ORDER: &'static [Order];

    /// The conditions that every statement obeys, such as `deleted_at IS NULL`.
    #[doc(hidden)]
    const SCOPE: &'static [Filter] = &[];

    /// Whether the columns of a row are read by their positions, and not by their names.
    #[doc(hidden)]
    const BY_POSITION: bool = true;

    /// The lookup by the primary key.
    type ById: Lookup<Model = Self>;
}

/// A model that has a column for the field `Field`, as orders, pages and aggregates require it.
///
/// `Field` is a type with the name of the field, so that the compiler can print it in a message. `HASH` is the hash of
/// the name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no field `{Field}` that is read with its rows",
    label = "`{Self}` reads no column into a field of this name",
    note = "name a field of `{Self}` that is a column of its table, and neither lazy nor skipped; in `link(order_by(..))`, name a field of the link model"
)]
pub trait HasColumn<Field, const HASH: u64>: Sized {
    /// The field's type.
    type Type;
    /// The type of its values that are not null: `T` if the field is an `Option<T>`.
    type Value;
    /// The column of the table.
    const NAME: &'static str;
    /// Whether the column has another type than the field, and its values are converted.
    const IS_CONVERTED: bool;
}

/// Refuses a [converted](HasColumn::IS_CONVERTED) field, for use in constants.
///
/// # Panics
///
/// Panics for such a field, while the program is compiled.
#[track_caller]
pub(crate) const fn assert_not_converted(is_converted: bool) {
    assert!(
        !is_converted,
        "this field is converted from its column (`try_from` or `json`), but pages and aggregates read the column itself; name a field of the column's own type"
    );
}

#[diagnostic::do_not_recommend]
impl<M, Field, const HASH: u64> HasColumn<Field, HASH> for M
where
    M: Model,
    ById<M>: ColumnAt<HASH>,
{
    type Type = <ById<M> as ColumnAt<HASH>>::Type;
    type Value = <ById<M> as ColumnAt<HASH>>::Value;

    const NAME: &'static str = <ById<M> as ColumnAt<HASH>>::NAME;
    const IS_CONVERTED: bool = <ById<M> as ColumnAt<HASH>>::IS_CONVERTED;
}

/// The column that fills a field of a model, as the model states it on its lookup by id.
///
/// [`FieldAt`](crate::facts::lookup::FieldAt) says why. `HASH` is the hash of the field's name.
pub trait ColumnAt<const HASH: u64>: Lookup {
    /// The field's type.
    type Type;
    /// The type of its values that are not null: `T` if the field is an `Option<T>`.
    type Value;
    /// The column of the table.
    const NAME: &'static str;
    /// Whether the column has another type than the field, and its values are converted.
    const IS_CONVERTED: bool = false;
    /// Returns the field of a row. Nothing calls this. It exists so that the compiler does not warn about a field that
    /// only an order uses.
    fn of(row: &ModelOf<Self>) -> &Self::Type;
}

/// A field of a model and the column that fills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field of the struct, without `r#`.
    pub field: &'static str,
    /// The column of the table.
    pub name: &'static str,
}

impl Column {
    /// Makes the error for a value that does not fit the field's type.
    pub(crate) fn unfit(self, model: &'static str, source: sqlx::Error) -> Error {
        Error::Decode { model, field: self.field, column: self.name, source: source.into() }
    }
}

/// A column by which rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// The column of the table.
    pub column: &'static str,
    /// Whether the largest value comes first.
    pub descending: bool,
    /// The place of the rows without a value. `None` leaves it to the database.
    pub nulls: Option<Nulls>,
}

/// The place of rows without a value in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

/// The type of a field whose column can be null.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is never null",
    label = "the field is not an `Option`; remove `nulls first` or `nulls last`"
)]
pub trait Nullable {}

impl<T> Nullable for Option<T> {}

impl Order {
    /// Sorts by a column, smallest first.
    #[must_use]
    pub const fn by(column: &'static str) -> Self {
        Self { column, descending: false, nulls: None }
    }

    /// Sorts by a field of `M`, smallest first.
    #[must_use]
    pub const fn of<M: HasColumn<Field, HASH>, Field, const HASH: u64>() -> Self {
        Self::by(M::NAME)
    }

    /// Sorts the pages of a relation by a field of `M`, smallest first.
    #[must_use]
    #[track_caller]
    pub const fn paged<M: HasColumn<Field, HASH, Type: SortKey>, Field, const HASH: u64>() -> Self {
        assert_not_converted(M::IS_CONVERTED);
        Self::of::<M, Field, HASH>()
    }

    /// Returns a relation's order, made total by the primary key so that results are repeatable.
    pub(crate) fn total(order: &[Self], tie_breaker: &[Self]) -> Vec<Self> {
        let mut total: Vec<Self> = Vec::new();
        for each in order.iter().chain(tie_breaker) {
            if total.iter().all(|known| known.column != each.column) {
                total.push(*each);
            }
        }
        total
    }

    /// Sorts by the same column, largest first.
    #[must_use]
    pub const fn descending(self) -> Self {
        Self { descending: true, ..self }
    }

    /// Sorts the rows whose field of `M` is `None` first.
    #[must_use]
    pub const fn nulls_first<M: HasColumn<Field, HASH, Type: Nullable>, Field, const HASH: u64>(
        self,
    ) -> Self {
        Self { nulls: Some(Nulls::First), ..self }
    }

    /// Sorts the rows whose field of `M` is `None` last.
    #[must_use]
    pub const fn nulls_last<M: HasColumn<Field, HASH, Type: Nullable>, Field, const HASH: u64>(self) -> Self {
        Self { nulls: Some(Nulls::Last), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    fn columns(order: &[Order]) -> Vec<(&str, bool)> {
        order.iter().map(|each| (each.column, each.descending)).collect()
    }

    #[test]
    fn the_primary_key_ends_an_order() {
        let newest = [Order::by("day").descending()];
        let id = [Order::by("id")];
        assert_eq!(columns(&Order::total(&newest, &id)), [("day", true), ("id", false)]);
    }

    #[test]
    fn a_column_is_named_once() {
        let order = [Order::by("day").descending(), Order::by("id").descending()];
        let id = [Order::by("id")];
        assert_eq!(columns(&Order::total(&order, &id)), [("day", true), ("id", true)]);
    }
}
