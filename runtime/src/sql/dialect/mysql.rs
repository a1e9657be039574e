//! MySQL and MariaDB: the keys are a list of placeholders, padded so that a lookup has few texts.

use std::iter::repeat_n;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::error::BoxDynError;
use sqlx::mysql::{MySqlArguments, MySqlDatabaseError, MySqlRow, MySqlTypeInfo};
use sqlx::{Arguments, Executor, MySql, MySqlConnection, MySqlPool, Row as _};

use super::{
    Checked, Dialect, KeyedSlice, Keys, Numbers, Pairing, PlacesNulls, Preparing, Question, ReadRows, Row,
    Slices, Slicing, Statement, Syntax, Transactions, Value, sealed,
};
use crate::facts::sort::Datum;
use crate::sql::column_type::ColumnType;
use comparison::Comparison;
use value::{MySqlPart, fixed_weight, is_accepted, is_exact, push_folded, push_part, weight};

mod comparison;
mod index;
mod page;
mod parts;
mod server;
mod sort;
mod value;

impl Dialect for MySql {}

impl sealed::Sealed for MySql {}

impl Syntax for MySql {
    const QUOTE: char = '`';
    const PLACES_NULLS: PlacesNulls = PlacesNulls::Nowhere;
    const SEEKS_ROWS: bool = false;
    // The server rounds the average of exact numbers to four digits.
    const AVERAGE: [&'static str; 2] = ["AVG(", " + 0e0)"];

    fn sum(numbers: Numbers) -> [&'static str; 2] {
        match numbers {
            // A cast to an integer would cut a sum that is too large; a division refuses it.
            Numbers::Integers => ["COALESCE(SUM(", ") DIV 1, 0)"],
            Numbers::Floats => ["COALESCE(SUM(", " + 0e0), 0e0)"],
            Numbers::Decimals => ["COALESCE(SUM(", "), 0)"],
        }
    }
}

impl ReadRows for MySql {
    const READS_ABANDONED_ROWS: bool = true;

    fn rows(
        connection: &mut MySqlConnection,
        statement: Statement<Self>,
    ) -> BoxStream<'_, Result<MySqlRow, sqlx::Error>> {
        let (sql, arguments, keep) = statement.into_parts();
        connection.fetch(sqlx::query_with(sql, arguments).persistent(keep))
    }

    fn value<T: Value<Self> + 'static>(
        row: &MySqlRow,
        position: usize,
        _: &Checked,
    ) -> Result<T, sqlx::Error> {
        row.try_get(position)
    }

    fn number(row: &MySqlRow, position: usize) -> Result<i64, sqlx::Error> {
        // The server decides whether a computed number is signed. Either way, the number is small.
        row.try_get_unchecked(position)
    }
}

impl Preparing for MySql {
    fn add_null(arguments: &mut MySqlArguments) -> Result<(), BoxDynError> {
        arguments.add(None::<bool>)
    }

    fn prepare(
        connection: &mut MySqlConnection,
        statement: Statement<Self>,
    ) -> BoxFuture<'_, Result<Vec<MySqlTypeInfo>, sqlx::Error>> {
        Box::pin(statement.prepare(connection))
    }
}

impl Slicing for MySql {
    type Server = server::Server;

    async fn ask_server(
        connection: &mut MySqlConnection,
        pool: &MySqlPool,
        table: &[&'static str],
    ) -> Result<Self::Server, sqlx::Error> {
        server::ask(connection, pool, table).await
    }

    fn fresh_server(pool: &MySqlPool, table: &[&'static str]) -> Option<Self::Server> {
        server::fresh(pool, table)
    }

    fn known_server(pool: &MySqlPool, table: &[&'static str]) -> Self::Server {
        server::known(pool, table)
    }

    fn unsortable_column(server: &Self::Server, table: &[&str], column: &str) -> Option<&'static str> {
        let [.., table] = table else { return None };
        server.is_enum(table, column).then_some(sort::ENUM)
    }

    fn unsortable_value(server: &Self::Server, value: &Datum) -> Option<&'static str> {
        server.sorts_a_part_of(value).then_some(sort::LONG)
    }
}

impl Transactions for MySql {
    const CAN_DESYNC: bool = true;

