//! A lazy column as a field of a GraphQL object: loaded only if somebody selects it.

use async_graphql::{
    ComplexObject, Context, EmptyMutation, EmptySubscription, Object, Result, Schema, SimpleObject, value,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, Lazy, Many, One};
use sqlx::{FromRow, Sqlite};

use super::PAGES;
use crate::support::database::test;
use crate::support::runtimes::Flavour;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
struct Page {
    id: i64,
    #[batch_load(index)]
    #[graphql(skip)]
    site: i64,
    #[batch_load(lazy)]
    #[sqlx(default)]
    #[graphql(skip)]
    body: Lazy<String>,
}

#[ComplexObject]
impl Page {
    async fn body(&self, ctx: &Context<'_>) -> Result<One<String>> {
        Ok(self.load_body(ctx.loaders::<Sqlite>()?).await?)
    }
}

struct Query;

#[Object]
impl Query {
    async fn pages(&self, ctx: &Context<'_>, site: i64) -> Result<Many<Page>> {
        Ok(Page::by_site(ctx.loaders::<Sqlite>()?).load(site).await?)
    }
}

test!(a_lazy_column_is_loaded_if_it_is_selected, Sqlite, &[Flavour::CurrentThread], async |db| {
    db.setup(PAGES).await;
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let served = Batching::new(db.pool()).wrap(schema);

    let (answer, asked) = db.counted(served.execute("{ pages(site: 1) { id } }")).await;
    assert_eq!(answer.data, value!({ "pages": [{ "id": 1 }, { "id": 2 }] }));
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (answer, asked) = db.counted(served.execute("{ pages(site: 1) { body } }")).await;
    assert_eq!(answer.data, value!({ "pages": [{ "body": "One" }, { "body": "Two" }] }));
    assert_eq!(asked.len(), 2, "{asked:?}");
});
