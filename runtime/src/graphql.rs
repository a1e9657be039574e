//! Loaders in async-graphql: fresh ones for every execution, which is driven, and rows as output types.

use async_graphql::ContextBase;
use sqlx::Database;

use self::execution::Executing;
use crate::{Error, Loaders};

mod batched;
mod batching;
mod execution;
mod from_loader;
mod output;
mod page;
mod selected;

pub use batched::Batched;
pub use batching::Batching;
pub use from_loader::FromLoader;

/// How a resolver reaches the loaders of its execution. The trait cannot be implemented elsewhere.
pub trait GetLoaders<'a>: sealed::Sealed {
    /// The loaders that read from `DB`.
    ///
    /// They are those of the execution alone: loaders in the data of a schema, which all users would share, are not
    /// used.
    ///
    /// # Errors
    ///
    /// [`Error::MissingLoaders`] when the schema has no [`Batching`] for `DB`.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] {
    /// use async_graphql::{Context, Object};
    /// use batchload::graphql::GetLoaders;
    /// use sqlx::Sqlite;
    ///
    /// struct Query;
    ///
    /// #[Object]
    /// impl Query {
    ///     async fn statements(&self, ctx: &Context<'_>) -> async_graphql::Result<u64> {
    ///         Ok(ctx.loaders::<Sqlite>()?.stats().statements)
    ///     }
    /// }
    /// # }
    /// ```
    fn loaders<DB: Database>(&self) -> Result<&'a Loaders<DB>, Error>;
}

mod sealed {
    pub trait Sealed {}
    impl<T> Sealed for super::ContextBase<'_, T> {}
}

impl<'a, T> GetLoaders<'a> for ContextBase<'a, T> {
    fn loaders<DB: Database>(&self) -> Result<&'a Loaders<DB>, Error> {
        let executing =
            self.data_opt::<Executing<DB>>().ok_or(Error::MissingLoaders { database: DB::NAME })?;
        Ok(&executing.loaders)
    }
}
