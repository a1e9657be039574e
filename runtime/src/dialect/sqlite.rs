//! SQLite: keys are one JSON array where JSON carries them, so that a lookup has one text for any number
//! of keys, and a padded list of placeholders where it does not.

use futures_util::stream::BoxStream;
use sqlx::error::BoxDynError;
use sqlx::sqlite::SqliteRow;
use sqlx::{Encode, Executor, Row, Sqlite, SqliteConnection, Type, TypeInfo};

use super::{Dialect, Keys, Pairing, Question, Statement, json, sealed};
use crate::model::Value;

impl sealed::Sealed for Sqlite {}

impl Dialect for Sqlite {
    const QUOTE: char = '"';

    fn rows<'e>(
        connection: &'e mut SqliteConnection,
        statement: Statement<Self>,
    ) -> BoxStream<'e, Result<SqliteRow, sqlx::Error>> {
        let (sql, arguments) = statement.into_parts();
        connection.fetch(sqlx::query_with(sql, arguments))
    }

    fn value<T: Value<Self>>(row: &SqliteRow, position: usize) -> Result<T, sqlx::Error> {
        row.try_get(position)
    }

    fn number(row: &SqliteRow, position: usize) -> Result<i64, sqlx::Error> {
        row.try_get(position)
    }
}

/// One part of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in SQLite",
    note = "implement `sqlx::Type` and `sqlx::Encode` for `{Self}`; `#[derive(sqlx::Type)]` does"
)]
pub trait SqlitePart: Type<Sqlite> + for<'q> Encode<'q, Sqlite> + Send + Sync + 'static {}

impl<T> SqlitePart for T where T: Type<Sqlite> + for<'q> Encode<'q, Sqlite> + Send + Sync + 'static {}

/// Whether SQLite and Rust agree on which values are equal.
fn is_exact<T: SqlitePart>() -> bool {
    ["INTEGER", "BOOLEAN", "BLOB", "DATE"].contains(&T::type_info().name())
}

/// The most keys of so many parts whose placeholders fit into a statement, as a power of two.
const fn most(parts: usize) -> usize {
    let most = 32_766 / parts;
    1 << most.ilog2()
}

/// A tenth of the longest text that SQLite takes.
const MOST_BYTES: usize = 100_000_000;

fn start(question: &Question) -> Statement<Sqlite> {
    let mut statement = Statement::new();
    question.push_select(&mut statement);
    statement.push(" FROM ");
    question.push_table(&mut statement);
    statement.push(" WHERE ");
    question.push_keys(&mut statement);
    statement.push(" IN (");
    statement
}

fn select_json(question: &Question, keys: String) -> Result<Statement<Sqlite>, BoxDynError> {
    let mut statement = start(question);
    let values: Vec<_> = (0..question.keys.len()).map(|at| format!("value ->> {at}")).collect();
    let values = if values.len() > 1 { values.join(", ") } else { "value".to_owned() };
    statement.push(&format!("SELECT {values} FROM json_each("));
    statement.push_bind(keys)?;
    statement.push("))");
    question.push_order(&mut statement);
    Ok(statement)
}

macro_rules! keys {
    ($parts:literal: $first:ident 0 $(, $part:ident $at:tt)*) => {
        impl<$first: SqlitePart $(, $part: SqlitePart)*> Keys<Sqlite> for ($first, $($part,)*) {
            fn pairing() -> Pairing {
                Pairing::ByValue
            }

            fn most() -> usize {
                const { most($parts) }
            }

            fn bytes(&self) -> usize {
                size_of::<Self>()
            }

            fn most_bytes() -> usize {
                MOST_BYTES
            }

            fn select(question: &Question, keys: &[Self]) -> Result<Statement<Sqlite>, BoxDynError> {
                let (before, after) = if $parts > 1 { ("[", "]") } else { ("", "") };
                let in_json = || {
                    let mut json = String::from("[");
                    for (at, key) in keys.iter().enumerate() {
                        json.push_str(if at > 0 { "," } else { "" });
                        json.push_str(before);
                        json::push(&mut json, &key.0)?;
                        $(json.push(',');
                        json::push(&mut json, &key.$at)?;)*
                        json.push_str(after);
                    }
                    json.push(']');
                    Some(json)
                };
                if let Some(json) = in_json() {
                    return select_json(question, json);
                }
                let (before, after) = if $parts > 1 { ("(", ")") } else { ("", "") };
                let mut statement = start(question);
                statement.push(if $parts > 1 { "VALUES " } else { "" });
                for at in 0..keys.len().next_power_of_two() {
                    let key = keys.get(at);
                    statement.push(if at > 0 { ", " } else { "" }).push(before);
                    statement.push_bind(key.map(|key| &key.0))?;
                    $(statement.push(", ").push_bind(key.map(|key| &key.$at))?;)*
                    statement.push(after);
                }
                statement.push(")");
                question.push_order(&mut statement);
                Ok(statement)
            }
        }
    };
}

keys!(1: A 0);
keys!(2: A 0, B 1);
keys!(3: A 0, B 1, C 2);
keys!(4: A 0, B 1, C 2, D 3);
