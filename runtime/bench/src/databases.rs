//! The newsroom on SQLite and on PostgreSQL, with its tables, its rows, and every contender that reads them; and every
//! kind of relation on these and on MariaDB.

use futures_util::future::BoxFuture;
use std::sync::Arc;

use async_graphql::{Request, Response};

pub mod mysql;
pub mod postgres;
pub mod sqlite;
mod tables;

/// The servers of the tests.
#[allow(dead_code, reason = "the tests start others as well")]
#[path = "../../../tests/support"]
mod support {
    pub mod server;
}

/// The number of connections that every pool may open.
const CONNECTIONS: u32 = 8;

/// Answers a GraphQL request with fresh loaders.
pub type Execute = Arc<dyn Fn(Request) -> BoxFuture<'static, Response> + Send + Sync>;

/// Reads every reporter with its articles, and returns the total length of the headlines.
pub type Overview = Arc<dyn Fn() -> BoxFuture<'static, usize> + Send + Sync>;

/// The size of a newsroom.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub reporters: usize,
    pub articles_each: usize,
}

impl Size {
    pub fn articles(self) -> usize {
        self.reporters * self.articles_each
    }

    /// Returns SQL that both databases understand, for the tables and their rows. Every article is in two publications.
    pub fn script(self) -> String {
        let numbers = |last: usize| {
            format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})")
        };
        let each = self.articles_each;
        format!(
            "CREATE TABLE reporters (id BIGINT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);
             CREATE TABLE articles (id BIGINT PRIMARY KEY, headline TEXT NOT NULL, section TEXT NOT NULL,
                 reporter_id BIGINT NOT NULL REFERENCES reporters (id));
             CREATE TABLE publications (id BIGINT PRIMARY KEY, title TEXT NOT NULL);
             CREATE TABLE article_publications (
                 article_id BIGINT NOT NULL REFERENCES articles (id),
                 publication_id BIGINT NOT NULL REFERENCES publications (id),
                 PRIMARY KEY (article_id, publication_id));
             INSERT INTO reporters {some}
                 SELECT i, 'Reporter Number ' || i, 'reporter.' || i || '@newsroom.example' FROM n;
             INSERT INTO articles {many}
                 SELECT i, 'A headline of the usual length, number ' || i, 'Section ' || i % 6, (i - 1) / {each} + 1
                 FROM n;
             INSERT INTO publications {few} SELECT i, 'The Gazette of Place ' || i FROM n;
             INSERT INTO article_publications {many} SELECT i, i * 7 % 50 + 1 FROM n;
             INSERT INTO article_publications {many} SELECT i, (i * 7 + 13) % 50 + 1 FROM n;
             CREATE INDEX articles_reporter ON articles (reporter_id, id);
             ANALYZE;",
            some = numbers(self.reporters),
            many = numbers(self.articles()),
            few = numbers(50),
        )
    }
}
