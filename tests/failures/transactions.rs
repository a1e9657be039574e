//! A transaction that is dropped, or whose statements fail: it never does more than it was told, and others can use its
//! connection afterwards.

mod cut;
mod nested;
mod own;

use std::time::Duration;

use batchload::{Error, Loaders, One};
use sqlx::mysql::MySqlPoolOptions;
use sqlx::{Connection, Executor};

use crate::support::database::{Kind, Tested, on_every_database, on_every_database_and_runtime, test};
use crate::support::locks::Lock;
use crate::support::models::{Article, NEWSROOM, Reporter};
use crate::support::runtimes::ONE;

fn emails(reporters: &[Option<One<Reporter>>]) -> Vec<&str> {
    reporters.iter().flatten().map(|reporter| &*reporter.email).collect()
}

/// Returns the addresses of all reporters, read outside the loaders.
async fn addresses<DB: sqlx::Database>(pool: &sqlx::Pool<DB>) -> Vec<String>
where
    for<'c> &'c mut DB::Connection: sqlx::Executor<'c, Database = DB>,
    DB::Arguments: sqlx::IntoArguments<DB>,
    (String,): for<'r> sqlx::FromRow<'r, DB::Row>,
{
    let mut connection = pool.acquire().await.unwrap();
    sqlx::query_scalar("SELECT email FROM reporters ORDER BY id").fetch_all(&mut *connection).await.unwrap()
}

const EMAILS: [&str; 3] = ["ada@example.org", "grace@example.org", "idle@example.org"];

on_every_database!(t03_a_transaction_that_is_dropped_during_a_statement_ends_after_it, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    let loaders = within.loaders().clone();
    let mut lock = Lock::take(&db).await;
    let load = tokio::spawn({
        let loaders = loaders.clone();
        async move { Reporter::by_id(&loaders).load(1).await }
    });
    // Gives the load time to reach the lock, because on SQLite the lock cannot tell whether it has.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    lock.wait_for_waiter().await;
    drop(within);
    assert_eq!(pool.num_idle(), 0);
    lock.end().await;
    assert_eq!(load.await.unwrap().unwrap().unwrap().email, EMAILS[0]);
    let error = Reporter::by_id(&loaders).load(2).await.unwrap_err();
    assert!(matches!(error, Error::TransactionEnded { .. }), "{error:?}");
    assert_eq!(addresses(&pool).await, EMAILS);
    pool.close().await;
});

on_every_database_and_runtime!(
    t03_a_transaction_that_is_dropped_among_loads_gives_its_connection_back,
    async |db| {
        db.setup(NEWSROOM).await;
        let pool = db.pool_of_one().await;
        for round in 0..100 {
            let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
            // Loaders that outlive the transaction do not keep its connection.
            let kept = within.loaders().clone();
            let loads: Vec<_> = (0..3)
                .map(|task| {
                    let loaders = kept.clone();
                    tokio::spawn(async move {
                        let by_id = Reporter::by_id(&loaders).load(task).await.map(drop);
                        by_id.and(Article::by_id(&loaders).load(task).await.map(drop))
                    })
                })
                .collect();
            for _ in 0..round % 10 {
                tokio::task::yield_now().await;
            }
            drop(within);
            assert!(Reporter::by_id(&Loaders::<DB>::new(pool.clone())).load(1).await.unwrap().is_some());
            for load in loads {
                let outcome = load.await.unwrap();
                assert!(matches!(outcome, Ok(()) | Err(Error::TransactionEnded { .. })), "{outcome:?}");
            }
        }
        pool.close().await;
    }
);

on_every_database!(t04_a_connection_that_is_lost_ends_its_transaction_with_an_error, async |db| {
    if db.kind() == Kind::Sqlite {
        return; // SQLite has no connection that could be lost.
    }
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    let mut lock = Lock::take(&db).await;
    let load = tokio::spawn({
        let loaders = within.loaders().clone();
        async move { Reporter::by_id(&loaders).load(1).await }
    });
    lock.kill_waiter().await;
    let error = load.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "Reporter::by_id", .. }), "{error:?}");
    lock.end().await;
    assert!(matches!(within.connection().await, Err(Error::TransactionEnded { .. })));
    let error = within.commit().await.unwrap_err();
    assert!(matches!(error, Error::TransactionEnded { lookup: "InTransaction::commit", .. }), "{error:?}");
    assert_eq!(addresses(&pool).await, EMAILS);
    pool.close().await;
});

