//! Pages as connections of async-graphql.

use async_graphql::OutputType;
use async_graphql::connection::{self, ConnectionNameType, Edge, EdgeNameType, EmptyFields};

use crate::{Connection, One};

/// The same page with the cursors of all its rows. How many rows there are in all is a field that async-graphql
/// leaves to the schema.
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
impl<T, Name, EdgeName> From<Connection<T>>
    for connection::Connection<String, One<T>, EmptyFields, EmptyFields, Name, EdgeName>
where
    T: OutputType + Send + Sync,
    Name: ConnectionNameType,
    EdgeName: EdgeNameType,
{
    fn from(page: Connection<T>) -> Self {
        let mut made = Self::new(page.has_previous_page(), page.has_next_page());
        made.edges.extend(page.edges().map(|(cursor, row)| Edge::new(cursor, row)));
        made
    }
}
