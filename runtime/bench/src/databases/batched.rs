//! This library, used as its README says.

use std::sync::Arc;

use async_graphql::{
    ComplexObject, Context, EmptyMutation, EmptySubscription, Object, Result, Schema, SimpleObject,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, LoadersBuilder, Many, One};
use sqlx::FromRow;

use super::super::super::Execute;
use super::Db;

/// When the rows that resolvers need are loaded.
#[derive(Clone, Copy, Debug)]
pub enum Asks {
    /// When a resolver needs them.
    Later,
    /// At the root, as far as the query selects them.
    Ahead,
}

pub fn execute(loaders: LoadersBuilder<Db>, asks: Asks) -> Execute {
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription).data(asks).finish();
    let schema = Batching::of(loaders).wrap(schema);
    Arc::new(move |request| {
        let schema = schema.clone();
        Box::pin(async move { schema.execute(request).await })
    })
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[has_many(Article, order_by(id))]
pub struct Reporter {
    pub id: i64,
    pub name: String,
    pub email: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[many_to_many(Publication, through = "article_publications")]
pub struct Article {
    pub id: i64,
    pub headline: String,
    pub section: String,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
pub struct Publication {
    pub id: i64,
    pub title: String,
}

#[ComplexObject]
impl Reporter {
    async fn articles(&self, ctx: &Context<'_>) -> Result<Many<Article>> {
        Ok(self.load_articles(ctx.loaders::<Db>()?).await?)
    }
}

#[ComplexObject]
impl Article {
    async fn reporter(&self, ctx: &Context<'_>) -> Result<One<Reporter>> {
        Ok(self.load_reporter(ctx.loaders::<Db>()?).await?)
    }

    async fn publications(&self, ctx: &Context<'_>) -> Result<Many<Publication>> {
        Ok(self.load_publications(ctx.loaders::<Db>()?).await?)
    }
}

struct Query;

#[Object]
impl Query {
    async fn reporters(&self, ctx: &Context<'_>) -> Result<Many<Reporter>> {
        let loaders = ctx.loaders::<Db>()?;
        let rows =
            sqlx::query_as("SELECT id, name, email FROM reporters ORDER BY id").fetch_all(loaders.pool());
        let reporters = loaders.prime(rows.await?);
        if let Asks::Ahead = ctx.data()? {
            let tree = Reporter::preload_articles().with(Article::preload_publications());
            loaders.preload_selected(&reporters, tree, ctx.look_ahead()).await;
        }
        Ok(reporters)
    }
}
