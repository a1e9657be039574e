//! Which rows a request sees: what the scopes of models are bound to in it, and which of them it obeys.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use sqlx::Database;
use sqlx::error::BoxDynError;

use crate::dialect::{Dialect, Statement};
use crate::filter::{Filter, Piece};

/// A value that the scopes of models are bound to for a whole request: its tenant, its user.
///
/// A scope names it by its type, and a request gives one to its loaders, with
/// [`LoadersBuilder::scoped_by`](crate::LoadersBuilder::scoped_by) or, from the data of each GraphQL request,
/// with `graphql::Batching::scoped_by_data`. A statement that needs one which was not given is not sent: see
/// [`Error::MissingScope`](crate::Error::MissingScope). [`Loaders::unscoped`](crate::Loaders::unscoped) does not lift
/// it: an administrator who sees every tenant is a value of this type for whom the condition says so.
///
/// Implement it for a type of your own, so that no value can be taken for another: that is all there is to do.
///
/// ```
/// # #[cfg(all(feature = "sqlite", feature = "macros"))]
/// # mod example {
/// use batchload::{BatchLoad, Loaders, ScopeArgument};
///
/// #[derive(Clone, Copy, sqlx::Type)]
/// #[sqlx(transparent)]
/// struct TenantId(i64);
///
/// impl ScopeArgument for TenantId {}
///
/// #[derive(BatchLoad)]
/// #[batch_load(filter = "tenant_id = :tenant", args(tenant: TenantId))]
/// struct Article {
///     id: i64,
///     headline: String,
/// }
///
/// # pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// # let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
/// # sqlx::raw_sql("CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT NOT NULL, tenant_id INTEGER NOT NULL);
/// #     INSERT INTO articles VALUES (1, 'Engines', 7), (2, 'Compilers', 8);").execute(&pool).await?;
/// let loaders = Loaders::builder(pool.clone()).scoped_by(TenantId(7)).build();
/// assert!(Article::by_id(&loaders).load(1).await?.is_some());
/// assert!(Article::by_id(&loaders).load(2).await?.is_none()); // of another tenant
///
/// let forgotten = Article::by_id(&Loaders::new(pool)).load(1).await;
/// assert!(forgotten.is_err());
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a scope",
    label = "not an argument of scopes",
    note = "write `impl batchload::ScopeArgument for {Self} {{}}`, or wrap it in a type of your own if it is not yours"
)]
pub trait ScopeArgument: Send + Sync + 'static {}

/// Which rows a request sees.
pub(crate) struct Scope<DB: Database> {
    /// Each of another type. There are few, so they are searched one by one.
    values: Vec<(TypeId, Arc<dyn Bind<DB>>)>,
    /// Whether conditions that name none of the values are lifted.
    is_lifted: bool,
}

trait Bind<DB: Database>: Send + Sync {
    fn push(&self, statement: &mut Statement<DB>) -> Result<(), BoxDynError>;
}

impl<DB, A> Bind<DB> for A
where
    DB: Dialect,
    A: ScopeArgument + sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
{
    fn push(&self, statement: &mut Statement<DB>) -> Result<(), BoxDynError> {
        statement.push_bind(self)
    }
}

/// No value was given for an argument of this name.
#[derive(Debug, thiserror::Error)]
#[error("the request has no value for `{0}`")]
pub(crate) struct Missing(pub(crate) &'static str);

impl<DB: Database> Scope<DB> {
    /// The same without the conditions that name no value: those that do hold always.
    pub(crate) fn lifted(&self) -> Self {
        Self { is_lifted: true, ..self.clone() }
    }

    /// Whether a condition of a model holds.
    pub(crate) fn obeys(&self, condition: &Filter) -> bool {
        !self.is_lifted || condition.0.iter().any(|piece| matches!(piece, Piece::Scope { .. }))
    }
}

impl<DB: Dialect> Scope<DB> {
    /// Takes a value in place of one of the same type.
    pub(crate) fn set<A>(&mut self, value: A)
    where
        A: ScopeArgument + sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    {
        let of = TypeId::of::<A>();
        self.values.retain(|(known, _)| *known != of);
        self.values.push((of, Arc::new(value)));
    }

    /// Appends the value of a type, for the argument of a name.
    ///
    /// # Errors
    ///
    /// [`Missing`] where none was given, or why it cannot be encoded.
    pub(crate) fn push(
        &self,
        of: TypeId,
        name: &'static str,
        statement: &mut Statement<DB>,
    ) -> Result<(), BoxDynError> {
        let given = self.values.iter().find(|(known, _)| *known == of);
        given.ok_or(Missing(name))?.1.push(statement)
    }
}

impl<DB: Database> Default for Scope<DB> {
    fn default() -> Self {
        Self { values: Vec::new(), is_lifted: false }
    }
}

impl<DB: Database> Clone for Scope<DB> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), is_lifted: self.is_lifted }
    }
}

impl<DB: Database> fmt::Debug for Scope<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("arguments", &self.values.len()).finish_non_exhaustive()
    }
}
