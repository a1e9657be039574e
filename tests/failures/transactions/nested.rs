//! A nested transaction that goes wrong: the outer one goes on as it was, or ends and says so.

use std::time::Duration;

use batchload::{Error, Loaders};
use sqlx::Connection;

use super::{EMAILS, addresses, emails};
use crate::support::cut::cut;
use crate::support::database::{Kind, Tested, on_every_database, test};
use crate::support::locks::Lock;
use crate::support::models::{Article, NEWSROOM, Reporter, rename};
use crate::support::runtimes::ONE;

on_every_database!(t17_an_end_within_another_that_is_cut_leaves_all_or_nothing_of_both, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    for round in 0..64 {
        let (is_commit, is_kept, waits) = (round % 2 == 0, round / 2 % 2 == 0, round / 4 % 4);
        let outer = loaders.begin().await.unwrap();
        rename(&outer, 1, "outer").await;
        let inner = outer.begin().await.unwrap();
        rename(&inner, 2, "inner").await;
        let end = async { if is_commit { inner.commit().await } else { inner.rollback().await } };
        let end = cut(end, waits).await;
        let seen = Reporter::by_id(&outer).load_many([1, 2, 3]).await;
        let without = ["outer", EMAILS[1], EMAILS[2]];
        let left = if is_commit { ["outer", "inner", EMAILS[2]] } else { without };
        let expected = match (&seen, end) {
            (Ok(found), Some(Ok(()))) => {
                assert_eq!(emails(found), left);
                Some(left)
            }
            (Ok(found), None) if emails(found) == left => Some(left),
            (Ok(found), None) => {
                assert_eq!(emails(found), without);
                Some(without)
            }
            (Err(Error::TransactionEnded { .. }), None) if db.kind() != Kind::Sqlite => None,
            other => panic!("{other:?}"),
        };
        let outcome = if is_kept { outer.commit().await } else { outer.rollback().await };
        match (expected, outcome) {
            (Some(expected), Ok(())) => {
                assert_eq!(addresses(&pool).await, if is_kept { expected } else { EMAILS });
            }
            (None, Err(Error::TransactionEnded { .. })) => assert_eq!(addresses(&pool).await, EMAILS),
            other => panic!("{other:?}"),
        }
        for (id, email) in (1..).zip(EMAILS) {
            rename(&loaders, id, email).await;
        }
    }
    pool.close().await;
});

on_every_database!(t17_a_beginning_within_another_that_is_cut_commits_nothing_by_halves, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    for waits in [0, 1, 2, 3, 0, 1, 2, 3] {
        let outer = loaders.begin().await.unwrap();
        rename(&outer, 1, "outer").await;
        // After this load, nothing has to be asked before the inner transaction begins.
        Reporter::by_id(&outer).load(1).await.unwrap();
        drop(cut(outer.begin(), waits).await);
        match Reporter::by_id(&outer).load_many([1, 2, 3]).await {
            Ok(found) => {
                assert_eq!(emails(&found), ["outer", EMAILS[1], EMAILS[2]]);
                outer.commit().await.unwrap();
                assert_eq!(addresses(&pool).await, ["outer", EMAILS[1], EMAILS[2]]);
                rename(&loaders, 1, EMAILS[0]).await;
            }
            Err(Error::TransactionEnded { .. }) if db.kind() != Kind::Sqlite => {
                outer.commit().await.unwrap_err();
                assert_eq!(addresses(&pool).await, EMAILS);
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    pool.close().await;
});

on_every_database!(t17_a_load_within_another_that_is_cut_leaves_what_is_around_it, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    for round in 0..40 {
        let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        rename(&outer, 1, "outer").await;
        let inner = outer.begin().await.unwrap();
        rename(&inner, 2, "inner").await;
        let was_cut = cut(inner.drive(Article::by_id(&inner).load(10)), round % 4).await.is_none();
        drop(inner);
        match Reporter::by_id(&outer).load_many([1, 2, 3]).await {
            Ok(found) => {
                assert_eq!(emails(&found), ["outer", EMAILS[1], EMAILS[2]]);
                outer.rollback().await.unwrap();
            }
            Err(Error::TransactionEnded { .. } | Error::Database { .. })
                if was_cut && db.kind() == Kind::MySql =>
            {
                outer.commit().await.unwrap_err();
            }
            Err(error) => panic!("{error:?}"),
        }
        assert_eq!(addresses(&pool).await, EMAILS);
    }
    pool.close().await;
});

on_every_database!(t17_a_connection_that_is_lost_within_another_ends_both, async |db| {
    if db.kind() == Kind::Sqlite {
        return; // SQLite has no connection that could be lost.
    }
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    DB::run(&mut outer.connection().await.unwrap(), "DELETE FROM articles").await.unwrap();
    let inner = outer.begin().await.unwrap();
    let mut lock = Lock::take(&db).await;
    let load = tokio::spawn({
        let loaders = inner.loaders().clone();
        async move { Reporter::by_id(&loaders).load(1).await }
    });
    lock.kill_waiter().await;
    let error = load.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "Reporter::by_id", .. }), "{error:?}");
    lock.end().await;
    let error = inner.commit().await.unwrap_err();
    assert!(matches!(error, Error::TransactionEnded { .. }), "{error:?}");
    let error = outer.commit().await.unwrap_err();
    assert!(matches!(error, Error::TransactionEnded { .. } | Error::Database { .. }), "{error:?}");
    assert_eq!(Article::by_id(&Loaders::<DB>::new(pool.clone())).load(10).await.unwrap().unwrap().id, 10);
    pool.close().await;
});

