//! The rows. Each can be computed from its key, so the program knows whether an answer is right.

use std::sync::LazyLock;

use batchload::BatchLoad;
use sqlx::FromRow;

pub const REPORTERS: i64 = 400;
pub const ARTICLES: i64 = 2_400;
pub const SECTIONS: i64 = 60;

/// A reporter, who writes six articles.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
#[has_many(Article)]
pub struct Reporter {
    pub id: i64,
    #[batch_load(unique)]
    pub email: String,
}

/// An article, which a reporter wrote and often another edited.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "articles")]
pub struct Article {
    pub id: i64,
    pub headline: String,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
    #[batch_load(index)]
    pub section: String,
}

/// One of a pair of amounts that add up to nothing. A transaction writes both.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "entries")]
pub struct Entry {
    pub id: i64,
    #[batch_load(index)]
    pub pair: i64,
    pub amount: i64,
}

/// A reporter with a field that its column does not fit.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
pub struct Misread {
    pub id: i64,
    pub email: i64,
}

impl Reporter {
    pub fn of(id: i64) -> Self {
        Self { id, email: format!("reporter{id}@example.org") }
    }

    /// Returns the row with a key, if there is one.
    pub fn at(id: i64) -> Option<Self> {
        (1..=REPORTERS).contains(&id).then(|| Self::of(id))
    }

    /// Returns the articles of a reporter.
    pub fn articles(id: i64) -> &'static [Article] {
        static ALL: LazyLock<Vec<Vec<Article>>> = LazyLock::new(|| groups(REPORTERS, |row| row.reporter_id));
        group(&ALL, id)
    }
}

impl Article {
    pub fn of(id: i64) -> Self {
        Self {
            id,
            headline: format!("Article {id}"),
            reporter_id: id * 7 % REPORTERS + 1,
            editor_id: (id % 3 != 0).then(|| id * 11 % REPORTERS + 1),
            section: section(id % SECTIONS),
        }
    }

    /// Returns the articles of a section.
    pub fn in_section(number: i64) -> &'static [Article] {
        static ALL: LazyLock<Vec<Vec<Article>>> = LazyLock::new(|| groups(SECTIONS, |row| row.id % SECTIONS));
        group(&ALL, number)
    }
}

pub fn section(number: i64) -> String {
    format!("section {number}")
}

fn groups(most: i64, by: impl Fn(&Article) -> i64) -> Vec<Vec<Article>> {
    let of = |number| (1..=ARTICLES).map(Article::of).filter(|row| by(row) == number).collect();
    (0..=most).map(of).collect()
}

fn group(all: &'static [Vec<Article>], number: i64) -> &'static [Article] {
    usize::try_from(number).ok().and_then(|number| all.get(number)).map_or(&[], Vec::as_slice)
}

/// Returns the statements that make the tables and fill them.
pub fn statements() -> Vec<String> {
    let reporters = (1..=REPORTERS).map(|id| format!("({id}, '{}')", Reporter::of(id).email));
    let articles = (1..=ARTICLES).map(Article::of).map(|row| {
        let editor = row.editor_id.map_or("NULL".to_owned(), |id| id.to_string());
        format!("({}, '{}', {}, {editor}, '{}')", row.id, row.headline, row.reporter_id, row.section)
    });
    vec![
        "CREATE TABLE reporters (id BIGINT PRIMARY KEY, email VARCHAR(99) NOT NULL UNIQUE)".to_owned(),
        "CREATE TABLE articles (
            id BIGINT PRIMARY KEY,
            headline VARCHAR(99) NOT NULL,
            reporter_id BIGINT NOT NULL,
            editor_id BIGINT,
            section VARCHAR(99) NOT NULL
        )"
        .to_owned(),
        "CREATE INDEX articles_reporter ON articles (reporter_id)".to_owned(),
        "CREATE INDEX articles_section ON articles (section)".to_owned(),
        "CREATE TABLE entries (id BIGINT PRIMARY KEY, pair BIGINT NOT NULL, amount BIGINT NOT NULL)"
            .to_owned(),
        "CREATE INDEX entries_pair ON entries (pair)".to_owned(),
        format!("INSERT INTO reporters VALUES {}", join(reporters)),
        format!("INSERT INTO articles VALUES {}", join(articles)),
    ]
}

fn join(rows: impl Iterator<Item = String>) -> String {
    rows.collect::<Vec<_>>().join(", ")
}
