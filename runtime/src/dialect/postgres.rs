//! PostgreSQL: each key column is one array, so that a lookup has one text for any number of keys.

use futures_util::stream::BoxStream;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgHasArrayType, PgRow};
use sqlx::{Encode, Executor, PgConnection, Postgres, Row, Type, TypeInfo};

use super::{Dialect, Keys, Pairing, Question, Statement, Value, sealed};

impl sealed::Sealed for Postgres {}

impl Dialect for Postgres {
    const QUOTE: char = '"';
    const READS_TO_THE_END: bool = true;

    fn rows(
        connection: &mut PgConnection,
        statement: Statement<Self>,
    ) -> BoxStream<'_, Result<PgRow, sqlx::Error>> {
        let (sql, arguments, keep) = statement.into_parts();
        connection.fetch(sqlx::query_with(sql, arguments).persistent(keep))
    }

    fn value<T: Value<Self>>(row: &PgRow, position: usize) -> Result<T, sqlx::Error> {
        row.try_get(position)
    }

    fn number(row: &PgRow, position: usize) -> Result<i64, sqlx::Error> {
        row.try_get(position)
    }

    /// `feature_not_supported`: "cached plan must not change result type", after a column was altered.
    fn plan_is_stale(error: &sqlx::Error) -> bool {
        error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("0A000"))
    }
}

/// One part of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in PostgreSQL",
    note = "implement `sqlx::Type`, `sqlx::Encode` and `sqlx::postgres::PgHasArrayType` for `{Self}`; `#[derive(sqlx::Type)]` does"
)]
pub trait PgPart:
    Type<Postgres> + for<'q> Encode<'q, Postgres> + PgHasArrayType + Send + Sync + 'static
{
}

impl<T> PgPart for T where
    T: Type<Postgres> + for<'q> Encode<'q, Postgres> + PgHasArrayType + Send + Sync + 'static
{
}

/// Whether PostgreSQL and Rust agree on which values are equal.
fn is_exact<T: PgPart>() -> bool {
    let exact = ["BOOL", "\"CHAR\"", "INT2", "INT4", "INT8", "OID", "UUID", "BYTEA", "DATE"];
    exact.contains(&T::type_info().name())
}

/// The bytes of an encoded value, or nothing where they are few.
fn weight<T: PgPart>(part: &T) -> usize {
    if is_exact::<T>() && T::type_info().name() != "BYTEA" {
        return size_of::<T>();
    }
    let mut buffer = sqlx::postgres::PgArgumentBuffer::default();
    // A key that cannot be encoded fails when the statement is made, where there is someone to tell.
    let _ = part.encode_by_ref(&mut buffer);
    buffer.len()
}

/// The statement without its keys, one array for each key column.
fn text(question: &Question, pairing: Pairing) -> Statement<Postgres> {
    let mut statement = Statement::new();
    question.push_select(&mut statement);
    let binds: Vec<_> = (1..=question.keys.len()).map(|at| format!("${at}")).collect();
    let binds = binds.join(", ");
    if pairing == Pairing::Position {
        let names = question.key_names();
        statement.push(&format!(
            ", k.o - 1 AS __position FROM unnest({binds}) WITH ORDINALITY AS k({names}, o) JOIN "
        ));
        question.push_table(&mut statement);
        statement.push(" ON ");
        question.push_join(&mut statement, "");
    } else {
        statement.push(" FROM ");
        question.push_table(&mut statement);
        statement.push(" WHERE ");
        question.push_keys(&mut statement);
        statement.push(&match question.keys.len() {
            1 => format!(" = ANY({binds})"),
            _ => format!(" IN (SELECT * FROM unnest({binds}))"),
        });
    }
    question.push_order(&mut statement);
    statement
}

macro_rules! keys {
    ($($part:ident $at:tt),+) => {
        impl<$($part: PgPart),+> Keys<Postgres> for ($($part,)+) {
            fn pairing() -> Pairing {
                if $(is_exact::<$part>())&&+ { Pairing::Value } else { Pairing::Position }
            }

            fn most() -> usize {
                usize::MAX
            }

            fn bytes(&self) -> usize {
                0 $(+ weight(&self.$at))+
            }

            fn most_bytes() -> usize {
                MOST_BYTES
            }

            fn select(question: &Question, keys: &[Self]) -> Result<Statement<Postgres>, BoxDynError> {
                let mut statement = text(question, Self::pairing());
                $(statement.bind(keys.iter().map(|key| &key.$at).collect::<Vec<_>>())?;)+
                Ok(statement)
            }
        }
    };
}

/// A quarter of what one message of the protocol can hold.
const MOST_BYTES: usize = 1 << 28;

keys!(A 0);
keys!(A 0, B 1);
keys!(A 0, B 1, C 2);
keys!(A 0, B 1, C 2, D 3);
