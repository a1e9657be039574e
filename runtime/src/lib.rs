//! One derive on a plain sqlx row struct ends the N+1 problem.
//!
//! A GraphQL server, or an endpoint that lists things, asks the database once for every object: one statement for the
//! list, and one more for each of its N rows. batchload needs one statement for each level, however many rows there
//! are. `#[derive(BatchLoad)]` states how rows are found (by their key, by a foreign key, by any column you name), and
//! batchload sends the loads of a request that meet at one level as one statement. It works on SQLite, PostgreSQL,
//! MySQL and MariaDB, without a timer, and without a data loader written by hand.
//!
//! ```toml
//! [dependencies]
//! batchload = { version = "0.1", features = ["sqlite"] }
//! sqlx = { version = "0.9", features = ["runtime-tokio", "sqlite"] }
//! tokio = { version = "1", features = ["macros", "rt"] }
//! ```
//!
//! ```
//! # #[cfg(all(feature = "sqlite", feature = "macros"))]
//! # mod example {
//! use batchload::{BatchLoad, Loaders, Many, One};
//! use sqlx::FromRow;
//!
//! #[derive(Clone, Debug, FromRow, BatchLoad)]
//! #[has_many(Article, order_by(headline))]
//! struct Reporter {
//!     id: i64,
//!     name: String,
//! }
//!
//! #[derive(Clone, Debug, FromRow, BatchLoad)]
//! struct Article {
//!     id: i64,
//!     headline: String,
//!     #[belongs_to(Reporter)]
//!     reporter_id: i64,
//! }
//!
//! # pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?; // has the tables `reporters` and `articles`
//! # sqlx::raw_sql("CREATE TABLE reporters (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
//! #     CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT NOT NULL, reporter_id INTEGER NOT NULL);
//! #     INSERT INTO reporters VALUES (1, 'Ada'), (2, 'Grace');
//! #     INSERT INTO articles VALUES (1, 'Engines', 1), (2, 'Compilers', 2), (3, 'Notes', 1);").execute(&pool).await?;
//! let loaders = Loaders::new(pool); // one for each request
//!
//! let ada: Option<One<Reporter>> = Reporter::by_id(&loaders).load(1).await?;
//! let articles: Many<Article> = ada.expect("she is there").load_articles(&loaders).await?;
//! let headlines: Vec<_> = articles.iter().map(|article| article.headline.as_str()).collect();
//! assert_eq!(headlines, ["Engines", "Notes"]);
//!
//! // Loads that meet go as one statement, and what is known is not asked again.
//! let (grace, author) =
//!     tokio::try_join!(Reporter::by_id(&loaders).load(2), articles[0].load_reporter(&loaders))?;
//! assert_eq!(grace.expect("so is she").name, "Grace");
//! assert_eq!(author.name, "Ada");
//! assert_eq!(loaders.stats().statements, 3);
//! # Ok(())
//! # }
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     #[cfg(all(feature = "sqlite", feature = "macros"))]
//! #     example::run().await?;
//! #     Ok(())
//! # }
//! ```
//!
//! In a request of your own, wrap the request's future in [`loaders.drive(…)`](Loaders::drive), so that it sends as few
//! batches as possible. In a GraphQL server, batchload does so for every execution, and each resolver is one call:
//!
//! ```
//! # #[cfg(all(feature = "sqlite", feature = "macros", feature = "async-graphql"))]
//! # mod example {
//! # use async_graphql::*;
//! # use sqlx::{FromRow, Sqlite, SqlitePool};
//! # use batchload::{BatchLoad, Many};
//! # #[derive(Clone, FromRow, BatchLoad, SimpleObject)]
//! # #[graphql(complex)]
//! # #[has_many(Article)]
//! # struct Reporter { id: i64 }
//! # #[derive(Clone, FromRow, BatchLoad, SimpleObject)]
//! # struct Article { id: i64, #[belongs_to(Reporter)] reporter_id: i64 }
//! # struct Query;
//! # #[Object]
//! # impl Query { async fn reporter(&self) -> Reporter { Reporter { id: 1 } } }
//! use batchload::graphql::{Batching, GetLoaders};
//!
//! #[ComplexObject]
//! impl Reporter {
//!     async fn articles(&self, ctx: &Context<'_>) -> Result<Many<Article>, batchload::Error> {
//!         self.load_articles(ctx.loaders::<Sqlite>()?).await
//!     }
//! }
//!
//! async fn answer(pool: SqlitePool, query: &str) -> Response {
//!     let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
//!     Batching::new(pool).wrap(schema).execute(query).await
//! }
//! # }
//! ```
//!
//! # What is where
//!
//! | For | See |
//! |---|---|
//! | what to write on a struct | [`BatchLoad`](macro@BatchLoad) |
//! | the loaders of one request | [`Loaders`] |
//! | loading, and when a batch goes | [`Loader`] |
//! | wrapping a request, so that its batches are exact | [`drive`], [`Loaders::drive`] |
//! | loaded rows | [`One`], [`Many`], [`Linked`] |
//! | pages of loaded rows | [`Page`], [`Connection`] |
//! | lists that belong to no row | [a struct without fields](macro@BatchLoad#lists) |
//! | several relations, read without awaiting | [`Loaders::preload`], [`Loaded`] |
//! | the relations that a query selects, before its resolvers ask | [`Loaders::preload_selected`], [`Selected`] |
//! | columns that are not loaded until you ask for them | [`Lazy`] |
//! | loads that see what a transaction wrote | [`Loaders::begin`], [`InTransaction`] |
//! | the tenant or user that limits all statements of a request | [`ScopeArgument`] |
//! | whether models fit the database, before the first load | [`Loaders::check`], [`CheckError`] |
//! | a source that is not SQL | [`BatchFn`], [`Found`] |
//! | async-graphql | `graphql` (feature `async-graphql`) |
//! | what can go wrong | [`Error`] |
//! | what happens when something fails, and the test of each case | `RELIABILITY.md`, which is part of this package |
//! | what a request cost | [`Stats`], and a `tracing` span at level `DEBUG` for each batch |
//!
//! # Features
//!
//! | Feature | Gives |
//! |---|---|
//! | `macros` (default) | the derive |
//! | `sqlite`, `postgres`, `mysql` | the lookups on that database; `mysql` is for MariaDB as well |
//! | `async-graphql` | the module `graphql`, and rows as output types, for async-graphql 7, not with its feature `boxed-trait` |
//! | `serde` | [`One`], [`Many`] and [`Lazy`] serialize like the value they hold; [`Linked`], [`Loaded`] and [`Connection`] do not serialize, so write a struct in the form that you want |
//! | `chrono`, `time`, `uuid` | pages sorted by the types that sqlx supports under these features; `chrono` also makes rows with its dates faster to load, from SQLite and PostgreSQL |
//! | `bigdecimal`, `rust_decimal` | the same for decimals, with sums of them, and averages as floats; sqlx has no decimals on SQLite |
//!
//! sqlx needs its feature `runtime-tokio`.
//!
//! # Limits that are on by default
//!
//! | Limit | Default | Change it with |
//! |---|---|---|
//! | how long a batch may take, a batch function's too | 30 seconds | [`LoadersBuilder::batch_timeout`], [`LoaderBuilder::batch_timeout`] |
//! | batches of one lookup in flight at a time, in a driven request; further keys gather for the next one | 4 | [`LoadersBuilder::concurrency`], [`LoaderBuilder::concurrency`] |
//! | rows of one statement | 1 000 000, or the number of keys if that is more | [`LoadersBuilder::max_rows`] |
//! | keys of one statement | what the database accepts; more keys are cut into several | [`LoadersBuilder::max_batch_size`] |
//! | keys of one call of a batch function | 100 000; more keys are cut into several | [`LoaderBuilder::max_batch_size`], [`BatchFn::MAX_BATCH_SIZE`] |
//! | rows of a page | 20, and 100 at most; more is [`Error::Page`] | `page(default = …, max = …)` on the relation |
//! | levels of a hierarchy (`ancestors`, `descendants`) | 64; rows further away are left out | `depth = …` on the relation |
//! | how long newly arriving loads can delay a batch outside of [`drive`](drive()) | 64 rounds, and 200 milliseconds after these | |
//!
//! # Faster still
//!
//! - An index on every foreign key that a lookup uses, followed by the columns of the relation's order.
//! - `test_before_acquire(false)` on the pool: by default, sqlx asks a connection before each statement whether it is
//!   still alive, which is one more round trip. Without this question, a connection that was lost fails one batch.
//! - A few more connections than statements at a time: sqlx also tests a connection that comes back to the pool, and no
//!   statement can use the connection meanwhile.
//! - [`Loaders::prime`] for the rows of your own queries, so that no lookup asks for them again.
//! - [`Loaders::preload_selected`] if thousands of resolvers would wait at once.
//! - An allocator other than glibc's, such as mimalloc or jemalloc, in a GraphQL server with several threads:
//!   async-graphql makes many small objects, and drops them on whatever thread the request has moved to.
//!
//! `BENCHMARKS.md`, which is part of this package, measures what most of these gain.
#![cfg_attr(docsrs, feature(doc_cfg))]

