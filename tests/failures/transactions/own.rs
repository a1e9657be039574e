//! A statement of the user's own makes the database end the transaction. Nothing goes on outside a transaction.

use batchload::{Error, InTransaction, Loaders};

use super::{EMAILS, addresses};
use crate::support::cut::cut;
use crate::support::database::{Tested, test};
use crate::support::models::{NEWSROOM, Reporter};
use crate::support::runtimes::ONE;

const RENAME: &str = "UPDATE reporters SET email = 'lost' WHERE id = 1";

/// Runs a statement of the user's own, and returns its outcome.
macro_rules! run {
    ($loaders:expr, $sql:expr) => {
        match $loaders.connection().await {
            Ok(mut connection) => DB::run(&mut connection, $sql).await.map_err(Error::from),
            Err(error) => Err(error),
        }
    };
}

/// Checks that nothing runs in the transaction any more, and that it says so.
async fn has_ended<DB: batchload::Dialect>(within: InTransaction<DB>) {
    let error = within.connection().await.map(drop).unwrap_err();
    assert!(matches!(error, Error::TransactionEnded { lookup: "Loaders::connection", .. }), "{error:?}");
    let error = within.commit().await.unwrap_err();
    assert!(matches!(error, Error::TransactionEnded { lookup: "InTransaction::commit", .. }), "{error:?}");
}

test!(t14_a_deadlock_of_ones_own_ends_the_transaction, sqlx::MySql, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    for is_nested in [false, true] {
        let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        run!(outer, "UPDATE articles SET section = 'mine' WHERE id = 10").unwrap();
        let inner = if is_nested { Some(outer.begin().await.unwrap()) } else { None };
        let mut other = db.pool().acquire().await.unwrap();
        DB::run(&mut other, "BEGIN; UPDATE reporters SET email = CONCAT('other ', id)").await.unwrap();
        let waiting = tokio::spawn({
            let loaders = inner.as_ref().unwrap_or(&outer).loaders().clone();
            async move { run!(loaders, RENAME) }
        });
        // Now each transaction waits for the other. `other` has changed more, so the server rolls back the loaders'.
        DB::run(&mut other, "UPDATE articles SET section = 'other' WHERE id = 10; ROLLBACK").await.unwrap();
        waiting.await.unwrap().unwrap_err();
        // A caller that tries once more would do this.
        let again =
            run!(inner.as_ref().unwrap_or(&outer), "UPDATE reporters SET email = 'again' WHERE id = 2");
        assert!(matches!(again, Err(Error::TransactionEnded { .. })), "{again:?}");
        drop(inner);
        has_ended(outer).await;
        assert_eq!(addresses(&pool).await, EMAILS);
    }
    pool.close().await;
});

test!(t14_a_statement_that_commits_by_itself_ends_the_transaction, sqlx::MySql, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    run!(within, "UPDATE reporters SET email = 'committed' WHERE id = 1").unwrap();
    run!(within, "CREATE TABLE more (id BIGINT)").unwrap();
    let error = Reporter::by_id(&within).load(1).await.unwrap_err();
    assert!(matches!(error, Error::TransactionEnded { lookup: "Reporter::by_id", .. }), "{error:?}");
    has_ended(within).await;
    assert_eq!(addresses(&pool).await, ["committed", EMAILS[1], EMAILS[2]]);
    pool.close().await;
});

/// What the test does after the statement that ended a transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NextStep {
    AsksInner,
    CutsQuery,
    AsksOuter,
    Leaves,
}

test!(t14_a_statement_that_rolls_back_ends_the_transaction, sqlx::Sqlite, ONE, async |db| {
    db.setup(NEWSROOM).await;
    db.setup("CREATE TABLE singles (id INTEGER PRIMARY KEY); INSERT INTO singles VALUES (1)").await;
    let pool = db.pool_of_one().await;
    let steps = [NextStep::AsksInner, NextStep::CutsQuery, NextStep::AsksOuter, NextStep::Leaves];
    for (is_nested, next) in [false, true].into_iter().flat_map(|nested| steps.map(|next| (nested, next))) {
        let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        run!(outer, RENAME).unwrap();
        let inner = if is_nested { Some(outer.begin().await.unwrap()) } else { None };
        let within = inner.as_ref().unwrap_or(&outer);
        run!(within, "INSERT OR ROLLBACK INTO singles VALUES (1)").unwrap_err();
        if next == NextStep::CutsQuery {
            drop(cut(within.connection(), 0).await);
        }
        if matches!(next, NextStep::AsksInner | NextStep::CutsQuery) {
            let again = run!(within, "UPDATE reporters SET email = 'again' WHERE id = 2");
            assert!(matches!(again, Err(Error::TransactionEnded { .. })), "{again:?}");
        }
        drop(inner);
        if next == NextStep::Leaves {
            drop(outer);
        } else {
            has_ended(outer).await;
        }
        // The connection is no longer in a transaction, and its driver knows that.
        drop(Loaders::<DB>::new(pool.clone()).begin_with("BEGIN IMMEDIATE").await.unwrap());
        drop(pool.begin().await.unwrap());
        DB::script(&pool, "UPDATE reporters SET email = 'kept' WHERE id = 3").await.unwrap();
        assert_eq!(addresses(&db.pool()).await, [EMAILS[0], EMAILS[1], "kept"]);
        DB::script(&pool, &format!("UPDATE reporters SET email = '{}' WHERE id = 3", EMAILS[2]))
            .await
            .unwrap();
    }
    pool.close().await;
});

test!(t15_a_commit_of_a_transaction_that_was_ended_by_hand_is_no_success, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    run!(within, RENAME).unwrap();
    run!(within, "ROLLBACK").unwrap();
    let error = within.commit().await.unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "InTransaction::commit", .. }), "{error:?}");
    assert_eq!(addresses(&pool).await, EMAILS);
    pool.close().await;
});

test!(
    t15_a_commit_after_a_statement_of_ones_own_that_failed_is_no_success,
    sqlx::Postgres,
    ONE,
    async |db| {
        db.setup(NEWSROOM).await;
        let pool = db.pool_of_one().await;
        let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        run!(within, RENAME).unwrap();
        run!(within, "SELECT 1 / 0").unwrap_err();
        let error = within.commit().await.unwrap_err();
        assert!(matches!(error, Error::Database { lookup: "InTransaction::commit", .. }), "{error:?}");
        assert_eq!(addresses(&pool).await, EMAILS);
        pool.close().await;
    }
);
