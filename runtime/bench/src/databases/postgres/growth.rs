//! Many rows through one relation: the most memory in use, and the memory that the rows themselves take.

use batchload::{BatchLoad, Loaders, Many};
use futures_util::future::try_join_all;
use sqlx::{FromRow, Pool};

use super::Db;
use super::app::rows;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
#[has_many(Article, order_by(id))]
pub struct Reporter {
    pub id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "articles")]
pub struct Article {
    pub id: i64,
    pub headline: String,
    pub section: String,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
}

/// The ids of all parents, found before anything is counted.
pub async fn parents(pool: Pool<Db>) -> Vec<i64> {
    sqlx::query_scalar("SELECT id FROM reporters ORDER BY id").fetch_all(&pool).await.expect("the parents")
}

pub async fn loaded(pool: Pool<Db>, parents: Vec<i64>) -> Vec<Many<Article>> {
    let loaders = Loaders::new(pool);
    let loads = parents.into_iter().map(|id| {
        let loaders = &loaders;
        async move { Reporter { id }.load_articles(loaders).await }
    });
    loaders.drive(try_join_all(loads)).await.expect("the rows")
}

pub async fn by_hand(pool: Pool<Db>, parents: Vec<i64>) -> Vec<rows::Article> {
    rows::articles_of(&pool, &parents).await.expect("the rows")
}

/// Returns the bytes that the rows take: the structs and their texts.
pub fn bytes<'a>(rows: impl Iterator<Item = &'a Article>) -> usize {
    rows.map(|row| size_of::<Article>() + row.headline.capacity() + row.section.capacity()).sum()
}
