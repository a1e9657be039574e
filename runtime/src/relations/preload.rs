//! Trees of relations, loaded level by level, for code that reads them without awaiting. Says what is in a tree and
//! what it gives; `facts::relation` states the facts of a relation, and `loaders` find its rows.

mod ahead;
mod follow;
mod node;
mod related_rows;
mod selected;
mod tree;

use std::ops::Deref;

pub use node::{Branch, Preload, PreloadAggregate, PreloadParent};
pub use related_rows::{ModelRow, RelatedRows};
pub use selected::Selected;
pub use tree::{RelationsOf, Tree};

use crate::{Dialect, Error, Loaders};

/// A row with what a tree of relations loaded for it.
///
/// It dereferences to the row, and [`related`](Self::related) returns what was loaded without awaiting. A relation that
/// is not in the tree is not in the type. [`Loaders::preload`] returns it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Loaded<H, R> {
    row: H,
    related: R,
}

impl<H, R> Loaded<H, R> {
    /// Returns what the tree loaded for the row: the result of one relation, or a tuple of several.
    ///
    /// - A relation to many rows gives a [`Many`](crate::Many), or a `Vec` of [`Loaded`] rows if the tree goes on from
    ///   there.
    /// - A page of them gives a [`Connection`](crate::Connection), of [`Loaded`] rows if the tree goes on from there.
    /// - A relation to one row gives a [`One`](crate::One) or an `Option` of it, or the same with a [`Loaded`] row.
    /// - A parent of several models gives their enum.
    /// - An aggregate gives its value.
    #[must_use]
    pub fn related(&self) -> &R {
        &self.related
    }

    /// Returns the row as it was given: a reference, a [`One`](crate::One) or a link row.
    #[must_use]
    pub fn row(&self) -> &H {
        &self.row
    }

    /// Returns the row as it was given, and what was loaded for it.
    pub fn into_parts(self) -> (H, R) {
        (self.row, self.related)
    }
}

/// A reference to a row: `&M`, [`One`](crate::One) or a [`Loaded`] row.
#[diagnostic::on_unimplemented(
    message = "a tree of relations is loaded for references to rows, and `{Self}` is none",
    label = "rows by value",
    note = "pass `&rows`, or the rows that `Loaders::prime` returns"
)]
pub trait RowHandle {
    /// The row.
    type Row;

    /// Returns the row.
    fn row(&self) -> &Self::Row;
}

#[diagnostic::do_not_recommend]
impl<H: Deref<Target: Sized>> RowHandle for H {
    type Row = H::Target;

    fn row(&self) -> &H::Target {
        self
    }
}

impl<H: Deref, R> Deref for Loaded<H, R> {
    type Target = H::Target;

    fn deref(&self) -> &H::Target {
        &self.row
    }
}

impl<DB: Dialect> Loaders<DB> {
    /// Loads a tree of relations for rows: one statement for each relation in it, however many rows there are on its
    /// level.
    ///
    /// Pass `&rows` of a `Vec`, a slice or a [`Many`](crate::Many) to get views on them. Pass a `Many`, or
    /// [`One`](crate::One)s, by value to keep them. The relations are those that the model offers as `preload_<name>`:
    /// one alone, one [`with`](Preload::with) others below it, or several in a tuple. They use the same loaders as
    /// every other load, so rows that are known are not asked again.
    ///
    /// # Errors
    ///
    /// Returns the first error of a load.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives up its loads and no others.
    ///
    /// ```
    /// # #[cfg(all(feature = "sqlite", feature = "macros"))]
    /// # mod example {
    /// # use batchload::BatchLoad;
    /// # use sqlx::FromRow;
    /// #[derive(Clone, Debug, FromRow, BatchLoad)]
    /// #[has_many(Article, count)]
    /// struct Reporter {
    ///     id: i64,
    ///     name: String,
    /// }
    ///
    /// #[derive(Clone, Debug, FromRow, BatchLoad)]
    /// #[has_many(Comment)]
    /// struct Article {
    ///     id: i64,
    ///     headline: String,
    ///     #[belongs_to(Reporter)]
    ///     reporter_id: i64,
    /// }
    ///
    /// #[derive(Clone, Debug, FromRow, BatchLoad)]
    /// struct Comment {
    ///     id: i64,
    ///     text: String,
    ///     #[belongs_to(Article)]
    ///     article_id: i64,
    /// }
    ///
    /// # pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// # let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    /// # sqlx::raw_sql("CREATE TABLE reporters (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    /// #     CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT NOT NULL, reporter_id INTEGER NOT NULL);
    /// #     CREATE TABLE comments (id INTEGER PRIMARY KEY, text TEXT NOT NULL, article_id INTEGER NOT NULL);
    /// #     INSERT INTO reporters VALUES (1, 'Ada'), (2, 'Grace');
    /// #     INSERT INTO articles VALUES (1, 'Engines', 1), (2, 'Compilers', 2), (3, 'Notes', 1);
    /// #     INSERT INTO comments VALUES (1, 'Well said', 3);").execute(&pool).await?;
    /// # let loaders = batchload::Loaders::new(pool);
    /// let query = sqlx::query_as("SELECT id, name FROM reporters");
    /// let rows: Vec<Reporter> = query.fetch_all(&mut *loaders.connection().await?).await?;
    ///
    /// let tree = (
    ///     Reporter::preload_articles().with(Article::preload_comments()),
    ///     Reporter::preload_articles_count(),
    /// );
    /// let reporters = loaders.preload(&rows, tree).await?;
    ///
    /// for reporter in &reporters {
    ///     let (articles, count) = reporter.related();
    ///     println!("{} wrote {count} articles", reporter.name);
    ///     for article in articles {
    ///         println!("{}: {:?}", article.headline, article.related().first().map(|comment| &comment.text));
    ///     }
    /// }
    /// assert_eq!(loaders.stats().statements, 3);
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
    pub async fn preload<H, T>(
        &self,
        rows: impl IntoIterator<Item = H>,
        tree: T,
    ) -> Result<Vec<Loaded<H, T::Related>>, Error>
    where
        H: RowHandle,
        T: Tree<H::Row, DB>,
    {
        tree::load(self, rows.into_iter().collect(), H::row, &tree).await
    }

