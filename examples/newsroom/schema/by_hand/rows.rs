//! The statements and the maps of `by_hand`. This module knows what the two compared queries can ask for, and no
//! more.

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;
use sqlx::{FromRow, Pool, QueryBuilder};

use super::super::super::Db;

#[derive(FromRow)]
pub struct ReporterRow {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub editor_id: Option<i64>,
}

#[derive(FromRow)]
pub struct ArticleRow {
    pub id: i64,
    pub headline: String,
    pub pub_date: NaiveDate,
    pub section: String,
    pub reporter_id: i64,
}

/// All rows that one query can reach.
#[derive(Default)]
pub struct RowsByKey {
    pub reporters: Vec<ReporterRow>,
    /// By reporter, then in the order in which they are shown.
    pub articles: Vec<ArticleRow>,
    pub reporter_at: HashMap<i64, usize>,
    /// By reporter.
    pub articles_of: HashMap<i64, Range<usize>>,
    /// The number of all articles of a reporter, if only a page of them is here.
    pub total_of: HashMap<i64, i64>,
    /// By article, in the order of their ids.
    pub publications_of: HashMap<i64, Vec<(i64, String)>>,
}

impl RowsByKey {
    /// Reads the first reporters, by id, so that their articles need no list of ids. Editors have smaller ids than the
    /// reporters who write for them, so they are among these reporters.
    async fn reporters(pool: &Pool<Db>, first: i64) -> sqlx::Result<Self> {
        let reporters: Vec<ReporterRow> =
            QueryBuilder::new("SELECT id, name, email, editor_id FROM newsroom_reporters ORDER BY id LIMIT ")
                .push_bind(first)
                .build_query_as()
                .fetch_all(pool)
                .await?;
        let reporter_at = reporters.iter().enumerate().map(|(at, reporter)| (reporter.id, at)).collect();
        Ok(Self { reporters, reporter_at, ..Self::default() })
    }

    fn last_reporter(&self) -> i64 {
        self.reporters.last().map_or(0, |reporter| reporter.id)
    }

    /// Reads the rows for a query that asks for all articles.
    pub async fn with_articles(pool: &Pool<Db>, first: i64) -> sqlx::Result<Self> {
        let mut rows = Self::reporters(pool, first).await?;
        rows.articles = QueryBuilder::new(
            "SELECT id, headline, pub_date, section, reporter_id FROM newsroom_articles WHERE reporter_id <= ",
        )
        .push_bind(rows.last_reporter())
        .push(" ORDER BY reporter_id, pub_date DESC, id")
        .build_query_as()
        .fetch_all(pool)
        .await?;
        rows.group();
        Ok(rows)
    }

    /// Reads the rows for a query that asks for a page of the articles, their number, and their publications.
    pub async fn with_pages(pool: &Pool<Db>, first: i64, page: i64) -> sqlx::Result<Self> {
        let mut by_key = Self::reporters(pool, first).await?;
        let rows: Vec<PagedRow> = QueryBuilder::new(
            "SELECT a.id AS id, headline, pub_date, section, reporter_id, total, p.id AS publication_id, title \
             FROM (SELECT id, headline, pub_date, section, reporter_id, \
             COUNT(*) OVER (PARTITION BY reporter_id) AS total, \
             ROW_NUMBER() OVER (PARTITION BY reporter_id ORDER BY pub_date DESC, id) AS place \
             FROM newsroom_articles WHERE reporter_id <= ",
        )
        .push_bind(by_key.last_reporter())
        .push(
            ") AS a LEFT JOIN newsroom_article_publications ON article_id = a.id \
             LEFT JOIN newsroom_publications AS p ON p.id = publication_id WHERE place <= ",
        )
        .push_bind(page)
        .push(" ORDER BY reporter_id, place, p.id")
        .build_query_as()
        .fetch_all(pool)
        .await?;
        for PagedRow { article, total, publication_id, title } in rows {
            by_key.publications_of.entry(article.id).or_default().extend(publication_id.zip(title));
            // An article comes once for each of its publications.
            if by_key.articles.last().is_none_or(|last| last.id != article.id) {
                by_key.total_of.insert(article.reporter_id, total);
                by_key.articles.push(article);
            }
        }
        by_key.group();
        Ok(by_key)
    }

    fn group(&mut self) {
        let mut start = 0;
        for same in self.articles.chunk_by(|a, b| a.reporter_id == b.reporter_id) {
            self.articles_of.insert(same[0].reporter_id, start..start + same.len());
            start += same.len();
        }
    }
}

#[derive(FromRow)]
struct PagedRow {
    #[sqlx(flatten)]
    article: ArticleRow,
    total: i64,
    publication_id: Option<i64>,
    title: Option<String>,
}
