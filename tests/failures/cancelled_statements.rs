//! A statement that no caller waits for any more gives its connection back.

use std::time::Duration;

use batchload::{Error, Loaders};

use crate::support::database::on_every_database;
use crate::support::locks::Lock;
use crate::support::models::{NEWSROOM, Reporter};

on_every_database!(s05_the_statement_of_a_dropped_request_gives_its_connection_back, async |db| {
    db.setup(NEWSROOM).await;
    for driven in [false, true] {
        let pool = db.pool_of_one().await;
        let mut lock = Lock::take(&db).await;

        let loaders = Loaders::new(pool.clone());
        let request = tokio::spawn({
            let load = Reporter::by_id(&loaders).load(1);
            async move { if driven { loaders.drive(load).await } else { load.await } }
        });
        while pool.num_idle() > 0 {
            tokio::task::yield_now().await;
        }
        lock.wait_for_waiter().await;
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());

        lock.end().await;
        let found = Reporter::by_id(&Loaders::new(pool.clone())).load(1).await;
        assert_eq!(found.unwrap().unwrap().email, "ada@example.org", "driven: {driven}");
        assert_eq!(pool.size(), 1);
        pool.close().await;
    }
});

on_every_database!(b10_a_statement_that_takes_too_long_gives_its_connection_back, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let mut lock = Lock::take(&db).await;

    let after = Duration::from_secs(5);
    let loaders = Loaders::builder(pool.clone()).batch_timeout(after).build();
    let request = tokio::spawn({
        let load = Reporter::by_id(&loaders).load(1);
        async move { loaders.drive(load).await }
    });
    while pool.num_idle() > 0 {
        tokio::task::yield_now().await;
    }
    lock.wait_for_waiter().await;
    tokio::time::pause();
    tokio::time::advance(after).await;
    let error = request.await.unwrap().unwrap_err();
    tokio::time::resume();
    assert!(matches!(error, Error::Timeout { loader: "Reporter::by_id", .. }), "{error:?}");

    lock.end().await;
    let found = Reporter::by_id(&Loaders::new(pool.clone())).load(1).await;
    assert_eq!(found.unwrap().unwrap().email, "ada@example.org");
    pool.close().await;
});
