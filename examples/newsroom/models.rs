//! The two models. The derive makes their lookups and relations.

use async_graphql::SimpleObject;
use batchload::BatchLoad;
use chrono::NaiveDate;
use sqlx::FromRow;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[batch_load(table = "newsroom_reporters")]
#[has_many(Article, order_by(pub_date desc, id))]
pub struct Reporter {
    pub id: i64,
    pub name: String,
    #[batch_load(unique)]
    pub email: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[batch_load(table = "newsroom_articles")]
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
