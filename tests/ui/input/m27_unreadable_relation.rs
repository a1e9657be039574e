//! A relation to rows that the database cannot fill names the field that is at fault.

use batchload::{BatchLoad, Loaders};
use sqlx::Sqlite;

#[derive(BatchLoad)]
#[has_many(Article, order_by(id))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
    price: Money,
}

struct Money(i64);

async fn load(reporter: &Reporter, loaders: &Loaders<Sqlite>) {
    let _ = reporter.load_articles(loaders).await;
}

fn main() {}
