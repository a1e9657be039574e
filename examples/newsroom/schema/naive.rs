//! The schema with a statement for every resolver, as GraphQL resolvers have when each fetches what it needs.

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
    #[graphql(skip)]
    editor_id: Option<i64>,
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

#[derive(FromRow, SimpleObject)]
pub struct Publication {
    id: i64,
    title: String,
}

#[derive(SimpleObject)]
pub struct ArticlesPage {
    nodes: Vec<Article>,
    total_count: i64,
    has_next_page: bool,
}

pub struct Query;

#[Object]
impl Query {
    async fn reporters(&self, ctx: &Context<'_>, first: i64) -> Result<Vec<Reporter>> {
        let rows =
            QueryBuilder::new("SELECT id, name, email, editor_id FROM newsroom_reporters ORDER BY id LIMIT ")
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

    async fn articles_page(&self, ctx: &Context<'_>, first: i64) -> Result<ArticlesPage> {
        let nodes: Vec<Article> = QueryBuilder::new(
            "SELECT id, headline, pub_date, section, reporter_id FROM newsroom_articles WHERE reporter_id = ",
        )
        .push_bind(self.id)
        .push(" ORDER BY pub_date DESC, id LIMIT ")
        .push_bind(first)
        .build_query_as()
        .fetch_all(ctx.data::<Pool<Db>>()?)
        .await?;
        let total_count = QueryBuilder::new("SELECT COUNT(*) FROM newsroom_articles WHERE reporter_id = ")
            .push_bind(self.id)
            .build_query_scalar()
            .fetch_one(ctx.data::<Pool<Db>>()?)
            .await?;
        Ok(ArticlesPage { nodes, total_count, has_next_page: total_count > first })
    }

    async fn editor(&self, ctx: &Context<'_>) -> Result<Option<Reporter>> {
        match self.editor_id {
            Some(id) => reporter(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }
}

#[ComplexObject]
impl Article {
    async fn reporter(&self, ctx: &Context<'_>) -> Result<Reporter> {
        reporter(ctx, self.reporter_id).await
    }

    async fn publications(&self, ctx: &Context<'_>) -> Result<Vec<Publication>> {
        let rows = QueryBuilder::new(
            "SELECT id, title FROM newsroom_publications JOIN newsroom_article_publications \
             ON publication_id = id WHERE article_id = ",
        )
        .push_bind(self.id)
        .push(" ORDER BY id")
        .build_query_as()
        .fetch_all(ctx.data::<Pool<Db>>()?)
        .await?;
        Ok(rows)
    }
}

async fn reporter(ctx: &Context<'_>, id: i64) -> Result<Reporter> {
    let row = QueryBuilder::new("SELECT id, name, email, editor_id FROM newsroom_reporters WHERE id = ")
        .push_bind(id)
        .build_query_as()
        .fetch_one(ctx.data::<Pool<Db>>()?)
        .await?;
    Ok(row)
}
