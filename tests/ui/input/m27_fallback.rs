//! Beside a mistake, what the derive gives is still there: one mistake is one message.

use batchload::{BatchLoad, Loaders};
use sqlx::Sqlite;

#[derive(BatchLoad)]
enum Reporter {
    Staff { id: i64 },
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn load(article: &Article, loaders: &Loaders<Sqlite>) {
    drop(Reporter::by_id(loaders).load(7));
    drop(article.load_reporter(loaders));
    drop(loaders.check::<Reporter>());
}

fn main() {}