on_every_database!(t05_a_batch_within_a_transaction_that_takes_too_long_is_given_up_alone, async |db| {
    if db.kind() == Kind::Sqlite {
        return; // A transaction that has read keeps all others from locking.
    }
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    // Prepares the statement first, because MySQL and MariaDB lose a connection if the preparation is cut.
    Reporter::by_id(&Loaders::<DB>::new(pool.clone())).load(1).await.unwrap();
    let after = Duration::from_secs(5);
    let within = Loaders::<DB>::builder(pool.clone()).batch_timeout(after).build().begin().await.unwrap();
    let mut lock = Lock::take(&db).await;
    let load = tokio::spawn({
        let loaders = within.loaders().clone();
        async move { Reporter::by_id(&loaders).load(2).await }
    });
    lock.wait_for_waiter().await;
    tokio::time::pause();
    tokio::time::advance(after).await;
    let error = load.await.unwrap().unwrap_err();
    tokio::time::resume();
    assert!(matches!(error, Error::Timeout { loader: "Reporter::by_id", .. }), "{error:?}");
    lock.end().await;
    assert_eq!(Reporter::by_id(&within).load(3).await.unwrap().unwrap().email, EMAILS[2]);
    within.commit().await.unwrap();
    pool.close().await;
});

test!(t06_a_plan_that_went_stale_within_a_transaction_is_an_error_once, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    assert_eq!(Reporter::by_id(&loaders).load(1).await.unwrap().unwrap().email, EMAILS[0]);
    db.setup("ALTER TABLE reporters ALTER COLUMN email TYPE text").await;

    let within = loaders.begin().await.unwrap();
    let error = Reporter::by_id(&within).load(1).await.unwrap_err();
    let Error::Database { source, .. } = &error else { panic!("{error:?}") };
    assert_eq!(
        source.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref(),
        Some("0A000")
    );
    // PostgreSQL has aborted the transaction by now.
    Reporter::by_id(&within).load(2).await.unwrap_err();
    within.rollback().await.unwrap();

    let within = loaders.begin().await.unwrap();
    assert_eq!(Reporter::by_id(&within).load(1).await.unwrap().unwrap().email, EMAILS[0]);
    within.commit().await.unwrap();
    pool.close().await;
});

on_every_database!(t07_a_statement_that_begins_no_transaction_is_refused, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    let error = loaders.begin_with("SELECT 1").await.unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "Loaders::begin_with", .. }), "{error:?}");
    // This statement begins a transaction, and then fails.
    if let Err(error) = loaders.begin_with("BEGIN; SELECT id FROM missing").await {
        assert!(matches!(error, Error::Database { lookup: "Loaders::begin_with", .. }), "{error:?}");
    }
    assert_eq!(Reporter::by_id(&loaders).load(1).await.unwrap().unwrap().email, EMAILS[0]);
    DB::script(&pool, "UPDATE reporters SET email = 'kept' WHERE id = 3").await.unwrap();
    assert_eq!(addresses(&db.pool()).await[2], "kept");
    pool.close().await;
});

on_every_database!(
    t13_a_savepoint_that_is_forgotten_is_not_committed_in_place_of_the_transaction,
    async |db| {
        db.setup(NEWSROOM).await;
        let pool = db.pool_of_one().await;
        let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        let mut connection = within.connection().await.unwrap();
        std::mem::forget(connection.begin().await.unwrap());
        DB::run(&mut connection, "UPDATE reporters SET email = 'lost' WHERE id = 1").await.unwrap();
        drop(connection);
        let error = within.commit().await.unwrap_err();
        assert!(matches!(error, Error::TransactionEnded { .. }), "{error:?}");
        // The connection is no longer in a transaction.
        DB::script(&pool, "UPDATE reporters SET email = 'kept' WHERE id = 2").await.unwrap();
        drop(Loaders::<DB>::new(pool.clone()).begin().await.unwrap());
        assert_eq!(addresses(&pool).await, [EMAILS[0], "kept", EMAILS[2]]);
        pool.close().await;
    }
);