// Each part imports from those before it: error, stats, key, sync, name; answers, sources, scheduler; facts, sql,
// queries; loaders, relations; graphql.
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private1;
mod answers;
mod error;
mod facts;
#[cfg(feature = "async-graphql")]
pub mod graphql;
mod key;
mod loaders;
mod name;
mod queries;
mod relations;
mod scheduler;
mod sources;
mod sql;
mod stats;
mod sync;

pub use answers::answer::{Answer, IntoAnswer};
pub use answers::handle::{Many, One};
#[cfg(feature = "macros")]
#[doc = include_str!("derive.md")]
pub use batchload_macros::BatchLoad;
/// Lets pages be sorted by a type of your own: a struct with one field, whose value cursors hold, or an enum of plain
/// variants, whose names they hold.
///
/// The database sorts, so the variants of an enum come in the order of its column: that of texts, that of numbers, or
/// on PostgreSQL that of the enum type.
///
/// ```
/// use batchload::SortKey;
///
/// #[derive(Clone, sqlx::Type, SortKey)]
/// #[sqlx(transparent)]
/// struct Rank(i32);
///
/// #[derive(Clone, sqlx::Type, SortKey)]
/// #[sqlx(rename_all = "lowercase")]
/// enum Genre {
///     Jazz,
///     Soul,
/// }
/// ```
///
/// `#[batch_load(crate = "path")]` names the path of this crate, if it was renamed or is re-exported.
#[cfg(feature = "macros")]
pub use batchload_macros::SortKey;
pub use error::{CheckError, CursorMistake, Error, PageMistake, SharedError};
pub use facts::lookup::Lookup;
pub use facts::model::Model;
pub use facts::page::Page;
pub use facts::scope::ScopeArgument;
pub use facts::sort::{Datum, SortKey};
pub use key::Key;
pub use loaders::loader::{Loader, LoaderBuilder};
pub use loaders::{Connections, HeldConnection, InTransaction, Loaders, LoadersBuilder};
pub use queries::aggregate::Summable;
pub use queries::connection::Connection;
pub use queries::lazy::Lazy;
pub use relations::linked::Linked;
pub use relations::polymorphic::Kind;
pub use relations::preload::{Branch, Loaded, Preload, RowHandle, Selected, Tree};
pub use scheduler::{Drive, Load, LoadMany, drive};
pub use sources::batch_fn::BatchFn;
pub use sources::found::Found;
pub use sql::dialect::Dialect;
pub use sql::load_from::LoadFrom;
pub use stats::Stats;

