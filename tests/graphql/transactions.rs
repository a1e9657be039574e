//! Resolvers within a transaction: that of a mutation, or of a whole request.

use async_graphql::{Request, value};
use batchload::Loaders;
use futures_util::StreamExt;

use super::newsroom::served;
use crate::support::database::{Tested, on_every_database_and_runtime};
use crate::support::models::NEWSROOM;

on_every_database_and_runtime!(
    a_mutation_loads_within_its_transaction_and_sees_its_rows_afterwards,
    async |db| {
        db.setup(NEWSROOM).await;
        let (answer, asked) =
            db.counted(served(db.pool()).execute("mutation { renameWithin { email } }")).await;
        let emails = ["ada@example.org", "lovelace@example.org", "lovelace@example.org"];
        assert_eq!(answer.errors, []);
        assert_eq!(answer.data, value!({ "renameWithin": emails.map(|email| value!({ "email": email })) }));
        let loads = asked.iter().filter(|statement| statement.starts_with("SELECT")).count();
        assert_eq!(loads, 3, "{asked:?}");
    }
);

on_every_database_and_runtime!(
    a_request_that_carries_loaders_within_a_transaction_is_executed_there,
    async |db| {
        db.setup(NEWSROOM).await;
        let pool = db.pool_of_one().await;
        let schema = served(pool.clone());
        let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        let mut connection = within.connection().await.unwrap();
        DB::run(&mut connection, "UPDATE articles SET headline = 'Steam' WHERE id = 10").await.unwrap();
        drop(connection);

        let request = Request::new("{ reporter(id: 1) { articles { headline reporter { email } } } }");
        let answer = schema.execute(request.data(within.loaders().clone())).await;
        assert_eq!(answer.errors, []);
        let article = |headline| value!({ "headline": headline, "reporter": { "email": "ada@example.org" } });
        let articles = ["Steam", "Notes", "Weather"].map(article);
        assert_eq!(answer.data, value!({ "reporter": { "articles": articles } }));
        assert_eq!(within.stats().statements, 2);
        within.rollback().await.unwrap();

        let after = schema.execute("{ reporter(id: 1) { articles { headline } } }").await;
        let articles = ["Engines", "Notes", "Weather"].map(|headline| value!({ "headline": headline }));
        assert_eq!(after.data, value!({ "reporter": { "articles": articles } }));
        pool.close().await;
    }
);

on_every_database_and_runtime!(
    a_mutation_of_a_request_within_a_transaction_is_rolled_back_with_it,
    async |db| {
        db.setup(NEWSROOM).await;
        let pool = db.pool_of_one().await;
        let schema = served(pool.clone());
        let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        let request = |query: &str| Request::new(query).data(within.loaders().clone());
        let renamed = schema.execute(request("mutation { rename { email } }")).await;
        assert_eq!(renamed.data, value!({ "rename": { "email": "lovelace@example.org" } }));
        let seen = schema.execute(request("{ reporter(id: 1) { email } }")).await;
        assert_eq!(seen.data, value!({ "reporter": { "email": "lovelace@example.org" } }));
        within.rollback().await.unwrap();

        let after = schema.execute("{ reporter(id: 1) { email } }").await;
        assert_eq!(after.data, value!({ "reporter": { "email": "ada@example.org" } }));
        pool.close().await;
    }
);

on_every_database_and_runtime!(
    a_mutation_that_begins_a_transaction_is_rolled_back_with_that_of_its_request,
    async |db| {
        db.setup(NEWSROOM).await;
        let pool = db.pool_of_one().await;
        let schema = served(pool.clone());
        let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        let request = Request::new("mutation { renameWithin { email } }").data(within.loaders().clone());
        let renamed = schema.execute(request).await;
        assert_eq!(renamed.errors, []);
        let emails = ["ada@example.org", "lovelace@example.org", "lovelace@example.org"];
        assert_eq!(renamed.data, value!({ "renameWithin": emails.map(|email| value!({ "email": email })) }));
        within.rollback().await.unwrap();

        let after = schema.execute("{ reporter(id: 1) { email } }").await;
        assert_eq!(after.data, value!({ "reporter": { "email": "ada@example.org" } }));
        pool.close().await;
    }
);

on_every_database_and_runtime!(
    a_request_that_carries_its_transaction_is_rolled_back_at_its_end,
    async |db| {
        db.setup(NEWSROOM).await;
        let pool = db.pool_of_one().await;
        let schema = served(pool.clone());
        let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        let renamed = schema.execute(Request::new("mutation { rename { email } }").data(within)).await;
        assert_eq!(renamed.data, value!({ "rename": { "email": "lovelace@example.org" } }));
        let after = schema.execute("{ reporter(id: 1) { email } }").await;
        assert_eq!(after.data, value!({ "reporter": { "email": "ada@example.org" } }));
        pool.close().await;
    }
);

on_every_database_and_runtime!(events_of_a_request_within_a_transaction_are_resolved_there, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let schema = served(pool.clone());
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    let rename = "UPDATE reporters SET email = 'lovelace@example.org' WHERE id = 1";
    DB::run(&mut within.connection().await.unwrap(), rename).await.unwrap();
    let request = Request::new("subscription { edits(count: 2) { reporters { email } } }");
    let events: Vec<_> = schema.execute_stream(request.data(within.loaders().clone())).collect().await;
    let emails = ["lovelace@example.org", "grace@example.org"].map(|email| value!({ "email": email }));
    assert_eq!(events.len(), 2);
    for event in events {
        assert_eq!(event.data, value!({ "edits": { "reporters": emails.clone() } }));
    }
    within.rollback().await.unwrap();
    pool.close().await;
});
