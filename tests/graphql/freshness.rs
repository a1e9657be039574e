//! Every execution starts with empty loaders: nobody sees what another user was shown, or what was true before.

use async_graphql::parser::parse_query;
use async_graphql::{Executor, Request, Value, value};
use batchload::Loaders;
use batchload::graphql::Batching;
use futures_util::future::join;
use futures_util::stream::StreamExt;

use super::newsroom::{Newsroom, served};
use crate::support::database::{Database, on_every_database, on_every_database_and_runtime};
use crate::support::models::NEWSROOM;

const RENAME: &str = "UPDATE reporters SET email = 'lovelace@example.org' WHERE id = 1";

on_every_database!(a_query_sees_what_changed_after_the_one_before, async |db| {
    db.setup(NEWSROOM).await;
    let schema = served(db.pool());
    let query = "{ reporter(id: 1) { email } }";

    let before = schema.execute(query).await;
    db.setup(RENAME).await;
    let (after, asked) = db.counted(schema.execute(query)).await;

    assert_eq!(before.data, value!({ "reporter": { "email": "ada@example.org" } }));
    assert_eq!(after.data, value!({ "reporter": { "email": "lovelace@example.org" } }));
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(c10_a_mutation_starts_with_empty_loaders, async |db| {
    db.setup(NEWSROOM).await;
    let schema = served(db.pool());
    schema.execute("{ reporters { email } }").await;

    let (renamed, asked) = db.counted(schema.execute("mutation { rename { email } }")).await;

    assert_eq!(renamed.data, value!({ "rename": { "email": "lovelace@example.org" } }));
    // The row before, the change and the row after.
    assert_eq!(asked.len(), 3, "{asked:?}");
    let after = schema.execute("{ reporter(id: 1) { email } }").await;
    assert_eq!(after.data, value!({ "reporter": { "email": "lovelace@example.org" } }));
});

// Over a stream as well, an operation that is not a subscription keeps its rows until it has answered.
on_every_database!(a_mutation_over_a_stream_is_one_execution, async |db| {
    db.setup(NEWSROOM).await;
    let schema = Batching::new(db.pool()).report(true).wrap(DB::schema());
    let mut responses = schema.execute_stream("mutation { rename { email } }");

    let (renamed, asked) = db.counted(responses.next()).await;

    let renamed = renamed.unwrap();
    assert_eq!(renamed.data, value!({ "rename": { "email": "lovelace@example.org" } }));
    assert_eq!(asked.len(), 3, "{asked:?}");
    let report = value!({ "loads": 2, "hits": 0, "statements": 2, "keys": 2, "rows": 2 });
    assert_eq!(renamed.extensions["batchload"], report);
    assert!(responses.next().await.is_none());
});

on_every_database!(
    a_query_over_a_stream_is_one_execution_beside_a_subscription_or_parsed_ahead,
    async |db| {
        db.setup(NEWSROOM).await;
        let schema = Batching::new(db.pool()).report(true).wrap(DB::schema());
        let named = Request::new("query Q { twice { email } } subscription S { edits(count: 1) { number } }");
        let mut parsed = Request::new("");
        parsed.set_parsed_query(parse_query("{ twice { email } }").unwrap());
        for request in [named.operation_name("Q"), parsed] {
            let answer = schema.execute_stream(request).next().await.unwrap();
            assert_eq!(answer.errors, []);
            let report = value!({ "loads": 2, "hits": 1, "statements": 1, "keys": 1, "rows": 1 });
            assert_eq!(answer.extensions["batchload"], report);
        }
    }
);

/// Returns two events of one subscription, between which a row changes.
async fn events<DB: Newsroom>(schema: impl Executor, db: &Database<DB>) -> Vec<(Value, usize)> {
    let request = Request::new("subscription { edits(count: 2) { number reporters { email } } }");
    let mut events = schema.execute_stream(request, None);
    let (first, asked_first) = db.counted(events.next()).await;
    db.setup(RENAME).await;
    let (second, asked_second) = db.counted(events.next()).await;
    assert!(events.next().await.is_none());
    [(first, asked_first), (second, asked_second)]
        .into_iter()
        .map(|(event, asked)| {
            let event = event.unwrap();
            assert_eq!(event.errors, []);
            (event.data, asked.len())
        })
        .collect()
}

fn expected() -> Vec<(Value, usize)> {
    let event = |number: usize, email: &str| value!({ "edits": { "number": number, "reporters": [{ "email": email }, { "email": "grace@example.org" }] } });
    vec![(event(0, "ada@example.org"), 1), (event(1, "lovelace@example.org"), 1)]
}

on_every_database!(c11_an_event_sees_what_changed_after_the_one_before, async |db| {
    db.setup(NEWSROOM).await;
    assert_eq!(events(served(db.pool()), &db).await, expected());
});

on_every_database!(c11_an_event_of_an_extended_schema_does_so_too, async |db| {
    db.setup(NEWSROOM).await;
    let schema = DB::extended(Batching::new(db.pool()));
    assert_eq!(events(schema, &db).await, expected());
});

on_every_database_and_runtime!(requests_at_the_same_time_share_nothing, async |db| {
    db.setup(NEWSROOM).await;
    let schema = served(db.pool());
    let query = "{ reporter(id: 1) { email articles { id } } }";

    let ((one, other), asked) = db.counted(join(schema.execute(query), schema.execute(query))).await;

    let articles = value!([{ "id": 10 }, { "id": 11 }, { "id": 14 }]);
    let expected = value!({ "reporter": { "email": "ada@example.org", "articles": articles } });
    assert_eq!((one.data, other.data), (expected.clone(), expected));
    assert_eq!(asked.len(), 4, "{asked:?}");
});

/// Executes one request after the other, all of which carry the same loaders.
async fn carried<DB: Newsroom>(schema: impl Executor, db: &Database<DB>) {
    let loaders = Loaders::<DB>::builder(db.pool()).max_batch_size(1).build();
    let ask = || schema.execute(Request::new("{ reporters { articles { id } } }").data(loaders.clone()));
    for _ in 0..2 {
        let (answer, asked) = db.counted(ask()).await;
        assert_eq!(answer.errors, []);
        // The resolver's own statement, and one for each of three keys, which shows that these loaders were used.
        assert_eq!(asked.len(), 4, "{asked:?}");
        assert_eq!(loaders.stats().statements, 3);
    }
}

/// A row that a handler primed is known to the first request that carries the loaders, and to no later one.
async fn carried_with_a_row<DB: Newsroom>(schema: impl Executor, db: &Database<DB>) {
    let loaders = Loaders::<DB>::new(db.pool());
    DB::prime_reporter(&loaders, 1, "primed@example.org");
    for (email, statements) in [("primed@example.org", 0), ("ada@example.org", 1)] {
        let request = Request::new("{ reporter(id: 1) { email } }").data(loaders.clone());
        let answer = schema.execute(request).await;
        assert_eq!(answer.data, value!({ "reporter": { "email": email } }));
        assert_eq!(loaders.stats().statements, statements);
    }
}

on_every_database!(rows_that_loaders_know_are_known_to_the_request_that_carries_them, async |db| {
    db.setup(NEWSROOM).await;
    carried_with_a_row(served(db.pool()), &db).await;
    carried_with_a_row(DB::extended(Batching::new(db.pool())), &db).await;
});

// All users would share their cache.
on_every_database!(loaders_in_the_data_of_a_schema_are_refused, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let schema = DB::holding(loaders.clone());
    let asked = || Request::new("{ reporter(id: 1) { email } }");
    // They are refused in a request that nothing drives as well.
    for request in [asked(), asked().data(loaders.clone())] {
        let answer = schema.execute(request).await;
        let [error] = &answer.errors[..] else { panic!("{answer:?}") };
        assert!(error.message.contains("its users would share them"), "{}", error.message);
    }
    assert_eq!(loaders.stats().loads, 0);
    let answer = Batching::new(db.pool()).wrap(schema).execute(asked()).await;
    assert_eq!(answer.data, value!({ "reporter": { "email": "ada@example.org" } }));
    assert_eq!(loaders.stats().loads, 0);
});

on_every_database!(a_request_is_executed_with_the_loaders_it_carries_and_another_starts_empty, async |db| {
    db.setup(NEWSROOM).await;
    carried(served(db.pool()), &db).await;
    carried(DB::extended(Batching::new(db.pool())), &db).await;
});
