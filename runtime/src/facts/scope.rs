//! Values that the conditions of models are bound to in a whole request.

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
