//! Pages are sorted by the primary key in the end, which a cursor has to hold.

use batchload::{BatchLoad, Loaders, Page};

#[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
struct Number(i64);

#[derive(BatchLoad)]
#[has_many(Article, page)]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: Number,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn page(reporter: &Reporter, loaders: &Loaders<sqlx::Sqlite>) {
    let _ = reporter.load_articles_page(loaders, Page::first(1));
}

fn main() {}
