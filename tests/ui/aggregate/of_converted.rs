//! The database makes an aggregate of the column, and not of the field that is made of it.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article, min(day))]
#[has_many(Article, name = rated, filter = "stars > 0", sum(stars))]
struct Reporter {
    id: i64,
}

struct Day(i64);

impl From<i64> for Day {
    fn from(day: i64) -> Self {
        Self(day)
    }
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[sqlx(try_from = "i64")]
    day: Day,
    #[sqlx(json)]
    stars: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

fn main() {}
