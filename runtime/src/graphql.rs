//! Integration with async-graphql: every execution is driven and has new loaders, and rows are output types.

use async_graphql::ContextBase;
use sqlx::Database;

use self::execution::ExecutionLoaders;
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

/// Access to the loaders of an execution from its resolvers. This trait is sealed.
pub trait GetLoaders<'a>: sealed::Sealed {
    /// Returns the loaders that read from `DB`.
    ///
    /// They belong to this execution alone. Loaders in the data of a schema are not used, because all users would share
    /// them.
    ///
    /// # Errors
    ///
    /// Returns [`Error::MissingLoaders`] if the schema has no [`Batching`] for `DB`.
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
        let execution =
            self.data_opt::<ExecutionLoaders<DB>>().ok_or(Error::MissingLoaders { database: DB::NAME })?;
        Ok(&execution.loaders)
    }
}
