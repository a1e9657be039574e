//! A statement for every resolver: what GraphQL resolvers come to when each fetches what it needs.

use async_graphql::{
    ComplexObject, Context, EmptyMutation, EmptySubscription, Object, Result, Schema, SimpleObject,
};
use chrono::NaiveDate;
use sqlx::{FromRow, Pool, QueryBuilder};

use super::super::Db;

pub fn schema(pool: Pool<Db>) -> Schema<Query, EmptyMutation, EmptySubscription> {
    Schema::build(Query, EmptyMutation, EmptySubscription).data(pool).finish()
}

#[derive(FromRow, SimpleObject)]
#[graphql(complex)]
pub struct Reporter {
    id: i64,
    name: String,
    email: String,
}

#[derive(FromRow, SimpleObject)]
#[graphql(complex)]
pub struct Article {
    id: i64,
    headline: String,
    pub_date: NaiveDate,
    section: String,
    #[graphql(skip)]
    reporter_id: i64,
}

pub struct Query;

#[Object]
impl Query {
    async fn reporters(&self, ctx: &Context<'_>, first: i64) -> Result<Vec<Reporter>> {
        let rows = QueryBuilder::new("SELECT id, name, email FROM newsroom_reporters ORDER BY id LIMIT ")
            .push_bind(first)
            .build_query_as()
            .fetch_all(ctx.data::<Pool<Db>>()?)
            .await?;
        Ok(rows)
    }
}

#[ComplexObject]
impl Reporter {
    async fn articles(&self, ctx: &Context<'_>) -> Result<Vec<Article>> {
        let rows = QueryBuilder::new(
            "SELECT id, headline, pub_date, section, reporter_id FROM newsroom_articles WHERE reporter_id = ",
        )
        .push_bind(self.id)
        .push(" ORDER BY pub_date DESC, id")
        .build_query_as()
        .fetch_all(ctx.data::<Pool<Db>>()?)
        .await?;
        Ok(rows)
    }
}

#[ComplexObject]
impl Article {
    async fn reporter(&self, ctx: &Context<'_>) -> Result<Reporter> {
        let row = QueryBuilder::new("SELECT id, name, email FROM newsroom_reporters WHERE id = ")
            .push_bind(self.reporter_id)
            .build_query_as()
            .fetch_one(ctx.data::<Pool<Db>>()?)
            .await?;
        Ok(row)
    }
}
