//! Aggregates of one column: its sum, its average, its smallest and its largest value.

use std::marker::PhantomData;

use super::{Aggregate, Summable};
use crate::dialect::{Dialect, Value};
use crate::model::{ColumnOf, Model};
use crate::row::Row;

/// The sum of a column of a model: 0 where there is no value.
#[derive(Debug)]
pub struct Sum<M, C>(PhantomData<fn() -> (M, C)>);

impl<M, C, DB> Aggregate<DB> for Sum<M, C>
where
    M: Model,
    C: ColumnOf<M, Type: Summable<Sum: Value<DB>>>,
    DB: Dialect,
{
    type Value = <C::Type as Summable>::Sum;

    const NAME: [&'static str; 3] = [" sum(", C::NAME, ")"];
    const COLUMN: Option<&'static str> = Some(C::NAME);

    fn of_nothing() -> Self::Value {
        Self::Value::default()
    }

    fn around() -> [&'static str; 2] {
        DB::sum(C::Type::NUMBERS)
    }

    fn read(row: Row<'_, DB>) -> Result<Self::Value, sqlx::Error> {
        row.value(0)
    }
}

macro_rules! of_values {
    ($(#[$doc:meta])* $name:ident($word:literal), $around:expr, $value:ty, $($bounds:tt)+) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<M, C>(PhantomData<fn() -> (M, C)>);

        impl<M, C, DB> Aggregate<DB> for $name<M, C>
        where
            M: Model,
            DB: Dialect,
            $($bounds)+
        {
            type Value = Option<$value>;

            const NAME: [&'static str; 3] = [$word, C::NAME, ")"];
            const COLUMN: Option<&'static str> = Some(C::NAME);

            fn of_nothing() -> Self::Value {
                None
            }

            fn around() -> [&'static str; 2] {
                $around
            }

            fn read(row: Row<'_, DB>) -> Result<Self::Value, sqlx::Error> {
                row.value(0)
            }
        }
    };
}

of_values!(
    /// The average of the values of a column that are not null.
    Avg(" avg("), DB::AVERAGE, f64, C: ColumnOf<M, Type: Summable>, f64: Value<DB>
);

of_values!(
    /// The smallest value of a column, as the database orders them.
    Min(" min("), ["MIN(", ")"], C::Value,
    C: ColumnOf<M, Value: Value<DB> + Clone + Send + Sync + 'static>
);

of_values!(
    /// The largest value of a column, as the database orders them.
    Max(" max("), ["MAX(", ")"], C::Value,
    C: ColumnOf<M, Value: Value<DB> + Clone + Send + Sync + 'static>
);
