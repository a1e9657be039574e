//! Which loads go together in one execution, which do not, and how an execution reports what it cost.

use async_graphql::{BatchRequest, Executor, Request, value};
use batchload::graphql::Batching;

use super::newsroom::{Newsroom, served};
use crate::support::database::{on_every_database, on_every_database_and_runtime};
use crate::support::models::NEWSROOM;

on_every_database_and_runtime!(aliases_of_a_field_are_one_statement, async |db| {
    db.setup(NEWSROOM).await;
    let query = "{ a: reporter(id: 1) { email } b: reporter(id: 2) { email } c: reporter(id: 1) { id } d: reporter(id: 9) { id } }";
    let (answer, asked) = db.counted(served(db.pool()).execute(query)).await;

    let expected = value!({
        "a": { "email": "ada@example.org" },
        "b": { "email": "grace@example.org" },
        "c": { "id": 1 },
        "d": null,
    });
    assert_eq!((answer.errors, answer.data), (vec![], expected));
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(operations_of_a_batch_share_nothing, async |db| {
    db.setup(NEWSROOM).await;
    let schema = served(db.pool());
    // Both requests are about one reporter, so that shared loaders would need fewer statements.
    let requests = ["{ reporter(id: 2) { email } }", "{ reporter(id: 2) { articles { id } } }"];
    let requests = BatchRequest::Batch(requests.map(Request::new).into());

    let (answer, asked) = db.counted(Executor::execute_batch(&schema, requests)).await;

    let async_graphql::BatchResponse::Batch(answers) = answer else {
        panic!("two answers to two operations")
    };
    let answers: Vec<_> = answers.into_iter().map(|answer| answer.data).collect();
    let expected = [
        value!({ "reporter": { "email": "grace@example.org" } }),
        value!({ "reporter": { "articles": [{ "id": 12 }, { "id": 13 }] } }),
    ];
    assert_eq!(answers, expected);
    assert_eq!(asked.len(), 3, "{asked:?}");
});

on_every_database!(a_loader_of_async_graphql_is_batched_with_the_rest, async |db| {
    db.setup(NEWSROOM).await;
    let schema = Batching::new(db.pool()).report(true).wrap(DB::schema());
    let (answer, asked) = db.counted(schema.execute("{ reporters { nickname } }")).await;

    let names = value!([{ "nickname": "no. 1" }, { "nickname": "no. 2" }, { "nickname": null }]);
    assert_eq!((answer.errors, answer.data), (vec![], value!({ "reporters": names })));
    assert_eq!(asked.len(), 1, "{asked:?}");
    // The report counts one call of the loader, which the database does not see.
    let report = value!({ "loads": 3, "hits": 0, "statements": 1, "keys": 3, "rows": 2 });
    assert_eq!(answer.extensions["batchload"], report);
});

on_every_database!(a_report_tells_what_an_execution_cost, async |db| {
    db.setup(NEWSROOM).await;
    let query = r#"{ sections(names: ["science", "nature"]) { reporter { id } editor { id } } }"#;
    let batching = Batching::new(db.pool()).report(true);
    let answers = [
        batching.clone().wrap(DB::schema()).execute(query).await,
        DB::extended(batching.clone()).execute(Request::new(query)).await,
        // The next execution does not report what the first one cost.
        batching.wrap(DB::schema()).execute(query).await,
    ];
    for answer in answers {
        assert_eq!(answer.errors, []);
        // Loads of two sections, five reporters and four editors. Only two sections and two people are asked for.
        let report = value!({ "loads": 11, "hits": 7, "statements": 2, "keys": 4, "rows": 7 });
        assert_eq!(answer.extensions["batchload"], report);
    }
});

on_every_database!(without_being_asked_nothing_is_reported, async |db| {
    db.setup(NEWSROOM).await;
    let answer = served(db.pool()).execute("{ reporter(id: 1) { id } }").await;
    assert!(answer.extensions.is_empty(), "{:?}", answer.extensions);
});
