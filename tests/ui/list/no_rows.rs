//! A struct without fields has lists, and nothing that is about rows.

use batchload::{BatchLoad, Loaders};

#[derive(BatchLoad)]
struct Author {
    id: i64,
    #[batch_load(unique)]
    email: String,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Author)]
    author_id: i64,
}

#[derive(BatchLoad)]
#[batch_load(table = "queries", filter = "1 = 1", unique(a, b))]
#[has_many(Article, foreign_key = author_id)]
#[has_many(Author, references = email)]
#[has_one(Article, polymorphic = subject)]
#[belongs_to(Author, foreign_key(a, b))]
#[many_to_many(Author, through = "authors_queries")]
#[descendants(foreign_key = parent_id)]
struct Query;

#[derive(BatchLoad)]
#[has_many(Article)]
struct Root {}

async fn row(loaders: &Loaders<sqlx::Sqlite>) {
    Root::by_id(loaders);
    Root {}.load_articles(loaders).await;
}

#[derive(BatchLoad)]
struct Child {
    id: i64,
    #[belongs_to(Root)]
    root_id: i64,
}

fn main() {}
