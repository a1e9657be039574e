//! Every kind of relation, from the same rows, for one database: `super::Db`.
//!
//! `sqlite.rs`, `postgres.rs` and `mysql.rs` each include this file.

use batchload::{BatchLoad, Connection, Error, Loaders, Many, One, Page};
use futures_util::TryFutureExt;
use futures_util::future::{BoxFuture, FutureExt, try_join_all};
use sqlx::{AssertSqlSafe, Executor, Pool};

use super::{ANALYZE, Db};

const REPORTERS: i64 = 1_000;
const ARTICLES_EACH: i64 = 100;
const TOPICS_EACH: i64 = 20;
/// The number of reporters whose relations are loaded. They are spread over the table.
const ASKED: i64 = 200;

#[derive(Clone, Debug, BatchLoad)]
#[ancestors(foreign_key = mentor_id)]
#[descendants(foreign_key = mentor_id)]
#[has_many(Article, order_by(day desc, id desc), count, sum(words), page)]
#[has_many(Article, name = long, filter = "words >= :least", args(least: i64))]
#[has_many(Article, name = numbered, order_by(day desc, id desc), page, strategy = window)]
#[has_one(Article, name = newest, order_by(day desc, id desc))]
#[has_one(Article, name = newest_numbered, order_by(day desc, id desc), strategy = window)]
#[many_to_many(Topic, through = "reporter_topics", order_by(title), count, page)]
#[many_to_many(Topic, name = topics_numbered, through = "reporter_topics", order_by(title), page, strategy = window)]
#[has_many(Comment, through(articles, comments), count, page)]
#[has_many(Comment, name = comments_numbered, through(articles, comments), page, strategy = window)]
pub struct Reporter {
    id: i64,
    #[belongs_to(Self)]
    mentor_id: Option<i64>,
}

#[derive(Clone, Debug, BatchLoad)]
#[has_many(Comment)]
pub struct Article {
    id: i64,
    #[batch_load(index)]
    reporter_id: i64,
    day: i64,
    words: i64,
    headline: String,
}

#[derive(Clone, Debug, BatchLoad)]
pub struct Topic {
    id: i64,
    title: String,
}

#[derive(Clone, Debug, BatchLoad)]
pub struct Comment {
    id: i64,
    #[batch_load(index)]
    article_id: i64,
    words: String,
}

/// Loads one relation of one reporter, and returns the number of rows.
type Load = for<'a> fn(&'a Reporter, &'a Loaders<Db>) -> BoxFuture<'a, Result<usize, Error>>;

/// Every kind of relation by its name.
pub const KINDS: [(&str, Load); 22] = [
    ("`belongs_to`", |reporter, loaders| number(reporter.load_mentor(loaders))),
    ("`has_many`", |reporter, loaders| number(reporter.load_articles(loaders))),
    ("`has_many`, filtered", |reporter, loaders| number(reporter.load_long(loaders, 900))),
    ("`has_one`", |reporter, loaders| number(reporter.load_newest(loaders))),
    ("`has_one`, numbered", |reporter, loaders| number(reporter.load_newest_numbered(loaders))),
    ("`many_to_many`", |reporter, loaders| number(reporter.load_topics(loaders))),
    ("`through` two relations", |reporter, loaders| number(reporter.load_comments(loaders))),
    ("`ancestors`", |reporter, loaders| number(reporter.load_ancestors(loaders))),
    ("`descendants`", |reporter, loaders| number(reporter.load_descendants(loaders))),
    ("`count`", |reporter, loaders| number(reporter.load_articles_count(loaders))),
    ("`count` of a join table", |reporter, loaders| number(reporter.load_topics_count(loaders))),
    ("`count` through two relations", |reporter, loaders| number(reporter.load_comments_count(loaders))),
    ("`sum`", |reporter, loaders| number(reporter.load_articles_sum_words(loaders))),
    ("`page`", |reporter, loaders| number(reporter.load_articles_page(loaders, five()))),
    ("`page` with its total", |reporter, loaders| {
        number(reporter.load_articles_page(loaders, five().with_total()))
    }),
    ("`page`, numbered", |reporter, loaders| number(reporter.load_numbered_page(loaders, five()))),
    ("`page` after the 50th row", |reporter, loaders| {
        number(reporter.load_articles_page(loaders, five().offset(50)))
    }),
    ("`page`, and the one after it", |reporter, loaders| {
        let pages = async {
            let end = reporter.load_articles_page(loaders, five()).await?.end_cursor();
            reporter.load_articles_page(loaders, five().after(end.unwrap_or_default())).await
        };
        number(pages)
    }),
    ("`page` of a join table", |reporter, loaders| number(reporter.load_topics_page(loaders, five()))),
    ("`page` of a join table, numbered", |reporter, loaders| {
        number(reporter.load_topics_numbered_page(loaders, five()))
    }),
    ("`page` through two relations", |reporter, loaders| {
        number(reporter.load_comments_page(loaders, five()))
    }),
    ("`page` through two relations, numbered", |reporter, loaders| {
        number(reporter.load_comments_numbered_page(loaders, five()))
    }),
];