    /// A deadlock ends the transaction, and a statement that alters tables commits it first. Without a transaction, a
    /// savepoint is gone with the statement that sets it.
    async fn is_in_transaction(connection: &mut MySqlConnection) -> Result<bool, sqlx::Error> {
        const NO_SUCH_SAVEPOINT: u16 = 1305;
        match connection.execute("SAVEPOINT _batchload; RELEASE SAVEPOINT _batchload").await {
            Err(sqlx::Error::Database(error))
                if error.try_downcast_ref().map(MySqlDatabaseError::number) == Some(NO_SUCH_SAVEPOINT) =>
            {
                Ok(false)
            }
            asked => asked.map(|_| true),
        }
    }

    fn ends_transaction(error: &sqlx::Error) -> bool {
        // A deadlock.
        error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("40001"))
    }
}

const MAX_BINDS: usize = 65_535;

/// The most placeholders if the database may be asked which keys it holds equal. That statement has them all in one
/// union.
const MAX_UNION_BINDS: usize = 8_192;

/// Half of the smallest default packet size of any server, because padding can double what is sent.
const MAX_BYTES: usize = 500_000;

/// The most keys whose slices are in one union. Each is a query of its own, which the server has to plan, for which it
/// opens the table once more, and for which it holds 26 KB. Among 64 to 256 keys, each costs MariaDB 6 to 12 µs; among
/// 1 024 and more, 20 to 27. A larger union saves a round trip, and takes twice the work.
const MAX_SLICES: usize = 256;

/// The most keys whose slices are joined to a list of keys. Each key costs MySQL 12 to 15 µs in a list of any length
/// from 16 to 4 096. In a union, each costs 16 µs among 64 keys, 25 among 256 and 58 among 1 024. The first five rows
/// of 500 and of 5 000 parents take 21 and 201 ms in lists, and 31 and 368 ms in unions of 256, with a client that is
/// not optimized.
const MAX_JOINED_SLICES: usize = 4_096;

/// The most lists of keys in one statement. Keys whose slices are cut alike share a list, and clients choose the cuts:
/// 1 000 lists in one statement took MySQL 9.7 a second and 390 MB, and 2 000 more than 30 seconds and a gigabyte.
const MAX_LISTS: usize = 64;

/// The most of those lists in a statement that stays prepared.
const MAX_PREPARED_LISTS: usize = 8;

/// Above this number of keys, a prepared union costs the server more memory than preparing it again costs time.
const MAX_PREPARED_KEYS: usize = 64;

/// Returns the keys, followed by copies of the lightest one until their number is a power of two.
pub(super) fn padded<'k, K: Keys<MySql>>(
    keys: impl ExactSizeIterator<Item = &'k K> + Clone,
) -> impl Iterator<Item = &'k K> {
    let padding = keys.len().next_power_of_two() - keys.len();
    let lightest = if padding > 0 { keys.clone().min_by_key(|key| key.bytes()) } else { None };
    keys.chain(repeat_n(lightest, padding).flatten())
}

/// Returns the statement up to its keys.
fn start_select(question: &Question<'_, MySql>) -> Result<Statement<MySql>, BoxDynError> {
    let mut statement = Statement::new();
    question.push_select(&mut statement);
    question.push_selected_keys(&mut statement);
    statement.push(" FROM ");
    question.push_tables(&mut statement)?;
    statement.push(" WHERE ");
    question.push_keys(&mut statement);
    statement.push(" IN (");
    Ok(statement)
}

/// Returns whether the slices of such keys can be joined to a list of them. The server looks up a listed value in an
/// index as it is: a value that has to be converted first, such as text of another character set, finds no index. For
/// keys of several parts, the order of the parts in an index is unknown.
fn are_joined<K: Keys<MySql>>(parts: usize) -> bool {
    parts == 1 && K::pairing() == Pairing::Value
}

