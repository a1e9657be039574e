//! Connections of async-graphql over pages: every parent's page in one statement.

use async_graphql::connection::Connection;
use async_graphql::{
    ComplexObject, Context, EmptyMutation, EmptySubscription, Object, Result, Schema, SimpleObject, value,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, Many, One, Page};
use sqlx::FromRow;

use crate::support::database::test;
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[has_many(Line, order_by(size desc), page(default = 2, max = 4))]
struct Poem {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
struct Line {
    id: i64,
    #[batch_load(index)]
    poem_id: i64,
    size: i64,
}

#[ComplexObject]
impl Poem {
    async fn lines(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<String, One<Line>>> {
        let page = Page::from_args(first, after, last, before);
        Ok(self.load_lines_page(ctx.loaders::<sqlx::Sqlite>()?, page).await?.into())
    }
}

struct Query;

#[Object]
impl Query {
    async fn poems(&self) -> Many<Poem> {
        Many::from((1..=3).map(|id| Poem { id }).collect::<Vec<_>>())
    }
}

const LINES: &str =
    "CREATE TABLE lines (id BIGINT PRIMARY KEY, poem_id BIGINT NOT NULL, size BIGINT NOT NULL);
    INSERT INTO lines VALUES (1, 1, 7), (2, 1, 9), (3, 1, 7), (4, 2, 5)";

test!(every_parent_has_a_connection_in_one_statement, sqlx::Sqlite, ONE, async |db| {
    db.setup(LINES).await;
    let schema =
        Schema::build(Query, EmptyMutation, EmptySubscription).extension(Batching::new(db.pool())).finish();
    let query = "{ poems { lines { edges { node { id } } pageInfo { hasNextPage hasPreviousPage } }
        end: lines(last: 1) { nodes { id } pageInfo { hasPreviousPage } } } }";
    let (answer, asked) = db.counted(schema.execute(query)).await;
    assert_eq!(answer.errors, []);
    let edge = |id: i64| value!({ "node": { "id": id } });
    let lines = |edges: Vec<async_graphql::Value>, next: bool| value!({ "edges": (async_graphql::Value::List(edges)), "pageInfo": { "hasNextPage": next, "hasPreviousPage": false } });
    let poem = |lines: async_graphql::Value, last: Vec<i64>, more: bool| {
        let last = last.into_iter().map(|id| value!({ "id": id })).collect();
        value!({ "lines": lines, "end": { "nodes": (async_graphql::Value::List(last)), "pageInfo": { "hasPreviousPage": more } } })
    };
    let expected = async_graphql::Value::List(vec![
        poem(lines(vec![edge(2), edge(1)], true), vec![3], true),
        poem(lines(vec![edge(4)], false), vec![4], false),
        poem(lines(vec![], false), vec![], false),
    ]);
    assert_eq!(answer.data, value!({ "poems": expected }));
    assert_eq!(asked.len(), 1, "{asked:?}");
});

test!(a_connection_refuses_a_page_that_is_too_large, sqlx::Sqlite, ONE, async |db| {
    db.setup(LINES).await;
    let schema =
        Schema::build(Query, EmptyMutation, EmptySubscription).extension(Batching::new(db.pool())).finish();
    let answer = schema.execute("{ poems { lines(first: 5) { nodes { id } } } }").await;
    assert_eq!(
        answer.errors[0].message,
        "`Poem::lines` cannot load this page: `first` is 5; ask for at most 4 rows, and for the rest with a cursor"
    );
});
