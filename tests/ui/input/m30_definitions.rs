//! What is generated stands at the user's tokens: that is where an editor goes for its definition.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[has_many(Article)]
#[has_many(Article, name = edited, foreign_key = editor_id)]
#[has_one(Article, name = newest, order_by(id desc))]
struct Reporter {
    id: i64,
    #[batch_load(unique)]
    email: String,
}

#[derive(BatchLoad)]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
    #[belongs_to(Reporter, name = second)]
    editor_id: Option<i64>,
}

fn main() {
    Reporter::by_id();
    Reporter::by_email();
    Article::by_reporter_id();
    Reporter::load_articles();
    Reporter::load_edited();
    Reporter::load_newest();
    Article::load_reporter();
    Article::load_second();
}
