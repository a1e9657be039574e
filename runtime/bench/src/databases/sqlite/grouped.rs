//! Parents with their children, read by diesel.

use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;

use super::super::Overview;
use super::super::tables::diesel::{Article, Reporter, articles, reporters};

/// diesel has no futures: it reads in the calling thread.
pub fn diesel(name: &str) -> Overview {
    let path = super::file(name);
    let connection = SqliteConnection::establish(path.to_str().expect("a path of text"));
    let connection = Arc::new(Mutex::new(connection.expect("diesel opens the database")));
    Arc::new(move || {
        let connection = Arc::clone(&connection);
        Box::pin(async move {
            let connection = &mut *connection.lock().unwrap_or_else(PoisonError::into_inner);
            let parents =
                reporters::table.order(reporters::id).select(Reporter::as_select()).load(connection);
            let parents = parents.expect("the rows can be read");
            let children = Article::belonging_to(&parents).order(articles::id).select(Article::as_select());
            let children = children.load(connection).expect("the rows can be read").grouped_by(&parents);
            let nested: Vec<(Reporter, Vec<Article>)> = parents.into_iter().zip(children).collect();
            nested.iter().flat_map(|(_, articles)| articles).map(|article| article.headline.len()).sum()
        })
    })
}