macro_rules! keys {
    ($parts:literal: $first:ident 0 $(, $part:ident $at:tt)*) => {
        impl<$first: MySqlPart $(, $part: MySqlPart)*> Keys<MySql> for ($first, $($part,)*) {
            fn pairing() -> Pairing {
                let exact = is_exact::<$first>() $(&& is_exact::<$part>())*;
                if exact { Pairing::Value } else { Pairing::Collation }
            }

            fn max_keys() -> usize {
                match Self::pairing() {
                    Pairing::Collation => const { super::max_padded(MAX_UNION_BINDS, $parts) },
                    _ => const { super::max_padded(MAX_BINDS, $parts) },
                }
            }

            fn bytes(&self) -> usize {
                Self::bytes_of_each().unwrap_or_else(|| weight(&self.0) $(+ weight(&self.$at))*)
            }

            fn bytes_of_each() -> Option<usize> {
                [fixed_weight::<$first>() $(, fixed_weight::<$part>())*].into_iter().sum()
            }

            fn max_bytes() -> usize {
                MAX_BYTES
            }

            fn select(question: &Question<'_, MySql>, keys: &[Self]) -> Result<Statement<MySql>, BoxDynError> {
                let (before, after) = if $parts > 1 { ("(", ")") } else { ("", "") };
                let mut statement = start_select(question)?;
                for (at, key) in padded(keys.iter()).enumerate() {
                    statement.push(if at > 0 { ", " } else { "" }).push(before);
                    push_part(&mut statement, &key.0)?;
                    $(push_part(statement.push(", "), &key.$at)?;)*
                    statement.push(after);
                }
                statement.push(")");
                question.push_end(&mut statement, false);
                Ok(statement)
            }

            fn slices(
                slices: &Slices<'_, MySql>,
                asked: &[KeyedSlice<'_, Self>],
                server: &server::Server,
            ) -> Result<Vec<Statement<MySql>>, BoxDynError> {
                let indexes = if are_joined::<Self>($parts) { server.indexes.as_deref() } else { None };
                page::select(slices, asked, indexes, |key, at, statement| match at {
                    $($at => statement.push_bind(key.map(|key| &key.$at).filter(|part| is_accepted(*part))),)*
                    _ => statement.push_bind(key.map(|key| &key.0).filter(|part| is_accepted(*part))),
                })
            }

            fn max_slices(server: &server::Server) -> usize {
                if are_joined::<Self>($parts) && server.indexes.is_some() { MAX_JOINED_SLICES } else { MAX_SLICES }
            }

            fn types() -> Vec<ColumnType<MySql>> {
                vec![ColumnType::of::<$first>(), $(ColumnType::of::<$part>(),)*]
            }

            fn read(row: Row<'_, MySql>, position: usize) -> Result<Self, sqlx::Error> {
                Ok((row.value::<$first>(position)?, $(row.value::<$part>(position + $at)?,)*))
            }

            fn folded(&self) -> Option<Vec<u8>> {
                let mut folded = Vec::new();
                push_folded(&mut folded, &self.0)?;
                $(push_folded(&mut folded, &self.$at)?;)*
                Some(folded)
            }

            fn equal_keys(question: &Question<'_, MySql>, keys: &[&Self]) -> Result<Statement<MySql>, BoxDynError> {
                let comparison = Comparison::of(keys);
                let mut statement = comparison.start(question)?;
                for (at, key) in padded(keys.iter().copied()).enumerate() {
                    statement.push(&format!(" UNION ALL SELECT {at}, "));
                    push_part(&mut statement, &key.0)?;
                    $(push_part(statement.push(", "), &key.$at)?;)*
                }
                comparison.end($parts, &mut statement);
                if keys.len() > MAX_PREPARED_KEYS {
                    statement.forget();
                }
                Ok(statement)
            }
        }
    };
}

keys!(1: A 0);
keys!(2: A 0, B 1);
keys!(3: A 0, B 1, C 2);
keys!(4: A 0, B 1, C 2, D 3);
