//! PostgreSQL: each key column is one array, so that a lookup has the same text for few keys and for many.

use std::any::TypeId;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgHasArrayType, PgRow, PgTypeInfo};
#[cfg(feature = "chrono")]
use sqlx::types::chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use sqlx::{Arguments, Encode, Executor, PgConnection, Postgres, Row as _, TypeInfo, ValueRef as _};

use super::{
    Checked, Dialect, KeyedSlice, Keys, Numbers, Pairing, PlacesNulls, Preparing, Question, ReadRows, Row,
    Slices, Slicing, Statement, Syntax, Transactions, Value, sealed,
};
use crate::sql::column_type::ColumnType;

mod page;

impl Dialect for Postgres {}

impl sealed::Sealed for Postgres {}

impl Syntax for Postgres {
    const QUOTE: char = '"';
    const PLACES_NULLS: PlacesNulls = PlacesNulls::InIndexes;
    const AVERAGE: [&'static str; 2] = ["CAST(AVG(", ") AS DOUBLE PRECISION)"];
    const NULLS_ARE_LARGEST: bool = true;
    const NO_KEY_SQL: &'static str = "1::bigint";
    const NO_COUNT: &'static str = "-1::bigint";

    fn sum(numbers: Numbers) -> [&'static str; 2] {
        match numbers {
            Numbers::Integers => ["CAST(COALESCE(SUM(", "), 0) AS BIGINT)"],
            Numbers::Floats => ["COALESCE(SUM(CAST(", " AS DOUBLE PRECISION)), 0)"],
            Numbers::Decimals => ["COALESCE(SUM(", "), 0)"],
        }
    }
}

impl ReadRows for Postgres {
    const READS_ABANDONED_ROWS: bool = true;
    const PREPARES_TYPES: bool = true;

    fn rows(
        connection: &mut PgConnection,
        statement: Statement<Self>,
    ) -> BoxStream<'_, Result<PgRow, sqlx::Error>> {
        let (sql, arguments, keep) = statement.into_parts();
        connection.fetch(sqlx::query_with(sql, arguments).persistent(keep))
    }

    /// Compares the type of a column once for all rows, which takes a sixth less time for many rows. Nulls have every
    /// type, so they say nothing about the other values.
    fn value<T: Value<Self> + 'static>(
        row: &PgRow,
        position: usize,
        checked: &Checked,
    ) -> Result<T, sqlx::Error> {
        if checked.fits(position) {
            return row.try_get_unchecked(position);
        }
        let value = row.try_get(position)?;
        if !row.try_get_raw(position)?.is_null() {
            checked.fit(position);
        }
        Ok(value)
    }

    fn number(row: &PgRow, position: usize) -> Result<i64, sqlx::Error> {
        row.try_get_unchecked(position)
    }

    fn sorts_as_number(kind: TypeId) -> bool {
        NUMBERS.contains(&kind)
    }

    /// `feature_not_supported`: "cached plan must not change result type", after a column was altered.
    fn plan_is_stale(error: &sqlx::Error) -> bool {
        error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("0A000"))
    }
}

impl Preparing for Postgres {
    fn add_null(arguments: &mut PgArguments) -> Result<(), BoxDynError> {
        arguments.add(None::<bool>)
    }

    fn prepare(
        connection: &mut PgConnection,
        statement: Statement<Self>,
    ) -> BoxFuture<'_, Result<Vec<PgTypeInfo>, sqlx::Error>> {
        Box::pin(statement.prepare(connection))
    }
}

impl Slicing for Postgres {
    const FINDS_ROWS_BY_ARRAY: bool = true;

    type Server = ();
}

impl Transactions for Postgres {
    /// The server refuses a savepoint in a transaction in which a statement failed, and outside of a transaction, which
    /// a statement of the caller's own can have ended.
    async fn check_commit(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        connection.execute("SAVEPOINT __batchload; RELEASE SAVEPOINT __batchload").await.map(drop)
    }

    fn ends_transaction(error: &sqlx::Error) -> bool {
        // The server ends the session because it shuts down or has waited too long.
        let ends = |code: &str| code.starts_with("57P0") || matches!(code, "25P03" | "25P04");
        error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| ends(&code))
    }
}

/// Types whose values PostgreSQL sends as signed integers, and sorts like these.
const NUMBERS: &[TypeId] = &[
    TypeId::of::<i16>(),
    TypeId::of::<i32>(),
    TypeId::of::<i64>(),
    #[cfg(feature = "chrono")]
    TypeId::of::<NaiveDate>(),
    #[cfg(feature = "chrono")]
    TypeId::of::<NaiveDateTime>(),
    #[cfg(feature = "chrono")]
    TypeId::of::<DateTime<Utc>>(),
];

