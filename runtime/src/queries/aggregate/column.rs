//! The aggregates of one column: its sum, its average, its smallest and its largest value.

use std::marker::PhantomData;

use super::{Aggregate, Summable};
use crate::facts::model::HasColumn;
use crate::sql::dialect::{Dialect, Row, Value};

/// The sum of a column of a model: 0 if there is no value.
#[derive(Debug)]
pub struct Sum<M, Field, const HASH: u64>(PhantomData<fn() -> (M, Field)>);

impl<M, Field, const HASH: u64, DB> Aggregate<DB> for Sum<M, Field, HASH>
where
    M: HasColumn<Field, HASH, Type: Summable<Sum: Value<DB>>> + 'static,
    Field: 'static,
    DB: Dialect,
{
    type Value = <M::Type as Summable>::Sum;

    const KEYWORD: &'static str = "sum";
    const COLUMN: Option<&'static str> = Some(M::NAME);

    fn empty_value() -> Self::Value {
        Self::Value::default()
    }

    fn sql_around_column() -> [&'static str; 2] {
        DB::sum(M::Type::NUMBERS)
    }

    fn read(row: Row<'_, DB>) -> Result<Self::Value, sqlx::Error> {
        row.value(0)
    }
}

macro_rules! of_values {
    ($(#[$doc:meta])* $name:ident($keyword:literal), $sql:expr, $value:ty $(, $($bounds:tt)+)?) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<M, Field, const HASH: u64>(PhantomData<fn() -> (M, Field)>);

        impl<M, Field, const HASH: u64, DB> Aggregate<DB> for $name<M, Field, HASH>
        where
            M: HasColumn<Field, HASH $(, $($bounds)+)?> + 'static,
            Field: 'static,
            DB: Dialect,
            $value: Value<DB> + Clone + Send + Sync + 'static,
        {
            type Value = Option<$value>;

            const KEYWORD: &'static str = $keyword;
            const COLUMN: Option<&'static str> = Some(M::NAME);

            fn empty_value() -> Self::Value {
                None
            }

            fn sql_around_column() -> [&'static str; 2] {
                $sql
            }

            fn read(row: Row<'_, DB>) -> Result<Self::Value, sqlx::Error> {
                row.value(0)
            }
        }
    };
}

of_values!(
    /// The average of the non-null values of a column.
    Avg("avg"), DB::AVERAGE, f64, Type: Summable
);

of_values!(
    /// The smallest value of a column, as the database orders its values.
    Min("min"), ["MIN(", ")"], M::Value
);

of_values!(
    /// The largest value of a column, as the database orders its values.
    Max("max"), ["MAX(", ")"], M::Value
);
