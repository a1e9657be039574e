//! Relations as the derive states them, written by hand, for orders of all kinds.

use batchload::__private1::{FollowPage, PageFrom};
use batchload::{Connection, Dialect, Error, Loaders, Lookup, Page};

/// A lookup of many rows by key columns.
macro_rules! lookup {
    ($(#[$attribute:meta])* $name:ident: $model:ty, $key:ty, $parts:ty, $columns:expr $(, $filter:expr, $arguments:ty)?) => {
        #[derive(Debug)]
        pub struct $name;

        impl batchload::Lookup for $name {
            type Model = $model;
            type Key = $key;
            type Parts = $parts;
            type Found = batchload::Many<$model>;
            type Arguments = $crate::pages::facts::or_none!($($arguments)?);

            const NAME: &'static str = stringify!($name);
            const COLUMNS: &'static [&'static str] = $columns;
            const UNIQUE: bool = false;

            $(fn conditions() -> Vec<batchload::Filter> {
                vec![$filter]
            })?

            fn key(_: &$model) -> Option<$key> {
                None
            }
        }
    };
}

macro_rules! or_none {
    () => {
        ()
    };
    ($arguments:ty) => {
        $arguments
    };
}

/// A relation with an order, whose rows come in pages.
macro_rules! relation {
    ($name:ident: $from:ty, $partner:ty, |$row:ident| $key:expr, $order:expr, $sort:ty $(, $strategy:expr)?) => {
        impl batchload::__private1::Refined for $name {
            type Partner = $partner;
            type Found = batchload::Many<<$partner as batchload::Lookup>::Model>;
            type Arguments = ();

            const NAME: &'static str = stringify!($name);
            const ORDER: &'static [batchload::Order] = $order;
            $(const STRATEGY: batchload::Strategy = $strategy;)?
        }

        $crate::pages::facts::paged!($name: $from, batchload::__private1::Related<$name>, |$row| $key, $sort);
    };
}

macro_rules! paged {
    ($name:ident: $from:ty, $lookup:ty, |$row:ident| $key:expr, $sort:ty) => {
        #[derive(Debug)]
        pub struct $name;

        impl batchload::Relation for $name {
            type From = $from;
            type Lookup = $lookup;

            const NAME: &'static str = stringify!($name);
            const SOURCE: &'static [&'static str] = &["id"];

            fn key($row: &$from) -> Option<<Self::Lookup as batchload::Lookup>::Key> {
                $key
            }
        }

        impl batchload::__private1::Paged for $name {
            type Sort = $sort;

            const SIZES: batchload::__private1::Sizes = batchload::__private1::Sizes { default: 3, max: 100 };
        }
    };
}

/// A column by the name of its field. A number stands for the name.
macro_rules! column {
    ($hash:literal: $model:ty, $field:ident, $kind:ty) => {
        impl batchload::__private1::ColumnAt<$hash> for <$model as batchload::Model>::ById {
            type Type = $kind;
            type Value = $kind;

            const NAME: &'static str = stringify!($field);

            fn of(row: &$model) -> &$kind {
                &row.$field
            }
        }
    };
}

/// Loads a page of the rows that a row's relation finds with these arguments.
pub async fn page<R, DB>(
    loaders: &Loaders<DB>,
    arguments: <R::Lookup as Lookup>::Arguments,
    from: &R::From,
    page: &Page,
) -> Result<Connection<<R::Lookup as Lookup>::Model>, Error>
where
    R: PageFrom<DB>,
    DB: Dialect,
{
    <R as FollowPage<_, _, _, DB>>::follow(loaders, from, arguments, page).await
}

pub(crate) use {column, lookup, or_none, paged, relation};
