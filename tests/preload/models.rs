//! Models with every kind of relation between them, and their tables. Holds no assertions.

use batchload::{BatchLoad, One};
use sqlx::FromRow;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Article, order_by(day desc, id), count, max(day), page(default = 2, max = 10))]
#[has_many(Article, name = recent, filter = "day >= :since", args(since: i64), count, page)]
#[has_many(Article, name = edited, foreign_key = editor_id)]
#[has_many(Paper, through(articles, papers))]
#[has_one(Badge)]
pub struct Reporter {
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[many_to_many(Paper, through = "article_papers")]
#[many_to_many(Reporter, name = reviewers, through = Review)]
#[many_to_many(
    Reporter,
    name = reviewers_from,
    through = Review,
    order_by(name),
    filter = "id >= :least",
    args(least: i64)
)]
#[has_many(Note, polymorphic = subject)]
pub struct Article {
    pub id: i64,
    pub day: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
pub struct Paper {
    pub id: i64,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
pub struct Badge {
    pub id: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
pub struct Review {
    pub id: i64,
    #[belongs_to(Article)]
    pub article_id: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    pub stars: i64,
}

#[derive(Clone, Debug, PartialEq, BatchLoad)]
pub enum Subject {
    Article(One<Article>),
    Paper(One<Paper>),
}

/// A note is about something, cites something or nothing, and can answer another note.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[descendants(foreign_key = parent_id, name = answers)]
#[has_many(Note, name = replies, foreign_key = parent_id)]
pub struct Note {
    pub id: i64,
    pub subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    pub subject_id: i64,
    pub cited_type: Option<String>,
    #[belongs_to(Subject, kind = cited_type)]
    pub cited_id: Option<i64>,
    #[batch_load(index)]
    pub parent_id: Option<i64>,
}

pub const SCHEMA: &str = "
    CREATE TABLE reporters (id BIGINT PRIMARY KEY, name VARCHAR(99) NOT NULL);
    CREATE TABLE articles (
        id BIGINT PRIMARY KEY, day BIGINT NOT NULL, reporter_id BIGINT NOT NULL, editor_id BIGINT
    );
    CREATE TABLE papers (id BIGINT PRIMARY KEY, title VARCHAR(99) NOT NULL);
    CREATE TABLE article_papers (article_id BIGINT NOT NULL, paper_id BIGINT NOT NULL);
    CREATE TABLE badges (id BIGINT PRIMARY KEY, reporter_id BIGINT NOT NULL);
    CREATE TABLE reviews (
        id BIGINT PRIMARY KEY, article_id BIGINT NOT NULL, reporter_id BIGINT NOT NULL, stars BIGINT NOT NULL
    );
    CREATE TABLE notes (
        id BIGINT PRIMARY KEY, subject_type VARCHAR(9) NOT NULL, subject_id BIGINT NOT NULL,
        cited_type VARCHAR(9), cited_id BIGINT, parent_id BIGINT
    );
";

/// Three reporters, of whom one wrote nothing; five articles; two papers.
pub const ROWS: &str = "
    INSERT INTO reporters VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Idle');
    INSERT INTO articles VALUES
        (10, 1, 1, NULL), (11, 3, 1, 2), (12, 2, 2, 1), (13, 2, 2, 1), (14, 1, 1, 2);
    INSERT INTO papers VALUES (100, 'Times'), (101, 'Post');
    INSERT INTO article_papers VALUES (10, 100), (11, 100), (11, 101), (13, 101);
    INSERT INTO badges VALUES (7, 1), (8, 3);
    INSERT INTO reviews VALUES (1, 10, 2, 5), (2, 10, 1, 3), (3, 11, 2, 4), (4, 10, 3, 1);
    INSERT INTO notes VALUES
        (1, 'article', 11, 'paper', 100, NULL), (2, 'paper', 101, NULL, NULL, 1),
        (3, 'article', 10, 'article', 404, 2), (4, 'article', 11, 'article', 10, NULL);
";
