//! Parents with their children, read by diesel.

use std::sync::Arc;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use tokio::sync::{Mutex, OnceCell};

use super::super::Overview;
use super::super::support::server::postgres::options;
use super::super::tables::diesel::{Article, Reporter, articles, reporters};

/// Uses diesel-async, which speaks PostgreSQL's protocol itself.
pub fn diesel(name: &str) -> Overview {
    let url = format!("postgres://postgres@127.0.0.1:{}/{name}", options(name).get_port());
    let connection = Arc::new(OnceCell::new());
    Arc::new(move || {
        let (url, connection) = (url.clone(), Arc::clone(&connection));
        Box::pin(async move {
            let connect =
                async || Mutex::new(AsyncPgConnection::establish(&url).await.expect("the server answers"));
            let connection = &mut *connection.get_or_init(connect).await.lock().await;
            let parents =
                reporters::table.order(reporters::id).select(Reporter::as_select()).load(connection);
            let parents = parents.await.expect("the rows can be read");
            let children = Article::belonging_to(&parents).order(articles::id).select(Article::as_select());
            let children =
                children.load(connection).await.expect("the rows can be read").grouped_by(&parents);
            let nested: Vec<(Reporter, Vec<Article>)> = parents.into_iter().zip(children).collect();
            nested.iter().flat_map(|(_, articles)| articles).map(|article| article.headline.len()).sum()
        })
    })
}
