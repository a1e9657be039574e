//! Values that statements bind to the scopes of models, throughout a request.

/// A value that the statements of a request bind to the scopes of models, such as the request's tenant or user.
///
/// A scope names the value by its type. A request gives the value to its loaders, with
/// [`LoadersBuilder::scoped_by`](crate::LoadersBuilder::scoped_by) or, from the data of each GraphQL request, with
/// `graphql::Batching::scoped_by_data`. A statement whose value is missing is not sent: see
/// [`Error::MissingScope`](crate::Error::MissingScope). [`Loaders::unscoped`](crate::Loaders::unscoped) does not lift
/// such a scope. For an administrator who sees every tenant, use a value of this type with which the condition is true
/// for all rows.
///
/// Implement this trait for a type of your own, so that one value cannot be mistaken for another. The trait has no
/// items.
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
