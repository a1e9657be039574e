//! A chain leads over all rows of a key, and not over the first of several.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_one(Article, name = newest, order_by(id desc))]
#[has_many(Comment, name = talk, through(newest, comments))]
struct Reporter {
    id: i64,
}

#[derive(BatchLoad)]
#[has_many(Comment)]
#[has_one(Profile)]
#[has_many(Photo, through(profile, photos))]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

// It is the only one, and a chain can lead over it.
#[derive(BatchLoad)]
#[has_many(Photo)]
struct Profile {
    id: i64,
    #[batch_load(unique)]
    article_id: i64,
}

#[derive(BatchLoad)]
struct Photo {
    id: i64,
    #[belongs_to(Profile)]
    profile_id: i64,
}

#[derive(BatchLoad)]
struct Comment {
    id: i64,
    #[belongs_to(Article)]
    article_id: i64,
}

fn main() {}