fn five() -> Page {
    Page::first(5)
}

/// How the relations of many rows are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Asks {
    AtOnce,
    OneByOne,
}

/// Makes the tables and their rows in the database of this name, which nothing else uses.
pub async fn open(name: &str) -> Pool<Db> {
    let pool = super::open(name).await;
    pool.execute(sqlx::raw_sql(AssertSqlSafe(script()))).await.expect("the tables and their rows");
    pool
}

/// Loads one relation of all reporters that are asked, and returns the number of rows.
pub async fn load(pool: Pool<Db>, load: Load, asks: Asks) -> usize {
    let loaders = Loaders::new(pool);
    let reporters: Vec<Reporter> = asked().map(|id| Reporter { id, mentor_id: mentor(id) }).collect();
    let loads = async {
        match asks {
            Asks::AtOnce => try_join_all(reporters.iter().map(|reporter| load(reporter, &loaders))).await,
            Asks::OneByOne => {
                let mut rows = Vec::new();
                for reporter in &reporters {
                    rows.push(load(reporter, &loaders).await?);
                }
                Ok(rows)
            }
        }
    };
    loaders.drive(loads).await.expect("the rows").into_iter().sum()
}

fn asked() -> impl Iterator<Item = i64> {
    (1..=ASKED).map(|nth| nth * (REPORTERS / ASKED))
}

/// Every reporter is the mentor of ten others.
fn mentor(reporter: i64) -> Option<i64> {
    (reporter >= 10).then_some(reporter / 10)
}

/// Returns SQL that every database understands. Numbers in a table of their own make the rows.
fn script() -> String {
    let numbers: Vec<String> = (1..=REPORTERS).map(|number| format!("({number})")).collect();
    format!(
        "CREATE TABLE numbers (i BIGINT PRIMARY KEY);
         INSERT INTO numbers VALUES {numbers};
         CREATE TABLE reporters (id BIGINT PRIMARY KEY, mentor_id BIGINT);
         INSERT INTO reporters SELECT i, NULL FROM numbers;
         UPDATE reporters SET mentor_id = (id - id % 10) / 10 WHERE id >= 10;
         CREATE INDEX reporters_mentor ON reporters (mentor_id);
         CREATE TABLE articles (id BIGINT PRIMARY KEY, reporter_id BIGINT NOT NULL, day BIGINT NOT NULL,
             words BIGINT NOT NULL, headline VARCHAR(60) NOT NULL);
         INSERT INTO articles
             SELECT r.i * {ARTICLES_EACH} + n.i, r.i, (n.i * 7919) % 3650, (r.i * 31 + n.i * 17) % 1000,
                 'A headline of the usual length'
             FROM numbers r, numbers n WHERE n.i <= {ARTICLES_EACH};
         CREATE INDEX articles_newest ON articles (reporter_id, day DESC, id DESC);
         CREATE TABLE topics (id BIGINT PRIMARY KEY, title VARCHAR(60) NOT NULL);
         INSERT INTO topics SELECT i, 'The topic with a number' FROM numbers;
         CREATE TABLE reporter_topics (reporter_id BIGINT NOT NULL, topic_id BIGINT NOT NULL,
             PRIMARY KEY (reporter_id, topic_id));
         INSERT INTO reporter_topics
             SELECT r.i, (r.i * 7 + n.i * 13) % {REPORTERS} + 1
             FROM numbers r, numbers n WHERE n.i <= {TOPICS_EACH};
         CREATE TABLE comments (id BIGINT PRIMARY KEY, article_id BIGINT NOT NULL, words VARCHAR(60) NOT NULL);
         INSERT INTO comments SELECT id, id, 'A comment of some words' FROM articles;
         CREATE INDEX comments_article ON comments (article_id, id);
         {ANALYZE};",
        numbers = numbers.join(", ")
    )
}

/// The number of rows in an answer.
trait Rows {
    fn number(&self) -> usize;
}

impl<M> Rows for Many<M> {
    fn number(&self) -> usize {
        self.len()
    }
}

impl<M> Rows for Connection<M> {
    fn number(&self) -> usize {
        self.rows().len()
    }
}

impl<M> Rows for Option<One<M>> {
    fn number(&self) -> usize {
        usize::from(self.is_some())
    }
}

impl Rows for u64 {
    fn number(&self) -> usize {
        usize::try_from(*self).unwrap_or(usize::MAX)
    }
}

impl Rows for i64 {
    fn number(&self) -> usize {
        usize::try_from(*self).unwrap_or(usize::MAX)
    }
}

fn number<'a, T: Rows>(
    load: impl Future<Output = Result<T, Error>> + Send + 'a,
) -> BoxFuture<'a, Result<usize, Error>> {
    load.map_ok(|rows| rows.number()).boxed()
}
