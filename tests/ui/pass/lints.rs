//! Generated code is silent under every lint that its model is.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unsafe_code,
    unused_qualifications,
    unnameable_types,
    unreachable_pub,
    missing_copy_implementations,
    single_use_lifetimes,
    unused_results,
    let_underscore_drop
)]

use batchload::BatchLoad;

/// A reporter.
#[derive(Clone, Debug, BatchLoad)]
#[has_many(Article, order_by(pubDate desc, id))]
#[has_one(Article, name = first)]
#[has_many(Article, name = all)]
pub struct Reporter {
    /// The key.
    pub id: i64,
    /// The address of old.
    #[deprecated]
    #[batch_load(unique)]
    pub email: String,
}

/// An article.
#[allow(non_snake_case)]
#[derive(Clone, Debug, BatchLoad)]
pub struct Article {
    /// The key.
    pub id: i64,
    /// The day.
    #[batch_load(index)]
    pub pubDate: String,
    /// The author.
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    /// The editor of old.
    #[deprecated]
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
}

fn main() {}
