//! Every reporter with its articles as nested values, without GraphQL.

use std::collections::HashMap;
use std::sync::Arc;

use batchload::{Loaded, Loaders};
use futures_util::future::try_join_all;
use sea_orm::{DatabaseConnection, EntityTrait, LoaderTrait, QueryOrder};
use sqlx::Pool;

use super::super::super::{Overview, tables::sea};
use super::batched::Reporter;
use super::{Db, rows};

pub fn all(pool: &Pool<Db>, name: &str) -> Vec<(&'static str, Overview)> {
    let reading = super::super::sea_orm(pool.clone());
    vec![
        ("by hand, FromRow", of(pool, by_hand)),
        ("batchload, preload", of(pool, preloaded)),
        ("batchload, loads", of(pool, loaded)),
        ("SeaORM, load_many", of(&reading, sea_orm)),
        ("diesel, grouped_by", super::super::diesel(name)),
        ("naive", of(pool, naive)),
    ]
}

fn of<S, F>(source: &S, read: impl Fn(S) -> F + Send + Sync + 'static) -> Overview
where
    S: Clone + Send + Sync + 'static,
    F: Future<Output = Result<usize, Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let source = source.clone();
    Arc::new(move || {
        let read = read(source.clone());
        Box::pin(async move { read.await.expect("the rows can be read") })
    })
}

type Read = Result<usize, Box<dyn std::error::Error + Send + Sync>>;

async fn by_hand(pool: Pool<Db>) -> Read {
    let reporters = rows::reporters(&pool).await?;
    let ids: Vec<i64> = reporters.iter().map(|reporter| reporter.id).collect();
    let mut articles: HashMap<i64, Vec<rows::Article>> = HashMap::new();
    for article in rows::articles_of(&pool, &ids).await? {
        articles.entry(article.reporter_id).or_default().push(article);
    }
    let nested: Vec<(rows::Reporter, Vec<rows::Article>)> = reporters
        .into_iter()
        .map(|reporter| {
            let own = articles.remove(&reporter.id).unwrap_or_default();
            (reporter, own)
        })
        .collect();
    Ok(nested.iter().flat_map(|(_, articles)| articles).map(|article| article.headline.len()).sum())
}

async fn naive(pool: Pool<Db>) -> Read {
    let mut nested = Vec::new();
    for reporter in rows::reporters(&pool).await? {
        let articles = rows::articles_of(&pool, &[reporter.id]).await?;
        nested.push((reporter, articles));
    }
    Ok(nested.iter().flat_map(|(_, articles)| articles).map(|article| article.headline.len()).sum())
}

async fn reporters(loaders: &Loaders<Db>) -> sqlx::Result<Vec<Reporter>> {
    sqlx::query_as("SELECT id, name, email FROM reporters ORDER BY id").fetch_all(loaders.pool()).await
}

async fn preloaded(pool: Pool<Db>) -> Read {
    let loaders = Loaders::new(pool);
    let rows = reporters(&loaders).await?;
    let nested = loaders.preload(&rows, Reporter::preload_articles()).await?;
    Ok(nested.iter().flat_map(Loaded::related).map(|article| article.headline.len()).sum())
}

async fn loaded(pool: Pool<Db>) -> Read {
    let loaders = Loaders::new(pool);
    let request = async {
        let rows = reporters(&loaders).await?;
        let articles = try_join_all(rows.iter().map(|reporter| reporter.load_articles(&loaders))).await?;
        Ok(articles.iter().flatten().map(|article| article.headline.len()).sum())
    };
    loaders.drive(request).await
}

async fn sea_orm(database: DatabaseConnection) -> Read {
    let reporters =
        sea::reporter::Entity::find().order_by_asc(sea::reporter::Column::Id).all(&database).await?;
    let articles = reporters.load_many(sea::article::Entity, &database).await?;
    let nested: Vec<_> = reporters.into_iter().zip(articles).collect();
    Ok(nested.iter().flat_map(|(_, articles)| articles).map(|article| article.headline.len()).sum())
}
