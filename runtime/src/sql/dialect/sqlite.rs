//! SQLite: a statement holds its keys as one JSON array if JSON carries them, so that a lookup has one text for any
//! number of keys. Otherwise the keys are a padded list of placeholders.

use std::any::{Any, TypeId};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArguments, SqliteRow, SqliteTypeInfo};
use sqlx::{Arguments, Encode, Executor, Row as _, Sqlite, SqliteConnection, TypeInfo};
use sqlx_core::transaction::begin_ansi_transaction_sql;

use super::{
    Checked, Dialect, KeyedSlice, Keys, Numbers, Pairing, PlacesNulls, Preparing, Question, ReadRows, Row,
    Slices, Slicing, Statement, Syntax, Transactions, Value, json, sealed, start_rollback,
};
use crate::sql::column_type::ColumnType;
use crate::sql::packed::{self, JsonType};

mod nulls;
mod pack;
mod page;

impl Dialect for Sqlite {}

impl sealed::Sealed for Sqlite {}

impl Syntax for Sqlite {
    const QUOTE: char = '"';
    const PLACES_NULLS: PlacesNulls = PlacesNulls::InOrders;
    const AVERAGE: [&'static str; 2] = ["AVG(", ")"];

    fn sum(numbers: Numbers) -> [&'static str; 2] {
        match numbers {
            Numbers::Integers | Numbers::Decimals => ["COALESCE(SUM(", "), 0)"],
            Numbers::Floats => ["COALESCE(SUM(CAST(", " AS REAL)), 0.0)"],
        }
    }
}

impl ReadRows for Sqlite {
    const READS_ABANDONED_ROWS: bool = false;

    fn rows(
        connection: &mut SqliteConnection,
        statement: Statement<Self>,
    ) -> BoxStream<'_, Result<SqliteRow, sqlx::Error>> {
        let (sql, arguments, keep) = statement.into_parts();
        connection.fetch(sqlx::query_with(sql, arguments).persistent(keep))
    }

    fn value<T: Value<Self> + 'static>(
        row: &SqliteRow,
        position: usize,
        _: &Checked,
    ) -> Result<T, sqlx::Error> {
        nulls::refuse_unexpected::<T>(row, position)?;
        row.try_get(position)
    }

    fn number(row: &SqliteRow, position: usize) -> Result<i64, sqlx::Error> {
        row.try_get(position)
    }

    fn carries(of: TypeId) -> Option<JsonType> {
        packed::kind(of)
    }

    fn pack(statement: &mut Statement<Self>, columns: &[JsonType]) {
        pack::pack(statement, columns);
    }

    fn packed(row: &SqliteRow) -> Result<Option<&str>, sqlx::Error> {
        row.try_get(0)
    }
}

impl Preparing for Sqlite {
    fn add_null(arguments: &mut SqliteArguments) -> Result<(), BoxDynError> {
        arguments.add(None::<bool>)
    }

    /// SQLite prepares a statement against the tables that its connection has read. Only running a statement shows it
    /// that another connection has changed them.
    fn prepare(
        connection: &mut SqliteConnection,
        statement: Statement<Self>,
    ) -> BoxFuture<'_, Result<Vec<SqliteTypeInfo>, sqlx::Error>> {
        Box::pin(async move {
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 0").await?;
            statement.prepare(connection).await
        })
    }

    /// A column can hold values of any type. Under these declared types, it holds others only by mistake.
    fn is_comparable(column: &SqliteTypeInfo) -> bool {
        ["INTEGER", "REAL", "TEXT", "BLOB"].contains(&column.name())
    }
}

impl Slicing for Sqlite {
    type Server = ();
    const CORRELATES_LISTS: bool = true;
}

