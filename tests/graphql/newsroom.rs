//! A schema whose models are its objects, once for each database. Holds no assertions.

use async_graphql::Executor;
use batchload::Loaders;
use batchload::graphql::{Batched, Batching};
use sqlx::Pool;

use crate::support::database::Tested;

/// A database with the schema over it.
pub trait Newsroom: Tested {
    type Schema: Executor;

    /// Returns the schema without loaders.
    fn schema() -> Self::Schema;

    /// Returns the schema extended with loaders.
    fn extended(batching: Batching<Self>) -> Self::Schema;

    /// Returns the schema with loaders in its data, where async-graphql's own loaders are.
    fn holding(loaders: Loaders<Self>) -> Self::Schema;

    fn prime_reporter(loaders: &Loaders<Self>, id: i64, email: &str);

    fn sdl() -> String;
}

pub fn served<DB: Newsroom>(pool: Pool<DB>) -> Batched<DB::Schema, DB> {
    Batching::new(pool).wrap(DB::schema())
}

macro_rules! newsroom {
    ($module:ident, $DB:ty) => {
        mod $module {
            use std::collections::HashMap;
            use std::sync::Arc;

            use async_graphql::{ComplexObject, Context, Object, Result, Schema, SimpleObject, Subscription};
            use batchload::graphql::{Batching, FromLoader, GetLoaders};
            use batchload::{BatchLoad, Loaders, Many, One};
            use futures_util::stream::{self, Stream};
            use sqlx::FromRow;

            type DB = $DB;

            #[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
            #[batch_load(table = "reporters")]
            #[has_many(Article, order_by(id))]
            #[graphql(complex)]
            pub struct Reporter {
                id: i64,
                #[batch_load(unique)]
                email: String,
            }

            #[ComplexObject]
            impl Reporter {
                async fn articles(&self, ctx: &Context<'_>) -> Result<Many<Article>> {
                    Ok(self.load_articles(ctx.loaders::<DB>()?).await?)
                }

                async fn nickname(&self, ctx: &Context<'_>) -> Result<Option<String>> {
                    let loaders = ctx.loaders::<DB>()?;
                    let nicknames = loaders.batch_fn(|| FromLoader::<i64, _>::new(Nicknames));
                    Ok(nicknames.load(self.id).await?)
                }
            }

            #[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
            #[batch_load(table = "articles")]
            #[graphql(complex)]
            pub struct Article {
                id: i64,
                headline: String,
                #[belongs_to(Reporter)]
                #[graphql(skip)]
                reporter_id: i64,
                #[belongs_to(Reporter)]
                #[graphql(skip)]
                editor_id: Option<i64>,
                #[batch_load(index)]
                section: String,
            }

            #[ComplexObject]
            impl Article {
                async fn reporter(&self, ctx: &Context<'_>) -> Result<One<Reporter>> {
                    Ok(self.load_reporter(ctx.loaders::<DB>()?).await?)
                }

                async fn editor(&self, ctx: &Context<'_>) -> Result<Option<One<Reporter>>> {
                    Ok(self.load_editor(ctx.loaders::<DB>()?).await?)
                }
            }

            /// Has no table.
            #[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
            #[batch_load(table = "secret_ghosts")]
            pub struct Ghost {
                #[batch_load(primary_key)]
                secret_name: String,
            }

            /// Written for async-graphql's own data loader.
            struct Nicknames;

            impl async_graphql::dataloader::Loader<i64> for Nicknames {
                type Value = String;
                type Error = Arc<sqlx::Error>;

                async fn load(&self, ids: &[i64]) -> std::result::Result<HashMap<i64, String>, Self::Error> {
                    Ok(ids.iter().filter(|id| **id < 3).map(|id| (*id, format!("no. {id}"))).collect())
                }
            }

            pub struct Query;

            #[Object]
            impl Query {
                async fn reporters(&self, ctx: &Context<'_>) -> Result<Many<Reporter>> {
                    let loaders = ctx.loaders::<DB>()?;
                    let rows = sqlx::query_as("SELECT id, email FROM reporters ORDER BY id");
                    Ok(loaders.prime(rows.fetch_all(loaders.pool()).await?))
                }

                async fn reporter(&self, ctx: &Context<'_>, id: i64) -> Result<Option<One<Reporter>>> {
                    Ok(Reporter::by_id(ctx.loaders::<DB>()?).load(id).await?)
                }

                /// Loads a row, waits for something else, and loads it again.
                async fn twice(&self, ctx: &Context<'_>) -> Result<Vec<Option<One<Reporter>>>> {
                    let loaders = ctx.loaders::<DB>()?;
                    let before = Reporter::by_id(loaders).load(1).await?;
                    sqlx::query("SELECT 1").execute(loaders.pool()).await?;
                    Ok(vec![before, Reporter::by_id(loaders).load(1).await?])
                }

                async fn sections(
                    &self,
                    ctx: &Context<'_>,
                    names: Vec<String>,
                ) -> Result<Vec<Many<Article>>> {
                    Ok(Article::by_section(ctx.loaders::<DB>()?).load_many(names).await?)
                }

                async fn ghost(&self, ctx: &Context<'_>, name: String) -> Result<Option<One<Ghost>>> {
                    Ok(Ghost::by_id(ctx.loaders::<DB>()?).load(name).await?)
                }
            }

            pub struct Mutation;

            #[Object]
            impl Mutation {
                /// Changes a row that was loaded before.
                async fn rename(&self, ctx: &Context<'_>) -> Result<Option<One<Reporter>>> {
                    let loaders = ctx.loaders::<DB>()?;
                    let reporters = Reporter::by_id(loaders);
                    reporters.load(1).await?;
                    let rename = "UPDATE reporters SET email = 'lovelace@example.org' WHERE id = 1";
                    sqlx::query(rename).execute(&mut *loaders.connection().await?).await?;
                    Ok(reporters.clear(&1).load(1).await?)
                }

                /// A row before, within and after a transaction that changes it.
                async fn rename_within(&self, ctx: &Context<'_>) -> Result<Vec<Option<One<Reporter>>>> {
                    let loaders = ctx.loaders::<DB>()?;
                    let before = Reporter::by_id(loaders).load(1).await?;
                    let within = loaders.begin().await?;
                    let rename = "UPDATE reporters SET email = 'lovelace@example.org' WHERE id = 1";
                    sqlx::query(rename).execute(&mut *within.connection().await?).await?;
                    within.clear();
                    let inside = Reporter::by_id(&within).load(1).await?;
                    within.commit().await?;
                    Ok(vec![before, inside, Reporter::by_id(loaders).load(1).await?])
                }
            }

            pub struct Subscription;

            #[Subscription]
            impl Subscription {
                async fn edits(&self, count: usize) -> impl Stream<Item = Edit> {
                    stream::iter((0..count).map(|number| Edit { number }))
                }
            }

            /// That something has changed.
            #[derive(SimpleObject)]
            #[graphql(complex)]
            pub struct Edit {
                number: usize,
            }

            #[ComplexObject]
            impl Edit {
                async fn reporters(&self, ctx: &Context<'_>) -> Result<Vec<Option<One<Reporter>>>> {
                    Ok(Reporter::by_id(ctx.loaders::<DB>()?).load_many([1, 2]).await?)
                }
            }

            impl super::Newsroom for $DB {
                type Schema = Schema<Query, Mutation, Subscription>;

                fn schema() -> Self::Schema {
                    Schema::new(Query, Mutation, Subscription)
                }

                fn extended(batching: Batching<Self>) -> Self::Schema {
                    Schema::build(Query, Mutation, Subscription).extension(batching).finish()
                }

                fn holding(loaders: Loaders<Self>) -> Self::Schema {
                    Schema::build(Query, Mutation, Subscription).data(loaders).finish()
                }

                fn prime_reporter(loaders: &Loaders<Self>, id: i64, email: &str) {
                    loaders.prime_one(Reporter { id, email: email.to_owned() });
                }

                fn sdl() -> String {
                    Self::schema().sdl()
                }
            }
        }
    };
}

newsroom!(sqlite, sqlx::Sqlite);
newsroom!(postgres, sqlx::Postgres);
newsroom!(mysql, sqlx::MySql);
