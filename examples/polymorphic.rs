//! One table of comments for articles and photos: a column says which of them a comment is about.
//!
//! ```sh
//! cargo run --example polymorphic
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use batchload::{BatchLoad, Loaders, One};
use futures_util::future::{try_join, try_join_all};
use sqlx::FromRow;
use sqlx::sqlite::SqlitePoolOptions;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Comment, polymorphic = subject)]
pub struct Article {
    pub id: i64,
    pub headline: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Comment, polymorphic = subject)]
pub struct Photo {
    pub id: i64,
    pub caption: String,
}

/// The subjects that a comment can have. The kind in the table is the variant's name in snake case, unless an attribute
/// gives it.
#[derive(Clone, Debug, BatchLoad)]
pub enum Subject {
    Article(One<Article>),
    #[batch_load(kind = "picture")]
    Photo(One<Photo>),
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Comment {
    pub id: i64,
    pub text: String,
    pub subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    pub subject_id: i64,
}

const DATA: &str = "
    CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT NOT NULL);
    CREATE TABLE photos (id INTEGER PRIMARY KEY, caption TEXT NOT NULL);
    CREATE TABLE comments (
        id INTEGER PRIMARY KEY, text TEXT NOT NULL, subject_type TEXT NOT NULL, subject_id INTEGER NOT NULL
    );
    CREATE INDEX comments_by_subject ON comments (subject_type, subject_id);
    INSERT INTO articles VALUES (1, 'Engines'), (2, 'Compilers');
    INSERT INTO photos VALUES (1, 'A moth in a relay');
    INSERT INTO comments VALUES
        (1, 'Well said', 'article', 1), (2, 'Poor moth', 'picture', 1), (3, 'At last', 'article', 2);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;
    let comments: Vec<Comment> =
        sqlx::query_as("SELECT id, text, subject_type, subject_id FROM comments ORDER BY id")
            .fetch_all(&pool)
            .await?;

    let loaders = Loaders::new(pool);
    // One statement for the articles, and one for the photos.
    let subjects = try_join_all(comments.iter().map(|comment| comment.load_subject(&loaders))).await?;
    for (comment, subject) in comments.iter().zip(&subjects) {
        match subject {
            Subject::Article(article) => println!("{:?} on the article {:?}", comment.text, article.headline),
            Subject::Photo(photo) => println!("{:?} on the photo {:?}", comment.text, photo.caption),
        }
    }
    println!("{} statements\n", loaders.stats().statements);
    assert_eq!(loaders.stats().statements, 2);

    // In reverse, articles and photos share the statement for their comments.
    let [Subject::Article(article), Subject::Photo(photo), ..] = &subjects[..] else { return Ok(()) };
    let (of_article, of_photo) =
        try_join(article.load_comments(&loaders), photo.load_comments(&loaders)).await?;
    println!("{:?} and {:?}", of_article[0].text, of_photo[0].text);
    assert_eq!(loaders.stats().statements, 3);
    Ok(())
}