impl Transactions for Sqlite {
    /// A statement that fails can roll back its transaction, as `INSERT OR ROLLBACK` does.
    async fn is_in_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
        match connection.execute("BEGIN").await {
            Ok(_) => Ok(false),
            // SQLite refuses to begin a transaction within another.
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("1") => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The driver runs what it is given in order, up to the first row, even if nobody waits for it. If it finds nothing
    /// to roll back, it keeps counting the transaction. So this first begins every transaction that the driver counts.
    /// If one exists already, this is an error, or one savepoint more.
    fn abandon(connection: &mut SqliteConnection, depth: usize) {
        for around in 0..depth {
            let _ = connection.execute(begin_ansi_transaction_sql(around)).now_or_never();
        }
        start_rollback::<Self>(connection, depth);
        // In case the driver counts fewer transactions than `depth`.
        let _ = connection.execute("ROLLBACK").now_or_never();
    }
}

/// One part of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key in SQLite",
    note = "implement `sqlx::Type`, `sqlx::Encode` and `sqlx::Decode` for `{Self}`; `#[derive(sqlx::Type)]` does"
)]
pub trait SqlitePart: Value<Sqlite> + for<'q> Encode<'q, Sqlite> + Send + Sync + 'static {}

impl<T> SqlitePart for T where T: Value<Sqlite> + for<'q> Encode<'q, Sqlite> + Send + Sync + 'static {}

/// Returns whether SQLite and Rust agree on which values are equal.
fn is_exact<T: SqlitePart>() -> bool {
    ["INTEGER", "BOOLEAN", "BLOB", "DATE"].contains(&T::type_info().name())
}

/// The most placeholders of a statement.
const MAX_BINDS: usize = 32_766;

/// A tenth of the longest text that SQLite takes, because JSON can write one letter as six.
const MAX_BYTES: usize = 100_000_000;

/// How the statement holds the keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As the rows of one JSON array.
    Json,
    /// As this many placeholders. Those beyond the keys are null.
    Listed(usize),
}

/// Returns the statement. `bind` binds the keys at their place in it.
fn text(
    question: &Question<'_, Sqlite>,
    pairing: Pairing,
    form: Form,
    bind: impl FnOnce(&mut Statement<Sqlite>) -> Result<(), BoxDynError>,
) -> Result<Statement<Sqlite>, BoxDynError> {
    let mut statement = Statement::new();
    if pairing == Pairing::Position {
        push_by_position(question, &mut statement, form, bind)?;
    } else {
        question.push_select(&mut statement);
        question.push_selected_keys(&mut statement);
        statement.push(" FROM ");
        question.push_tables(&mut statement)?;
        statement.push(" WHERE ");
        question.push_keys(&mut statement);
        statement.push(" IN (");
        push_keys(question.keys.len(), &mut statement, form, false);
        bind(&mut statement)?;
        statement.push(")");
    }
    question.push_end(&mut statement, pairing == Pairing::Position);
    Ok(statement)
}

fn push_by_position(
    question: &Question<'_, Sqlite>,
    statement: &mut Statement<Sqlite>,
    form: Form,
    bind: impl FnOnce(&mut Statement<Sqlite>) -> Result<(), BoxDynError>,
) -> Result<(), BoxDynError> {
    let names = question.key_names();
    statement.push(&format!("WITH __keys(o, {names}) AS MATERIALIZED ("));
    push_keys(question.keys.len(), statement, form, true);
    bind(statement)?;
    statement.push(") ");
    question.push_select(statement);
    statement.push(", k.o AS __position FROM ");
    question.push_tables(statement)?;
    statement.push(" CROSS JOIN __keys AS k ON ");
    // Without the sign, the column's affinity would keep SQLite from building an index on the keys, and the join would
    // try each key on each row. The sign removes the affinity, but not the collation.
    question.push_join(statement, "+");
    statement.push(" WHERE ");
    question.push_keys(statement);
    statement.push(&format!(" IN (SELECT {names} FROM __keys)"));
    Ok(())
}

/// Appends the keys as rows, each with its position in front if `by_position` is set.
fn push_keys(parts: usize, statement: &mut Statement<Sqlite>, form: Form, by_position: bool) {
    match form {
        Form::Json => {
            let values: Vec<_> = (0..parts).map(|at| format!("value ->> {at}")).collect();
            let values = if parts > 1 { values.join(", ") } else { "value".to_owned() };
            let position = if by_position { "key, " } else { "" };
            statement.push(&format!("SELECT {position}{values} FROM json_each(?)"));
        }
        Form::Listed(count) => {
            let binds = vec!["?"; parts].join(", ");
            let as_rows = by_position || parts > 1;
            statement.push(if as_rows { "VALUES " } else { "" });
            statement.list(0..count, |statement, at| {
                match (by_position, as_rows) {
                    (true, _) => statement.push(&format!("({at}, {binds})")),
                    (false, true) => statement.push("(").push(&binds).push(")"),
                    (false, false) => statement.push(&binds),
                };
            });
        }
    }
}

