//! MySQL and MariaDB: keys are a list of placeholders, padded so that a lookup has few texts.

use futures_util::stream::BoxStream;
use sqlx::error::BoxDynError;
use sqlx::mysql::MySqlRow;
use sqlx::{Encode, Executor, MySql, MySqlConnection, Row, Type, TypeInfo};

use super::{Dialect, Keys, Pairing, Question, Statement, sealed};
use crate::model::Value;

impl sealed::Sealed for MySql {}

impl Dialect for MySql {
    const QUOTE: char = '`';

    fn rows<'e>(
        connection: &'e mut MySqlConnection,
        statement: Statement<Self>,
    ) -> BoxStream<'e, Result<MySqlRow, sqlx::Error>> {
        let (sql, arguments) = statement.into_parts();
        connection.fetch(sqlx::query_with(sql, arguments))
    }

    fn value<T: Value<Self>>(row: &MySqlRow, position: usize) -> Result<T, sqlx::Error> {
        row.try_get(position)
    }

    fn number(row: &MySqlRow, position: usize) -> Result<i64, sqlx::Error> {
        // A computed number is signed or not as the server pleases; either way it is small.
        row.try_get_unchecked(position)
    }
}

/// One part of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in MySQL",
    note = "implement `sqlx::Type` and `sqlx::Encode` for `{Self}`; `#[derive(sqlx::Type)]` does"
)]
pub trait MySqlPart: Type<MySql> + for<'q> Encode<'q, MySql> + Send + Sync + 'static {}

impl<T> MySqlPart for T where T: Type<MySql> + for<'q> Encode<'q, MySql> + Send + Sync + 'static {}

/// Whether MySQL and Rust agree on which values are equal.
fn is_exact<T: MySqlPart>() -> bool {
    let info = T::type_info();
    let name = info.name().trim_end_matches(" UNSIGNED");
    let exact = [
        "BOOLEAN",
        "TINYINT",
        "SMALLINT",
        "MEDIUMINT",
        "INT",
        "BIGINT",
        "BINARY",
        "VARBINARY",
        "BLOB",
        "DATE",
    ];
    exact.contains(&name)
}

/// The bytes of a value in the packet that carries it, with its type and its null bit.
fn weight<T: MySqlPart>(part: &T) -> usize {
    let mut buffer = Vec::new();
    // A key that cannot be encoded fails when the statement is made, where there is someone to tell.
    let _ = part.encode_by_ref(&mut buffer);
    buffer.len() + 3
}

/// The most keys of so many parts whose placeholders fit into a statement, as a power of two.
const fn most(parts: usize) -> usize {
    let most = 65_535 / parts;
    1 << most.ilog2()
}

/// Half of the smallest packet that servers ship with, for padding can double what is sent.
const MOST_BYTES: usize = 500_000;

/// The keys, and again the lightest of them until their number is a power of two.
fn padded<K: Keys<MySql>>(keys: &[K]) -> impl Iterator<Item = &K> {
    let padding = keys.len().next_power_of_two() - keys.len();
    let lightest = keys.iter().min_by_key(|key| key.bytes());
    keys.iter().chain(std::iter::repeat_n(lightest, padding).flatten())
}

fn start(question: &Question) -> Statement<MySql> {
    let mut statement = Statement::new();
    question.push_select(&mut statement);
    statement.push(" FROM ");
    question.push_table(&mut statement);
    statement.push(" WHERE ");
    question.push_keys(&mut statement);
    statement.push(" IN (");
    statement
}

macro_rules! keys {
    ($parts:literal: $first:ident 0 $(, $part:ident $at:tt)*) => {
        impl<$first: MySqlPart $(, $part: MySqlPart)*> Keys<MySql> for ($first, $($part,)*) {
            fn pairing() -> Pairing {
                Pairing::ByValue
            }

            fn most() -> usize {
                const { most($parts) }
            }

            fn bytes(&self) -> usize {
                weight(&self.0) $(+ weight(&self.$at))*
            }

            fn most_bytes() -> usize {
                MOST_BYTES
            }

            fn select(question: &Question, keys: &[Self]) -> Result<Statement<MySql>, BoxDynError> {
                let (before, after) = if $parts > 1 { ("(", ")") } else { ("", "") };
                let mut statement = start(question);
                for (at, key) in padded(keys).enumerate() {
                    statement.push(if at > 0 { ", " } else { "" }).push(before);
                    statement.push_bind(&key.0)?;
                    $(statement.push(", ").push_bind(&key.$at)?;)*
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
