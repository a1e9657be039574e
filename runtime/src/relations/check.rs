//! Whether a model fits the database, before its first load.

use std::panic::resume_unwind;

use futures_util::future::BoxFuture;
use sqlx::Connection;
use tokio::runtime::Handle;

use crate::facts::model::Model;
use crate::facts::relation::Relation;
use crate::queries::lazy::{ColumnOfRows, LazyOf};
use crate::sql::column_type::ColumnType;
use crate::sql::dialect::{Dialect, Value};
use crate::sql::load_from::LoadFrom;
use crate::sql::probe::Probe;
use crate::sql::query::All;
use crate::{CheckError, Error, Loaders};

/// The name of a check in errors.
const NAME: &str = "Loaders::check";

/// A model that can be checked against `DB`.
///
/// `#[derive(BatchLoad)]` implements this trait for every database that the model, its lazy columns and its relations
/// with filters or join tables can be loaded from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be checked against `{DB}`",
    label = "not a model that can be loaded from `{DB}`",
    note = "derive `BatchLoad` for `{Self}`; the types of its fields and arguments have to be column types of `{DB}`"
)]
pub trait Check<DB: Dialect>: Model {
    /// Functions that return a probe of all columns, of each relation that needs one, and of each lazy column.
    #[doc(hidden)]
    const PROBES: &'static [fn() -> Probe<DB>];
}

/// A lookup that can be checked.
pub trait CheckLookup<DB: Dialect> {
    /// Returns the probe of the lookup.
    fn probe() -> Probe<DB>;
}

impl<L: LoadFrom<DB>, DB: Dialect> CheckLookup<DB> for L {
    fn probe() -> Probe<DB> {
        Probe::of::<All<L>>().with_model::<L::Model>()
    }
}

/// A relation that can be checked.
pub trait CheckRelation<DB: Dialect> {
    /// Returns the probe of the relation's lookup, without the fields of the model on the other side.
    fn probe() -> Probe<DB>;
}

impl<R: Relation<Lookup: LoadFrom<DB>>, DB: Dialect> CheckRelation<DB> for R {
    fn probe() -> Probe<DB> {
        Probe::of::<All<R::Lookup>>()
    }
}

/// A lazy column of `M` that can be checked.
pub trait CheckColumn<M, DB: Dialect> {
    /// Returns the probe of the column.
    fn probe() -> Probe<DB>;
}

impl<C, M, DB> CheckColumn<M, DB> for C
where
    C: LazyOf<M, Value: Value<DB>>,
    M: Model<ById: LoadFrom<DB, Arguments = ()>>,
    DB: Dialect,
{
    fn probe() -> Probe<DB> {
        Probe::of::<ColumnOfRows<M, C>>().with(M::NAME, C::COLUMN, Some(ColumnType::of::<C::Value>()))
    }
}

impl<DB: Dialect> Loaders<DB> {
    /// Checks that a model fits the database: its table and columns exist, its fields can be read from their columns,
    /// and the database accepts its scope, the filters of its relations and their join tables.
    ///
    /// Call this for every model, in a test with the database as your migrations leave it, or before a server starts.
    /// The database prepares a statement for the model, and one for each lazy column and each relation with a filter or
    /// a join table. It runs none of them, so it reads no rows. PostgreSQL also prepares statements that compare the key
    /// columns with keys, and sqlx looks up in its catalog to which tables the columns belong. The loaders need a value for every argument of a
    /// [scope](crate::LoadersBuilder::scoped_by).
    ///
    /// The types of a model with `from_row` are not known, so only its columns are looked for. The scopes that
    /// [`unscoped`](Self::unscoped) lifts are not checked. Whether a column can be null is not checked either, because
    /// databases do not know that of the columns of views. SQLite lets a column hold values of any type, so there
    /// batchload compares only fields whose column is declared as `INTEGER`, `REAL`, `TEXT` or `BLOB`, or by another
    /// name for one of these, such as `BIGINT` or `VARCHAR(40)`.
    ///
    /// # Errors
    ///
    /// Returns what does not fit. The database refuses a statement at the first name that it does not know, so further
    /// ones may show only when that is mended. Within a transaction, the check ends with the first statement that the
    /// database refuses, because on PostgreSQL all later ones would fail.
    ///
    /// If the check itself cannot run, its only cause says why: see [`CheckError::causes`].
    ///
    /// # Panics
    ///
    /// Panics if the code of a type panics while its value of a scope is bound.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future has no effect: the check runs to its end in a task of its own.
    ///
    /// ```
    /// # #[cfg(all(feature = "sqlite", feature = "macros"))]
    /// # mod example {
    /// # use batchload::{BatchLoad, Loaders};
    /// # use sqlx::FromRow;
    /// #[derive(Clone, Debug, FromRow, BatchLoad)]
    /// struct Article {
    ///     id: i64,
    ///     headline: String,
    ///     words: i32,
    /// }
    ///
    /// # pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// # let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    /// sqlx::raw_sql("CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT NOT NULL, words TEXT)")
    ///     .execute(&pool)
    ///     .await?;
    /// let error = Loaders::new(pool).check::<Article>().await.unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the check of the model `Article` against the database failed:\n\
    ///      - a column does not fit its field `Article::words`; change the field's type or the column's: \
    ///      error occurred while decoding column \"words\": mismatched types; Rust type `i32` \
    ///      (as SQL type `INTEGER`) is not compatible with SQL type `TEXT`"
    /// );
    /// # Ok(())
    /// # }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// #     #[cfg(all(feature = "sqlite", feature = "macros"))]
    /// #     example::run().await?;
    /// #     Ok(())
    /// # }
    /// ```
    // The type of the future does not name the model, so that the compiler reports once that a model cannot be checked.
    pub fn check<M: Check<DB>>(&self) -> BoxFuture<'_, Result<(), CheckError>> {
        Box::pin(async {
            let causes = self.misfits_in_task(M::PROBES).await;
            CheckError::unless_none(M::NAME, causes.unwrap_or_else(|error| vec![error]))
        })
    }

    /// A driver that stops waiting for a statement to be prepared may take the answer for that of the next statement.
    /// So the check goes on if its future is dropped.
    async fn misfits_in_task(&self, probes: &'static [fn() -> Probe<DB>]) -> Result<Vec<Error>, Error> {
        let Ok(runtime) = Handle::try_current() else { return Err(Error::NoRuntime { loader: NAME }) };
        let loaders = self.clone();
        match runtime.spawn(async move { loaders.misfits(probes).await }).await {
            Ok(misfits) => misfits,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(_) => Err(Error::Lost { loader: NAME }),
            },
        }
    }

    async fn misfits(&self, probes: &[fn() -> Probe<DB>]) -> Result<Vec<Error>, Error> {
        let origin = self.origin();
        let mut connection = origin.connection(NAME).await?;
        // An earlier check may have prepared the same statements, before the tables were changed.
        connection.clear_cached_statements().await.map_err(Error::database(NAME))?;
        let mut all = Vec::new();
        for probe in probes {
            match probe().misfits(&mut connection, &origin.scope).await {
                Ok(misfits) => all.extend(misfits),
                Err(error) if connection.outlives_errors() => all.push(error),
                Err(error) => {
                    all.push(error.clone());
                    connection.finish::<()>(&Err(error));
                    return Ok(all);
                }
            }
        }
        connection.finish(&Ok(()));
        Ok(all)
    }
}
