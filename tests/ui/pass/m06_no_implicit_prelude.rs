//! Generated code takes nothing from the prelude.
#![no_implicit_prelude]
#![deny(warnings)]

#[derive(::sqlx::FromRow, ::async_graphql::SimpleObject, ::batchload::BatchLoad)]
#[has_many(Article, order_by(pub_date desc, id))]
#[has_one(Article, name = first)]
pub struct Reporter {
    pub id: i64,
    #[batch_load(unique)]
    pub email: ::std::string::String,
}

/// `FromRow` needs the prelude for a field that is skipped, converted or JSON.
#[derive(::batchload::BatchLoad)]
pub struct Skipping {
    pub id: i64,
    #[sqlx(skip)]
    pub cached: i64,
    #[sqlx(try_from = "i32")]
    pub number: i64,
    #[sqlx(json(nullable))]
    pub tags: ::std::option::Option<::std::vec::Vec<i64>>,
}

#[derive(::sqlx::FromRow, ::async_graphql::SimpleObject, ::batchload::BatchLoad)]
pub struct Article {
    pub id: i64,
    pub pub_date: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(Reporter)]
    pub editor_id: ::std::option::Option<i64>,
}

fn main() {}
