//! The column that fills a field is the one that sqlx reads. A field that is compiled out has none.

use batchload::{BatchLoad, Loaders, Lookup, Model};
use sqlx::Sqlite;

#[derive(BatchLoad)]
#[batch_load(table = "news.staff")]
#[sqlx(rename_all = "camelCase", default)]
pub struct Reporter {
    #[batch_load(primary_key)]
    pub staff_number: i64,
    #[sqlx(rename = "e-mail")]
    #[batch_load(unique)]
    pub email: String,
    #[sqlx(skip)]
    pub cached: Option<Vec<u8>>,
    #[sqlx(default)]
    pub r#type: Option<String>,
    #[sqlx(try_from = "i64")]
    pub age: u64,
    #[sqlx(json)]
    pub tags: Vec<String>,
    #[sqlx(json(nullable))]
    pub address: Option<Vec<String>>,
    #[sqlx(json, try_from = "String")]
    #[cfg(any())]
    pub left_out: String,
}

#[derive(sqlx::FromRow, BatchLoad)]
#[batch_load(from_row)]
pub struct ByFromRow {
    pub id: i64,
    #[sqlx(try_from = "i64")]
    pub age: u64,
}

#[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
#[cfg_attr(all(), batch_load(table = "chosen"))]
pub struct Chosen {
    pub id: i64,
    #[cfg(any())]
    #[batch_load(index)]
    pub left_out: Nowhere,
    #[cfg(not(any()))]
    #[cfg_attr(all(), batch_load(index))]
    pub kept: i64,
}

pub async fn load(loaders: &Loaders<Sqlite>) -> Result<(), batchload::Error> {
    let _ = Reporter::by_id(loaders).load(7).await?;
    let _ = ByFromRow::by_id(loaders).load(7).await?;
    let _ = Chosen::by_kept(loaders).load(7).await?;
    Ok(())
}

fn main() {
    assert_eq!(Chosen::TABLE, ["chosen"]);
    assert_eq!(Chosen::COLUMNS.len(), 2);
    assert_eq!(Reporter::TABLE, ["news", "staff"]);
    let names: Vec<_> = Reporter::COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(names, ["staffNumber", "e-mail", "type", "age", "tags", "address"]);
    assert_eq!(<Reporter as Model>::ById::COLUMNS, ["staffNumber"]);
    assert_eq!(ByFromRow::TABLE, ["by_from_rows"]);
}