test!(t17_a_failure_within_another_is_rolled_back_alone, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    rename(&outer, 1, "outer").await;
    let inner = outer.begin().await.unwrap();
    DB::run(&mut inner.connection().await.unwrap(), "ALTER TABLE articles RENAME TO gone").await.unwrap();
    Article::by_id(&inner).load(10).await.unwrap_err();
    let error = inner.commit().await.unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "InTransaction::commit", .. }), "{error:?}");
    assert_eq!(Article::by_id(&outer).load(10).await.unwrap().unwrap().id, 10);
    outer.commit().await.unwrap();
    assert_eq!(addresses(&pool).await[0], "outer");
    pool.close().await;
});

test!(t17_a_failure_of_a_third_level_leaves_the_first, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    rename(&outer, 1, "outer").await;
    let inner = outer.begin().await.unwrap();
    DB::run(&mut inner.connection().await.unwrap(), "SELECT 1 / 0").await.unwrap_err();
    let error = inner.begin().await.map(drop).unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "Loaders::begin", .. }), "{error:?}");
    assert!(matches!(inner.commit().await, Err(Error::TransactionEnded { .. })));
    outer.commit().await.unwrap();
    assert_eq!(addresses(&pool).await[0], "outer");
    pool.close().await;
});

on_every_database!(t17_a_savepoint_that_is_cut_within_another_leaves_what_is_around_it, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    for waits in [0, 1, 2, 0, 1, 2] {
        let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        rename(&outer, 1, "outer").await;
        let inner = outer.begin().await.unwrap();
        rename(&inner, 2, "inner").await;
        let mut connection = inner.connection().await.unwrap();
        let was_cut = cut(connection.begin(), waits).await.is_none();
        drop(connection);
        drop(inner);
        match Reporter::by_id(&outer).load_many([1, 2, 3]).await {
            Ok(found) => assert_eq!(emails(&found), ["outer", EMAILS[1], EMAILS[2]]),
            // PostgreSQL's driver rolls back twice.
            Err(error) => {
                assert!(was_cut && db.kind() == Kind::Postgres, "{error:?}");
                assert!(matches!(error, Error::TransactionEnded { .. }), "{error:?}");
            }
        }
        drop(outer);
        assert_eq!(addresses(&pool).await, EMAILS);
    }
    pool.close().await;
});

test!(t17_an_error_within_another_that_comes_late_is_not_told_around_it, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    rename(&outer, 1, "outer").await;
    let inner = outer.begin().await.unwrap();
    DB::run(&mut inner.connection().await.unwrap(), "SET LOCAL statement_timeout = 20").await.unwrap();
    let mut connection = inner.connection().await.unwrap();
    assert!(cut(DB::run(&mut connection, "SELECT pg_sleep(60)"), 0).await.is_none());
    drop(connection);
    drop(inner);
    outer.commit().await.unwrap();
    assert_eq!(addresses(&pool).await[0], "outer");
    pool.close().await;
});

on_every_database!(t16_whoever_loads_around_an_open_one_is_told, async |db| {
    db.setup(NEWSROOM).await;
    let after = Duration::from_secs(5);
    let outer = Loaders::<DB>::builder(db.pool()).batch_timeout(after).build().begin().await.unwrap();
    let inner = outer.begin().await.unwrap();
    tokio::time::pause();
    let load = Reporter::by_id(&outer).load(1).await.unwrap_err();
    assert!(matches!(load, Error::TransactionBusy { lookup: "Reporter::by_id", .. }), "{load:?}");
    let second = outer.begin().await.map(drop).unwrap_err();
    assert!(matches!(second, Error::TransactionBusy { lookup: "Loaders::begin", .. }), "{second:?}");
    tokio::time::resume();
    inner.commit().await.unwrap();
    assert_eq!(Reporter::by_id(&outer).load(1).await.unwrap().unwrap().email, EMAILS[0]);

    let inner = outer.begin().await.unwrap();
    rename(&inner, 1, "lost").await;
    tokio::time::pause();
    let error = outer.commit().await.unwrap_err();
    assert!(matches!(error, Error::TransactionBusy { lookup: "InTransaction::commit", .. }), "{error:?}");
    tokio::time::resume();
    inner.commit().await.unwrap();
    assert_eq!(addresses(&db.pool()).await, EMAILS);
});
