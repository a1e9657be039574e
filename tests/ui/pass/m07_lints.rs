//! Generated code raises no lint that its model does not raise.
//!
//! `FromRow` warns of a deprecated field. `FromRow` and `SimpleObject` warn of a field that is not in snake case. Those
//! two cases have models of their own, with this derive alone or next to `SimpleObject`.
#![forbid(unsafe_code)]
#![deny(clippy::all)]
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unused_qualifications,
    unnameable_types,
    unreachable_pub,
    missing_copy_implementations,
    single_use_lifetimes,
    unused_results,
    let_underscore_drop
)]

use batchload::{BatchLoad, Lazy};

/// Denied lints, all three derives.
#[derive(Clone, Debug, sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
#[has_many(Letter, order_by(id desc))]
pub struct Person {
    /// The key.
    pub id: i64,
    /// The address.
    #[batch_load(unique)]
    pub email: String,
}

/// A letter.
#[derive(Clone, Debug, sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
pub struct Letter {
    /// The key.
    pub id: i64,
    /// What it says.
    pub text: String,
    /// The writer.
    #[belongs_to(Person)]
    pub person_id: i64,
}

/// Pages and aggregates with all the arguments that a filter takes, and columns of every kind.
#[derive(Debug, BatchLoad)]
#[has_many(
    Letter,
    foreign_key = person_id,
    filter = "id > :a AND id > :b AND id > :c AND id > :d AND id > :e AND id > :f",
    args(a: i64, b: i64, c: i64, d: i64, e: i64, f: i64),
    order_by(text),
    page,
    count,
    sum(id)
)]
#[ancestors(foreign_key = id_of_parent)]
pub struct Archive {
    /// The key.
    #[batch_load(primary_key)]
    pub person_id: i64,
    /// Words for it.
    #[sqlx(json(nullable))]
    pub words: Option<Vec<String>>,
    /// Where it stands.
    #[sqlx(try_from = "i32")]
    pub shelf: i64,
    /// What was found of it.
    #[sqlx(skip)]
    pub found: Option<String>,
    /// What it holds.
    #[batch_load(lazy)]
    pub text: Lazy<String>,
    /// The archive it belongs to.
    pub id_of_parent: Option<i64>,
}

/// M15: a deprecated field.
#[derive(Clone, Debug, async_graphql::SimpleObject, BatchLoad)]
#[has_many(Article, order_by(pubDate desc, Id))]
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

/// M16: fields that are not in snake case.
#[allow(non_snake_case)]
#[derive(Clone, Debug, BatchLoad)]
pub struct Article {
    /// The key.
    #[batch_load(primary_key)]
    pub Id: i64,
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