/// Returns whether every statement can carry its keys as JSON. Strings are an exception, because they may hold a NUL.
fn always_json<T: SqlitePart>() -> bool {
    json::carries::<T>() && is_exact::<T>()
}

/// Returns the bytes of a part. Only texts are measured, because only they have no bound of their own.
fn weight<T: SqlitePart>(part: &T) -> usize {
    (part as &dyn Any).downcast_ref::<String>().map_or(size_of::<T>(), String::len)
}

/// Returns the bytes of every part of this type, if all values have the same number.
fn fixed_weight<T: SqlitePart>() -> Option<usize> {
    (TypeId::of::<T>() != TypeId::of::<String>()).then_some(size_of::<T>())
}

macro_rules! keys {
    ($parts:literal: $first:ident 0 $(, $part:ident $at:tt)*) => {
        impl<$first: SqlitePart $(, $part: SqlitePart)*> Keys<Sqlite> for ($first, $($part,)*) {
            fn pairing() -> Pairing {
                let exact = is_exact::<$first>() $(&& is_exact::<$part>())*;
                if exact { Pairing::Value } else { Pairing::Position }
            }

            fn max_keys() -> usize {
                let unbounded = always_json::<$first>() $(&& always_json::<$part>())*;
                if unbounded { usize::MAX } else { const { super::max_padded(MAX_BINDS, $parts) } }
            }

            fn bytes(&self) -> usize {
                weight(&self.0) $(+ weight(&self.$at))*
            }

            fn bytes_of_each() -> Option<usize> {
                [fixed_weight::<$first>() $(, fixed_weight::<$part>())*].into_iter().sum()
            }

            fn max_bytes() -> usize {
                MAX_BYTES
            }

            fn select(
                question: &Question<'_, Sqlite>,
                keys: &[Self],
            ) -> Result<Statement<Sqlite>, BoxDynError> {
                let in_json = json::rows(keys.iter().map(|key| [&key.0 as &dyn Any $(, &key.$at)*]));
                if let Some(in_json) = in_json {
                    return text(question, Self::pairing(), Form::Json, |statement| statement.bind(in_json));
                }
                let count = keys.len().next_power_of_two();
                text(question, Self::pairing(), Form::Listed(count), |statement| {
                    for at in 0..count {
                        let key = keys.get(at);
                        statement.bind(key.map(|key| &key.0))?;
                        $(statement.bind(key.map(|key| &key.$at))?;)*
                    }
                    Ok(())
                })
            }

            fn slices(
                slices: &Slices<'_, Sqlite>,
                asked: &[KeyedSlice<'_, Self>],
                (): &(),
            ) -> Result<Vec<Statement<Sqlite>>, BoxDynError> {
                let parts = page::Parts {
                    count: $parts,
                    any: |key: &Self, at| match at {
                        $($at => &key.$at,)*
                        _ => &key.0,
                    },
                    bind: |key, statement| {
                        statement.bind(key.map(|key| &key.0))?;
                        $(statement.bind(key.map(|key| &key.$at))?;)*
                        Ok(())
                    },
                };
                page::select(slices, asked, &parts)
            }

            fn types() -> Vec<ColumnType<Sqlite>> {
                vec![ColumnType::of::<$first>(), $(ColumnType::of::<$part>(),)*]
            }

            fn read(row: Row<'_, Sqlite>, position: usize) -> Result<Self, sqlx::Error> {
                Ok((row.value::<$first>(position)?, $(row.value::<$part>(position + $at)?,)*))
            }
        }
    };
}

keys!(1: A 0);
keys!(2: A 0, B 1);
keys!(3: A 0, B 1, C 2);
keys!(4: A 0, B 1, C 2, D 3);
