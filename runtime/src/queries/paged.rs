//! Relations whose rows come in pages, and the columns by which their pages are sorted, as types. Facts only, no I/O.

use crate::facts::lookup::{ById, FieldName, Lookup, ModelOf};
use crate::facts::model::{ColumnAt, Model, Order};
use crate::facts::page::Sizes;
use crate::facts::relation::Relation;
use crate::sql::dialect::{Dialect, SortColumn, SortValue};
use crate::sql::load_from::LoadFrom;

/// A relation whose rows come in pages.
///
/// It is not part of [`Relation`], so that the compiler reports a mistake in either trait once.
pub trait Paged: Send + Sync + 'static {
    /// The fields of the relation's order, as a tuple of [`FieldName`]s. Fields of the primary key may be left out.
    type Sort: Send + Sync + 'static;

    /// The sizes that a page can have.
    const SIZES: Sizes;
}

/// A relation whose pages can be loaded from `DB`.
#[diagnostic::on_unimplemented(
    message = "pages of `{Self}` cannot be loaded from `{DB}`",
    note = "the types of the order's fields and of the primary key have to implement `batchload::SortKey`, and to be column types of `{DB}`"
)]
pub trait PageFrom<DB: Dialect>: Paged + Relation<Lookup: LoadFrom<DB>> {
    /// Returns the columns by which rows are sorted, in the order of `order`.
    #[doc(hidden)]
    fn columns(order: &[Order]) -> Vec<SortColumn<DB>>;
}

impl<P, DB> PageFrom<DB> for P
where
    DB: Dialect,
    P: Paged<Sort: SortFields<ModelOf<P::Lookup>, DB>> + Relation<Lookup: LoadFrom<DB>>,
    <ById<ModelOf<P::Lookup>> as Lookup>::Parts: SortParts<DB>,
{
    fn columns(order: &[Order]) -> Vec<SortColumn<DB>> {
        let mut known = P::Sort::columns();
        let primary = <ById<ModelOf<P::Lookup>> as Lookup>::COLUMNS;
        known.extend(primary.iter().copied().zip(<<ById<ModelOf<P::Lookup>> as Lookup>::Parts>::values()));
        let place = |order: &Order| {
            let (_, make) = known.iter().find(|(name, _)| *name == order.column)?;
            let position =
                <ModelOf<P::Lookup>>::COLUMNS.iter().position(|column| column.name == order.column)?;
            Some(make(position))
        };
        order.iter().filter_map(place).collect()
    }
}

/// The name of a column, and a function that makes the column, given its position among the selected columns.
type Named<DB> = (&'static str, fn(usize) -> SortColumn<DB>);

/// The fields of a model by which rows are sorted: a tuple of [`FieldName`]s.
pub trait SortFields<M, DB: Dialect> {
    #[doc(hidden)]
    fn columns() -> Vec<Named<DB>>;
}

/// The parts of a primary key, which complete the order of the rows.
pub trait SortParts<DB: Dialect> {
    #[doc(hidden)]
    fn values() -> Vec<fn(usize) -> SortColumn<DB>>;
}

macro_rules! fields {
    ($($hash:ident),*) => {
        impl<M: Model, DB: Dialect, $(const $hash: u64),*> SortFields<M, DB> for ($(FieldName<$hash>,)*)
        where
            $(ById<M>: ColumnAt<$hash, Type: SortValue<DB>>,)*
        {
            fn columns() -> Vec<Named<DB>> {
                vec![$((
                    <ById<M> as ColumnAt<$hash>>::NAME,
                    SortColumn::of::<<ById<M> as ColumnAt<$hash>>::Type>,
                )),*]
            }
        }
    };
}

fields!();
fields!(A);
fields!(A, B);
fields!(A, B, C);
fields!(A, B, C, D);
fields!(A, B, C, D, E);
fields!(A, B, C, D, E, F);

macro_rules! parts {
    ($($part:ident),+) => {
        impl<DB: Dialect, $($part: SortValue<DB>),+> SortParts<DB> for ($($part,)+) {
            fn values() -> Vec<fn(usize) -> SortColumn<DB>> {
                vec![$(SortColumn::of::<$part>),+]
            }
        }
    };
}

parts!(A);
parts!(A, B);
parts!(A, B, C);
parts!(A, B, C, D);
