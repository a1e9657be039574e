//! A statement that nobody waits for any more gives its connection back.

use std::time::Duration;

use batchload::{Error, Loaders};
use sqlx::Executor;

use crate::support::database::{Kind, on_every_database};
use crate::support::models::{NEWSROOM, Reporter};

/// Keeps every other connection from reading reporters, until `UNLOCK`.
fn lock(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "BEGIN EXCLUSIVE",
        Kind::Postgres => "BEGIN; LOCK TABLE reporters IN ACCESS EXCLUSIVE MODE",
        Kind::MySql => "LOCK TABLES reporters WRITE",
    }
}

fn unlock(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite | Kind::Postgres => "ROLLBACK",
        Kind::MySql => "UNLOCK TABLES",
    }
}

/// How many statements wait for a lock. SQLite cannot say.
fn waiting(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Sqlite => None,
        Kind::Postgres => Some("SELECT count(*) FROM pg_locks WHERE NOT granted"),
        Kind::MySql => {
            Some("SELECT count(*) FROM information_schema.processlist WHERE state LIKE 'Waiting for table%'")
        }
    }
}

/// Waits until a statement has the only connection, and waits for the lock that `$other` holds.
macro_rules! is_under_way {
    ($DB:ty, $kind:expr, $pool:expr, $other:expr) => {
        while $pool.num_idle() > 0 {
            tokio::task::yield_now().await;
        }
        if let Some(waiting) = waiting($kind) {
            while sqlx::query_scalar::<$DB, i64>(waiting).fetch_one(&mut *$other).await.unwrap() == 0 {}
        }
    };
}

on_every_database!(the_statement_of_a_dropped_request_gives_its_connection_back, async |db| {
    db.setup(NEWSROOM).await;
    for driven in [false, true] {
        let pool = db.pool_of_one().await;
        let mut other = db.pool().acquire().await.unwrap();
        (&mut *other).execute(sqlx::raw_sql(lock(db.kind()))).await.unwrap();

        let loaders = Loaders::new(pool.clone());
        let request = tokio::spawn({
            let load = Reporter::by_id(&loaders).load(1);
            async move { if driven { loaders.drive(load).await } else { load.await } }
        });
        is_under_way!(DB, db.kind(), pool, other);
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());

        (&mut *other).execute(sqlx::raw_sql(unlock(db.kind()))).await.unwrap();
        let found = Reporter::by_id(&Loaders::new(pool.clone())).load(1).await;
        assert_eq!(found.unwrap().unwrap().email, "ada@example.org", "driven: {driven}");
        assert_eq!(pool.size(), 1);
        pool.close().await;
    }
});

on_every_database!(a_statement_that_takes_too_long_gives_its_connection_back, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let mut other = db.pool().acquire().await.unwrap();
    (&mut *other).execute(sqlx::raw_sql(lock(db.kind()))).await.unwrap();

    let after = Duration::from_secs(5);
    let loaders = Loaders::builder(pool.clone()).batch_timeout(after).build();
    let request = tokio::spawn({
        let load = Reporter::by_id(&loaders).load(1);
        async move { loaders.drive(load).await }
    });
    is_under_way!(DB, db.kind(), pool, other);
    tokio::time::pause();
    tokio::time::advance(after).await;
    let error = request.await.unwrap().unwrap_err();
    tokio::time::resume();
    assert!(matches!(error, Error::Timeout { loader: "Reporter::by_id", .. }), "{error:?}");

    (&mut *other).execute(sqlx::raw_sql(unlock(db.kind()))).await.unwrap();
    let found = Reporter::by_id(&Loaders::new(pool.clone())).load(1).await;
    assert_eq!(found.unwrap().unwrap().email, "ada@example.org");
    pool.close().await;
});
