//! The contract of the README: two models, each the other's relation.
#![deny(warnings, missing_docs, unsafe_code)]

use batchload::{BatchLoad, Dialect, Error, LoadFrom, Loader, Loaders, Lookup, Many, Model, One, Rows};

/// A reporter.
#[derive(Clone, Debug, sqlx::FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
#[has_many(Article, order_by(pub_date desc, id))]
#[has_many(Article, name = drafts)]
#[has_one(Article, name = first)]
pub struct Reporter {
    /// The key.
    pub id: i64,
    /// The address.
    #[batch_load(unique)]
    pub email: String,
}

/// An article.
#[derive(Clone, Debug, sqlx::FromRow, BatchLoad)]
#[batch_load(table = "articles")]
pub struct Article {
    /// The key.
    pub id: i64,
    /// The headline.
    pub headline: String,
    /// The day.
    pub pub_date: chrono::NaiveDate,
    /// The author.
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    /// The editor.
    #[belongs_to(Reporter)]
    pub editor_id: Option<i64>,
    /// The author's address.
    #[belongs_to(Reporter, name = correspondent, references = email)]
    pub correspondent_email: Option<String>,
    /// The section.
    #[batch_load(index)]
    pub section: String,
}

/// Generic over the database, with one bound for each lookup.
pub async fn generic<DB: Dialect>(reporter: &Reporter, loaders: &Loaders<DB>) -> Result<(), Error>
where
    <Reporter as Model>::ById: LoadFrom<DB>,
{
    let one: Option<One<Reporter>> = Reporter::by_id(loaders).load(reporter.id).await?;
    drop(one);
    Ok(())
}

fn main() {
    assert_eq!(Reporter::TABLE, ["reporters"]);
    assert_eq!(<Reporter as Model>::ById::NAME, "Reporter::by_id");
}

/// Shapes.
pub fn shapes<L: Lookup<Model = Article, Found = Many<Article>>, DB: Dialect>(_: &Loader<Rows<L, DB>>) {}
