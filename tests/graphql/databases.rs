//! One schema over two databases: each resolver names the one it reads.

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Request, Schema, value};
use batchload::Loaders;
use batchload::graphql::{Batching, GetLoaders};
use futures_util::StreamExt;
use sqlx::Sqlite;

use crate::support::database::{Kind, Tested, on_every_database};
use crate::support::models::{NEWSROOM, Reporter};

/// An archive that has another address for one of the reporters.
const ARCHIVE: &str = "
    CREATE TABLE reporters (id BIGINT PRIMARY KEY, email TEXT NOT NULL UNIQUE);
    INSERT INTO reporters VALUES (1, 'countess@example.org');
";

macro_rules! schema {
    ($DB:ty) => {{
        struct Query;

        #[Object(name = "Query")]
        impl Query {
            async fn here(&self, ctx: &Context<'_>, id: i64) -> async_graphql::Result<Option<String>> {
                let found = Reporter::by_id(ctx.loaders::<$DB>()?).load(id).await?;
                Ok(found.map(|reporter| reporter.email.clone()))
            }

            async fn archived(&self, ctx: &Context<'_>, id: i64) -> async_graphql::Result<Option<String>> {
                let found = Reporter::by_id(ctx.loaders::<Sqlite>()?).load(id).await?;
                Ok(found.map(|reporter| reporter.email.clone()))
            }
        }

        Schema::build(Query, EmptyMutation, EmptySubscription)
    }};
}

on_every_database!(loaders_of_two_databases_are_told_apart, async |db| {
    // A resolver cannot tell two pools of one kind apart.
    if db.kind() == Kind::Sqlite {
        return;
    }
    db.setup(NEWSROOM).await;
    let archive = Sqlite::create("archive").await;
    Sqlite::script(&archive, ARCHIVE).await.unwrap();
    let query = "{ a: here(id: 1) b: here(id: 2) c: archived(id: 1) d: archived(id: 2) }";
    let expected =
        value!({ "a": "ada@example.org", "b": "grace@example.org", "c": "countess@example.org", "d": null });

    let wrapped = schema!(DB).finish();
    let here = || Batching::new(db.pool()).report(true);
    let there = || Batching::new(archive.clone()).report(true);
    let wrapped = here().wrap(there().wrap(wrapped));
    let extended = schema!(DB).extension(here()).extension(there()).finish();
    let report = value!({ "loads": 4, "hits": 0, "statements": 2, "keys": 4, "rows": 3 });
    for (answer, asked) in
        [db.counted(wrapped.execute(query)).await, db.counted(extended.execute(query)).await]
    {
        assert_eq!((answer.errors, &answer.data), (vec![], &expected));
        assert_eq!(answer.extensions["batchload"], report);
        assert_eq!(asked.len(), 2, "{asked:?}");
    }
    archive.close().await;
});

/// A schema that is wrapped for two databases of one kind would read from only one of them.
#[tokio::test]
async fn a_schema_that_is_wrapped_for_two_databases_of_one_kind_says_so() {
    let pool = || sqlx::SqlitePool::connect_lazy("sqlite::memory:").unwrap();
    let (here, there) = (pool(), pool());
    let schema = || schema!(Sqlite).finish();
    let twice = |outer: &sqlx::SqlitePool, inner: &sqlx::SqlitePool| {
        Batching::new(outer.clone()).wrap(Batching::new(inner.clone()).wrap(schema()))
    };

    let answer = twice(&here, &there).execute("{ __typename }").await;
    assert!(answer.errors[0].message.contains("wrapped for two databases of SQLite"), "{answer:?}");
    let answers: Vec<_> = twice(&here, &there).execute_stream("{ __typename }").collect().await;
    assert!(answers[0].errors[0].message.contains("wrapped for two databases"), "{answers:?}");
    let inner = schema!(Sqlite).extension(Batching::new(there.clone())).finish();
    let answer = Batching::new(here.clone()).wrap(inner).execute("{ __typename }").await;
    assert!(answer.errors[0].message.contains("wrapped for two databases"), "{answer:?}");

    assert_eq!(twice(&here, &here).execute("{ __typename }").await.errors, []);
    let carried = Request::new("{ __typename }").data(Loaders::new(there.clone()));
    let one = Batching::new(here).wrap(schema());
    assert_eq!(one.execute(carried).await.errors, []);
}