/// One part of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in PostgreSQL",
    note = "implement `sqlx::Type`, `sqlx::Encode`, `sqlx::Decode` and `sqlx::postgres::PgHasArrayType` for `{Self}`; `#[derive(sqlx::Type)]` does"
)]
pub trait PgPart:
    Value<Postgres> + for<'q> Encode<'q, Postgres> + PgHasArrayType + Send + Sync + 'static
{
}

impl<T> PgPart for T where
    T: Value<Postgres> + for<'q> Encode<'q, Postgres> + PgHasArrayType + Send + Sync + 'static
{
}

/// Returns whether PostgreSQL and Rust agree on which values are equal.
fn is_exact<T: PgPart>() -> bool {
    let exact = ["BOOL", "\"CHAR\"", "INT2", "INT4", "INT8", "OID", "UUID", "BYTEA", "DATE"];
    exact.contains(&T::type_info().name())
}

/// Returns the bytes of an encoded value, if all values have the same number.
fn fixed_weight<T: PgPart>() -> Option<usize> {
    (is_exact::<T>() && T::type_info().name() != "BYTEA").then_some(size_of::<T>())
}

/// Returns the bytes of an encoded value.
fn weight<T: PgPart>(part: &T) -> usize {
    // If a key cannot be encoded, making the statement fails, and the caller gets the error there.
    encoded(part).map_or(0, |encoded| encoded.len())
}

/// A function that returns whether the server accepts an encoded value.
type Accepts = fn(&[u8]) -> bool;

/// Returns what the server accepts of a type, if it does not accept every value that can be sent. It accepts no text
/// with a NUL, and no day before its calendar. No column holds such a value either.
fn acceptance_check<T: PgPart>() -> Option<Accepts> {
    match T::type_info().name() {
        "TEXT" | "VARCHAR" | "CHAR" | "NAME" | "citext" => Some(|sent| !sent.contains(&0)),
        "DATE" => Some(|sent| sent.first_chunk().is_none_or(|days| i32::from_be_bytes(*days) >= FIRST_DAY)),
        "TIMESTAMP" | "TIMESTAMPTZ" => Some(|sent| {
            let first = i64::from(FIRST_DAY) * MICROSECONDS_OF_DAY;
            sent.first_chunk().is_none_or(|instant| i64::from_be_bytes(*instant) >= first)
        }),
        // With a leap second, a time can be longer than a day.
        "TIME" => Some(|sent| {
            sent.first_chunk().is_none_or(|time| i64::from_be_bytes(*time) <= MICROSECONDS_OF_DAY)
        }),
        _ => None,
    }
}

/// The 24th of November 4714 BC, in days from the beginning of 2000.
const FIRST_DAY: i32 = -2_451_545;

const MICROSECONDS_OF_DAY: i64 = 86_400_000_000;

/// Returns a value as it is sent.
fn encoded<T: PgPart>(value: &T) -> Result<PgArgumentBuffer, BoxDynError> {
    let mut buffer = PgArgumentBuffer::default();
    let _ = value.encode_by_ref(&mut buffer)?;
    Ok(buffer)
}

/// Binds a part of each key. A part that the server refuses would make the whole statement fail. It is sent as null,
/// which finds the same rows: none.
fn push_parts<'k, T: PgPart>(
    parts: impl Iterator<Item = &'k T>,
    statement: &mut Statement<Postgres>,
) -> Result<(), BoxDynError> {
    let Some(is_accepted) = acceptance_check::<T>() else {
        return statement.push_bind(parts.collect::<Vec<_>>());
    };
    let part = |part| Ok(is_accepted(&encoded(part)?).then_some(part));
    statement.push_bind(parts.map(part).collect::<Result<Vec<_>, BoxDynError>>()?)
}

/// Returns the statement up to its keys.
fn start(question: &Question<'_, Postgres>, pairing: Pairing) -> Result<Statement<Postgres>, BoxDynError> {
    let mut statement = Statement::new();
    question.push_select(&mut statement);
    if pairing == Pairing::Position {
        statement.push(", k.o - 1 AS __position FROM unnest(");
        return Ok(statement);
    }
    question.push_selected_keys(&mut statement);
    statement.push(" FROM ");
    question.push_tables(&mut statement)?;
    statement.push(" WHERE ");
    question.push_keys(&mut statement);
    statement.push(if question.keys.len() > 1 { " IN (SELECT * FROM unnest(" } else { " = ANY(" });
    Ok(statement)
}

