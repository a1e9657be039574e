//! Aggregates of one column: its sum, its average, its smallest and its largest value.

use std::marker::PhantomData;

use super::{Aggregate, AggregateFrom, Summable};
use crate::dialect::{Dialect, Value};
use crate::lookup::{LoadFrom, Lookup};
use crate::model::ColumnOf;
use crate::name::Name;

/// The sum of a column: nothing where every value is null.
#[derive(Debug)]
pub struct Sum<L, C>(PhantomData<fn() -> (L, C)>);

impl<L: Lookup, C: ColumnOf<L::Model>> Sum<L, C> {
    const TEXT: Name = Name::of(&[L::NAME, " sum(", C::NAME, ")"]);
}

impl<L, C> Aggregate for Sum<L, C>
where
    L: Lookup,
    C: ColumnOf<L::Model, Type: Summable>,
{
    type Lookup = L;
    type Value = <C::Type as Summable>::Sum;

    const NAME: &'static str = Self::TEXT.as_str();
    const COLUMN: Option<&'static str> = Some(C::NAME);

    fn of_nothing() -> Self::Value {
        Self::Value::default()
    }
}

impl<L, C, DB> AggregateFrom<DB> for Sum<L, C>
where
    L: LoadFrom<DB>,
    C: ColumnOf<L::Model, Type: Summable<Sum: Value<DB>>>,
    DB: Dialect,
{
    fn around() -> [&'static str; 2] {
        DB::sum(C::Type::NUMBERS)
    }

    fn read(row: &DB::Row) -> Result<Self::Value, sqlx::Error> {
        DB::value(row, 0)
    }
}

/// The average of the values of a column that are not null.
#[derive(Debug)]
pub struct Avg<L, C>(PhantomData<fn() -> (L, C)>);

impl<L: Lookup, C: ColumnOf<L::Model>> Avg<L, C> {
    const TEXT: Name = Name::of(&[L::NAME, " avg(", C::NAME, ")"]);
}

impl<L, C> Aggregate for Avg<L, C>
where
    L: Lookup,
    C: ColumnOf<L::Model, Type: Summable>,
{
    type Lookup = L;
    type Value = Option<f64>;

    const NAME: &'static str = Self::TEXT.as_str();
    const COLUMN: Option<&'static str> = Some(C::NAME);

    fn of_nothing() -> Option<f64> {
        None
    }
}

impl<L, C, DB> AggregateFrom<DB> for Avg<L, C>
where
    L: LoadFrom<DB>,
    C: ColumnOf<L::Model, Type: Summable>,
    DB: Dialect,
    f64: Value<DB>,
{
    fn around() -> [&'static str; 2] {
        DB::AVERAGE
    }

    fn read(row: &DB::Row) -> Result<Option<f64>, sqlx::Error> {
        DB::value(row, 0)
    }
}

macro_rules! extreme {
    ($(#[$doc:meta])* $name:ident, $before:literal, $word:literal) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<L, C>(PhantomData<fn() -> (L, C)>);

        impl<L: Lookup, C: ColumnOf<L::Model>> $name<L, C> {
            const TEXT: Name = Name::of(&[L::NAME, $word, C::NAME, ")"]);
        }

        impl<L, C> Aggregate for $name<L, C>
        where
            L: Lookup,
            C: ColumnOf<L::Model, Value: Clone + Send + Sync + 'static>,
        {
            type Lookup = L;
            type Value = Option<C::Value>;

            const NAME: &'static str = Self::TEXT.as_str();
            const COLUMN: Option<&'static str> = Some(C::NAME);

            fn of_nothing() -> Self::Value {
                None
            }
        }

        impl<L, C, DB> AggregateFrom<DB> for $name<L, C>
        where
            L: LoadFrom<DB>,
            C: ColumnOf<L::Model, Value: Value<DB> + Clone + Send + Sync + 'static>,
            DB: Dialect,
        {
            fn around() -> [&'static str; 2] {
                [$before, ")"]
            }

            fn read(row: &DB::Row) -> Result<Self::Value, sqlx::Error> {
                DB::value(row, 0)
            }
        }
    };
}

extreme!(
    /// The smallest value of a column, as the database orders them.
    Min,
    "MIN(",
    " min("
);

extreme!(
    /// The largest value of a column, as the database orders them.
    Max,
    "MAX(",
    " max("
);