    /// Loads what is selected of a tree of relations, ahead of the code that will ask for it: one statement for each
    /// relation that is selected.
    ///
    /// In GraphQL, the tree is what a query can reach from a field, and `ctx.look_ahead()` is what it does reach. The
    /// resolvers then find every row at their first poll, and none of them has to wait. A query in which 5,000
    /// resolvers would wait at once takes a fifth less time and a third less memory: see `BENCHMARKS.md`. Leaving the
    /// call out changes no result.
    ///
    /// A selected field stands for the relation of its name, in snake or camel case, and for its page, with or without
    /// `Page` behind the name. Arguments come from the tree and not from the query, so this may load a page that the
    /// query does not ask for. It may also load a relation because a fragment on another type has a field of that name.
    ///
    /// It returns no answer: a load that fails here is asked again, and can fail again, for the code that needs it.
    /// Without a cache, nothing is loaded, because nothing could be kept.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives up its loads and no others.
    ///
    /// ```
    /// # #[cfg(all(feature = "sqlite", feature = "async-graphql", feature = "macros"))] {
    /// use async_graphql::{ComplexObject, Context, Object, SimpleObject};
    /// use batchload::{BatchLoad, Error, Many, graphql::GetLoaders};
    /// use sqlx::{FromRow, Sqlite};
    ///
    /// #[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
    /// #[graphql(complex)]
    /// #[has_many(Article)]
    /// struct Reporter {
    ///     id: i64,
    ///     name: String,
    /// }
    ///
    /// #[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
    /// #[graphql(complex)]
    /// #[has_many(Comment)]
    /// struct Article {
    ///     id: i64,
    ///     headline: String,
    ///     #[belongs_to(Reporter)]
    ///     reporter_id: i64,
    /// }
    ///
    /// #[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
    /// struct Comment {
    ///     id: i64,
    ///     text: String,
    ///     #[belongs_to(Article)]
    ///     article_id: i64,
    /// }
    ///
    /// #[ComplexObject]
    /// impl Reporter {
    ///     async fn articles(&self, ctx: &Context<'_>) -> Result<Many<Article>, Error> {
    ///         self.load_articles(ctx.loaders::<Sqlite>()?).await
    ///     }
    /// }
    ///
    /// #[ComplexObject]
    /// impl Article {
    ///     async fn comments(&self, ctx: &Context<'_>) -> Result<Many<Comment>, Error> {
    ///         self.load_comments(ctx.loaders::<Sqlite>()?).await
    ///     }
    /// }
    ///
    /// struct Query;
    ///
    /// #[Object]
    /// impl Query {
    ///     async fn reporters(&self, ctx: &Context<'_>) -> Result<Many<Reporter>, Error> {
    ///         let loaders = ctx.loaders::<Sqlite>()?;
    ///         let query = sqlx::query_as("SELECT id, name FROM reporters");
    ///         let rows = query.fetch_all(&mut *loaders.connection().await?).await?;
    ///         let reporters = loaders.prime(rows);
    ///         let tree = Reporter::preload_articles().with(Article::preload_comments());
    ///         loaders.preload_selected(&reporters, tree, ctx.look_ahead()).await;
    ///         Ok(reporters)
    ///     }
    /// }
    /// # }
    /// ```
    pub async fn preload_selected<H, T, S>(&self, rows: impl IntoIterator<Item = H>, tree: T, selected: S)
    where
        H: RowHandle,
        T: Tree<H::Row, DB>,
        S: Selected,
    {
        if self.has_cache() {
            let rows: Vec<H> = rows.into_iter().collect();
            tree.load_selected(self, &rows.iter().map(H::row).collect::<Vec<_>>(), &selected).await;
        }
    }
}
