//! Raw names, and (M13) names that generated code uses itself.
#![deny(warnings)]
#![allow(non_camel_case_types)]

use batchload::{BatchLoad, Loaders, Lookup, Model};
use sqlx::Sqlite;

#[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
#[has_many(r#fn, name = r#loop, foreign_key = r#type, order_by(r#match desc))]
pub struct r#struct {
    pub id: i64,
    #[batch_load(unique)]
    pub r#type: String,
}

#[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
pub struct r#fn {
    #[batch_load(primary_key)]
    pub r#match: i64,
    #[belongs_to(r#struct, name = r#enum)]
    pub r#type: i64,
    #[belongs_to(r#struct, name = other, references = type)]
    pub r#use: Option<String>,
}

#[derive(BatchLoad)]
#[has_many(Locals, name = all, foreign_key = DB)]
#[has_many(Locals, name = keys, foreign_key = key, order_by(row))]
#[allow(non_snake_case)]
pub struct Locals {
    pub id: i64,
    #[batch_load(index)]
    pub row: i64,
    #[batch_load(index)]
    pub key: i64,
    #[batch_load(index)]
    pub keys: i64,
    #[batch_load(index)]
    pub DB: i64,
    #[batch_load(unique)]
    pub loaders: i64,
    pub __row: i64,
    pub __DB: i64,
    pub Field: i64,
    pub self_: i64,
    pub f: i64,
    pub from_columns: i64,
}

/// Without `__row`, which `FromRow` does not support.
#[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
#[has_many(Locals, name = rows, foreign_key = row)]
pub struct Shared {
    #[batch_load(primary_key)]
    pub row: i64,
    #[batch_load(unique)]
    pub ctx: i64,
    #[belongs_to(Locals, name = keys)]
    pub keys: i64,
    #[belongs_to(Locals, name = value)]
    pub value: Option<i64>,
    #[batch_load(index)]
    pub fields: String,
    #[batch_load(index)]
    pub loaders: i64,
    pub e: i64,
    pub i: i64,
    pub f: i64,
}

/// Names that are raw in one place and plain in another. They are the same names.
#[derive(sqlx::FromRow, BatchLoad)]
#[batch_load(index(name, gen))]
#[has_many(Spelt, name = others, foreign_key = r#gen, order_by(gen desc, r#number, name), min(number))]
#[ancestors(foreign_key = r#parent_id)]
pub struct Spelt {
    pub id: i64,
    #[batch_load(index)]
    pub r#gen: i64,
    pub r#name: String,
    pub number: i64,
    pub parent_id: i64,
}

pub async fn load(raw: &r#fn, locals: &Locals, loaders: &Loaders<Sqlite>) -> Result<(), batchload::Error> {
    let parent = raw.load_enum(loaders).await?;
    let _ = raw.load_other(loaders).await?;
    let _ = parent.load_loop(loaders).await?;
    let _ = r#struct::by_type(loaders).load(String::new()).await?;
    let _ = locals.load_all(loaders).await?;
    let _ = Locals::by_DB(loaders).load(1).await?;
    Ok(())
}

fn main() {
    assert_eq!(r#struct::NAME, "struct");
    assert_eq!(r#struct::TABLE, ["structs"]);
    assert_eq!(r#fn::COLUMNS[1].name, "type");
    assert_eq!(r#fn::ORDER[0].column, "match");
    assert_eq!(<r#fn as Model>::ById::NAME, "fn::by_id");
}
