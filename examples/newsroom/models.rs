//! The models. The derive generates their lookups and relations.

use async_graphql::SimpleObject;
use batchload::BatchLoad;
use chrono::NaiveDate;
use sqlx::FromRow;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[batch_load(table = "newsroom_reporters")]
#[has_many(Article, order_by(pub_date desc, id), page(default = 10, max = 50))]
pub struct Reporter {
    pub id: i64,
    pub name: String,
    #[batch_load(unique)]
    pub email: String,
    #[belongs_to(Reporter)]
    #[graphql(skip)]
    pub editor_id: Option<i64>,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[batch_load(table = "newsroom_articles")]
#[many_to_many(Publication, through = "newsroom_article_publications")]
pub struct Article {
    pub id: i64,
    pub headline: String,
    pub pub_date: NaiveDate,
    #[batch_load(index)]
    pub section: String,
    #[belongs_to(Reporter)]
    #[graphql(skip)]
    pub reporter_id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[batch_load(table = "newsroom_publications")]
pub struct Publication {
    pub id: i64,
    pub title: String,
}