/// Appends the rest of the statement after its keys.
fn end(
    question: &Question<'_, Postgres>,
    pairing: Pairing,
    keys: usize,
    statement: &mut Statement<Postgres>,
) -> Result<(), BoxDynError> {
    let by_position = pairing == Pairing::Position;
    if by_position {
        statement.push(&format!(") WITH ORDINALITY AS k({}, o) JOIN ", question.key_names()));
        question.push_table(statement, 0)?;
        statement.push(" ON ");
        question.push_join(statement, "");
        question.push_joins(statement)?;
    } else if question.keys.len() > 1 {
        statement.push("))");
    } else if keys > MAX_COMPARED_KEYS {
        push_replan_guard(question, statement)?;
    } else {
        statement.push(")");
    }
    question.push_end(statement, by_position);
    Ok(())
}

/// The most keys with which the server may compare rows one by one.
const MAX_COMPARED_KEYS: usize = 250;

/// Ends the keys with a condition that is true but would take long to compute, next to a value that says it is true.
///
/// A generic plan, which the server keeps for any array, assumes ten keys and, without an index, compares each row with
/// each key: 15 seconds for 5 000 keys and a million rows. A custom plan for this very array hashes the array and takes
/// 0.15 seconds. A custom plan also drops this condition, and a generic plan does not. In a generic plan, ten times ten
/// times ten keys cost so much for each examined row that the server makes a custom plan each time, unless an index
/// finds the rows. Two arrays cost too little if wide rows are sorted, and `EXISTS` if there are many rows.
fn push_replan_guard(
    question: &Question<'_, Postgres>,
    statement: &mut Statement<Postgres>,
) -> Result<(), BoxDynError> {
    let keys = format!("unnest({})", statement.last_placeholder()?);
    statement.push(") AND (");
    statement.push_bind(true)?;
    statement.push(&format!(" OR (SELECT count(*) FROM {keys} AS k(c0), {keys} AS l, {keys} AS m WHERE "));
    question.push_join(statement, "");
    statement.push(") > 0)");
    Ok(())
}

macro_rules! keys {
    ($($part:ident $at:tt),+) => {
        impl<$($part: PgPart),+> Keys<Postgres> for ($($part,)+) {
            fn pairing() -> Pairing {
                if $(is_exact::<$part>())&&+ { Pairing::Value } else { Pairing::Position }
            }

            fn max_keys() -> usize {
                usize::MAX
            }

            fn bytes(&self) -> usize {
                Self::bytes_of_each().unwrap_or_else(|| 0 $(+ weight(&self.$at))+)
            }

            fn bytes_of_each() -> Option<usize> {
                [$(fixed_weight::<$part>()),+].into_iter().sum()
            }

            fn max_bytes() -> usize {
                MAX_BYTES
            }

            fn select(
                question: &Question<'_, Postgres>,
                keys: &[Self],
            ) -> Result<Statement<Postgres>, BoxDynError> {
                let mut statement = start(question, Self::pairing())?;
                $(
                    statement.push(if $at > 0 { ", " } else { "" });
                    push_parts(keys.iter().map(|key| &key.$at), &mut statement)?;
                )+
                end(question, Self::pairing(), keys.len(), &mut statement)?;
                Ok(statement)
            }

            fn comparison(
                question: &Question<'_, Postgres>,
            ) -> Result<Option<Statement<Postgres>>, BoxDynError> {
                question.statement::<Self>(&[]).map(Some)
            }

            fn slices(
                slices: &Slices<'_, Postgres>,
                asked: &[KeyedSlice<'_, Self>],
                (): &(),
            ) -> Result<Vec<Statement<Postgres>>, BoxDynError> {
                page::select(slices, asked, |asked, statement| {
                    $(
                        statement.push(", ");
                        push_parts(asked.iter().map(|asked| &asked.key.$at), statement)?;
                    )+
                    Ok(())
                })
            }

            fn types() -> Vec<ColumnType<Postgres>> {
                vec![$(ColumnType::of::<$part>()),+]
            }

            fn read(row: Row<'_, Postgres>, position: usize) -> Result<Self, sqlx::Error> {
                Ok(($(row.value::<$part>(position + $at)?,)+))
            }
        }
    };
}

/// A quarter of what one message of the protocol can hold.
const MAX_BYTES: usize = 1 << 28;

keys!(A 0);
keys!(A 0, B 1);
keys!(A 0, B 1, C 2);
keys!(A 0, B 1, C 2, D 3);
