//! Pages as connections of async-graphql.

use async_graphql::OutputType;
use async_graphql::connection::{
    self, ConnectionNameType, Edge, EdgeNameType, EmptyFields, NodesFieldSwitcherSealed,
};

use crate::{Connection, One};

/// Converts a page into a connection of async-graphql, with the cursors of all its rows.
///
/// async-graphql leaves the total number of rows to a field of your schema. Count the rows only if the query selects
/// that field:
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// # use async_graphql::{ComplexObject, Context, OutputType, SimpleObject};
/// # use async_graphql::connection::{Connection, Edge};
/// # use batchload::graphql::GetLoaders;
/// # use batchload::{BatchLoad, Error, One, Page};
/// # use sqlx::Sqlite;
/// # #[derive(BatchLoad, SimpleObject)]
/// # #[graphql(complex)]
/// # #[has_many(Article, page)]
/// # struct Reporter { id: i64 }
/// # #[derive(BatchLoad, SimpleObject)]
/// # struct Article { id: i64, #[batch_load(index)] reporter_id: i64 }
/// #[derive(SimpleObject)]
/// struct Total {
///     total_count: Option<u64>,
/// }
///
/// # #[ComplexObject]
/// # impl Reporter {
/// async fn articles(
///     &self,
///     ctx: &Context<'_>,
///     first: Option<i32>,
///     after: Option<String>,
/// ) -> Result<Connection<String, One<Article>, Total>, Error> {
///     let page = Page::from_args(first, after, None, None);
///     let page = if ctx.look_ahead().field("totalCount").exists() { page.with_total() } else { page };
///     let found = self.load_articles_page(ctx.loaders::<Sqlite>()?, page).await?;
///     let total = Total { total_count: found.total_count() };
///     let mut shown =
///         Connection::with_additional_fields(found.has_previous_page(), found.has_next_page(), total);
///     shown.edges.extend(found.edges().map(|(cursor, row)| Edge::new(cursor, row)));
///     Ok(shown)
/// }
/// # }
/// # }
/// ```
///
/// Without a total, `into()` is enough:
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use async_graphql::connection::Connection;
/// use async_graphql::{ComplexObject, Context, SimpleObject};
/// use batchload::graphql::GetLoaders;
/// use batchload::{BatchLoad, One, Page};
/// use sqlx::Sqlite;
///
/// #[derive(BatchLoad, SimpleObject)]
/// #[graphql(complex)]
/// #[has_many(Article, order_by(headline), page(default = 10, max = 50))]
/// struct Reporter {
///     id: i64,
/// }
///
/// #[derive(BatchLoad, SimpleObject)]
/// struct Article {
///     id: i64,
///     headline: String,
///     #[batch_load(index)]
///     reporter_id: i64,
/// }
///
/// #[ComplexObject]
/// impl Reporter {
///     async fn articles(
///         &self,
///         ctx: &Context<'_>,
///         first: Option<i32>,
///         after: Option<String>,
///         last: Option<i32>,
///         before: Option<String>,
///     ) -> async_graphql::Result<Connection<String, One<Article>>> {
///         let page = Page::from_args(first, after, last, before);
///         Ok(self.load_articles_page(ctx.loaders::<Sqlite>()?, page).await?.into())
///     }
/// }
/// # }
/// ```
impl<T, Name, EdgeName, NodesField> From<Connection<T>>
    for connection::Connection<String, One<T>, EmptyFields, EmptyFields, Name, EdgeName, NodesField>
where
    T: OutputType + Send + Sync,
    Name: ConnectionNameType,
    EdgeName: EdgeNameType,
    NodesField: NodesFieldSwitcherSealed,
{
    fn from(page: Connection<T>) -> Self {
        let mut made = Self::new(page.has_previous_page(), page.has_next_page());
        made.edges.extend(page.edges().map(|(cursor, row)| Edge::new(cursor, row)));
        made
    }
}