/// The iterators over rows.
pub mod iter {
    pub use crate::answers::handle::IntoIter;
}

// Generated code and bounds use these items. Nobody has to write them, but compiler messages name them.
#[doc(hidden)]
pub use answers::shape::{First, Shape};
#[doc(hidden)]
pub use facts::filter::{Filter, Piece};
#[doc(hidden)]
pub use facts::lookup::Strategy;
#[doc(hidden)]
pub use facts::model::{Column, HasColumn, Nullable, Nulls, Order};
#[doc(hidden)]
pub use facts::relation::{HasRelation, Relation};
#[doc(hidden)]
pub use facts::step::{Recursion, Step};
#[doc(hidden)]
pub use queries::aggregate::{Aggregate, Avg, Count, Exists, Max, Min, Sum};
#[doc(hidden)]
pub use relations::polymorphic::{Polymorphic, Variant};
#[doc(hidden)]
pub use relations::preload::{ModelRow, PreloadAggregate, PreloadParent, RelatedRows, RelationsOf};
#[doc(hidden)]
pub use sql::bindings::Arguments;
#[doc(hidden)]
pub use sql::columns::FromColumns;
#[doc(hidden)]
pub use sql::dialect::Value;

/// The examples of the README, compiled and run.
#[cfg(all(doctest, feature = "sqlite", feature = "macros", feature = "async-graphql"))]
#[doc = include_str!("../README.md")]
struct Readme;