test!(t14_a_deadlock_ends_the_transaction, sqlx::MySql, ONE, async |db| {
    db.setup(NEWSROOM).await;
    // Makes loads lock what they read.
    let options = (*db.pool().connect_options()).clone();
    let pool = MySqlPoolOptions::new().after_connect(|connection, _| {
        let sql = "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE";
        Box::pin(async move { connection.execute(sql).await.map(drop) })
    });
    let pool = pool.connect_with(options).await.unwrap();
    let loaders = Loaders::<DB>::new(pool.clone());
    let within = loaders.begin().await.unwrap();
    let mut other = db.pool().acquire().await.unwrap();
    DB::run(&mut within.connection().await.unwrap(), "UPDATE articles SET section = 'mine' WHERE id = 10")
        .await
        .unwrap();
    DB::run(&mut other, "BEGIN; UPDATE reporters SET email = CONCAT('other ', id)").await.unwrap();
    let waiting = tokio::spawn({
        let loaders = within.loaders().clone();
        async move { Reporter::by_id(&loaders).load(1).await }
    });
    // Now each transaction waits for the other. `other` has changed more, so the server rolls back the loaders'.
    DB::run(&mut other, "UPDATE articles SET section = 'other' WHERE id = 10; ROLLBACK").await.unwrap();
    let error = waiting.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Database { .. }), "{error:?}");
    assert!(matches!(within.connection().await, Err(Error::TransactionEnded { .. })));
    assert!(matches!(within.commit().await, Err(Error::TransactionEnded { .. })));
    assert_eq!(Article::by_id(&loaders).load(10).await.unwrap().unwrap().section, "science");
    pool.close().await;
});

test!(t15_a_commit_after_a_failed_load_says_that_nothing_is_committed, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    DB::run(&mut within.connection().await.unwrap(), "UPDATE reporters SET email = 'lost' WHERE id = 1")
        .await
        .unwrap();
    DB::run(&mut within.connection().await.unwrap(), "ALTER TABLE articles RENAME TO gone").await.unwrap();
    Article::by_id(&within).load(10).await.unwrap_err();
    let error = within.commit().await.unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "InTransaction::commit", .. }), "{error:?}");
    assert_eq!(addresses(&pool).await, EMAILS);
    pool.close().await;
});

test!(t15_a_commit_that_is_refused_leaves_nothing, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    db.setup("ALTER TABLE articles ADD FOREIGN KEY (reporter_id) REFERENCES reporters DEFERRABLE INITIALLY DEFERRED").await;
    let pool = db.pool_of_one().await;
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    DB::run(&mut within.connection().await.unwrap(), "DELETE FROM reporters WHERE id = 1").await.unwrap();
    let error = within.commit().await.unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "InTransaction::commit", .. }), "{error:?}");
    assert_eq!(addresses(&pool).await, EMAILS);
    pool.close().await;
});

on_every_database!(t16_whoever_waits_for_a_connection_that_is_held_is_told, async |db| {
    db.setup(NEWSROOM).await;
    let after = Duration::from_secs(5);
    let within = Loaders::<DB>::builder(db.pool()).batch_timeout(after).build().begin().await.unwrap();
    let held = within.connection().await.unwrap();
    tokio::time::pause();
    let second = within.connection().await.map(drop).unwrap_err();
    assert!(matches!(second, Error::TransactionBusy { lookup: "Loaders::connection", .. }), "{second:?}");
    let load = Reporter::by_id(&within).load(1).await.unwrap_err();
    assert!(matches!(load, Error::TransactionBusy { lookup: "Reporter::by_id", .. }), "{load:?}");
    tokio::time::resume();
    drop(held);
    assert_eq!(Reporter::by_id(&within).load(1).await.unwrap().unwrap().email, EMAILS[0]);
});
