//! Work in a transaction is dropped at any point.

use batchload::{Error, Loaders};
use sqlx::{AssertSqlSafe, Connection};

use super::{EMAILS, addresses, emails};
use crate::support::cut::cut;
use crate::support::database::{Kind, Tested, on_every_database};
use crate::support::models::{Article, NEWSROOM, Reporter};

on_every_database!(t01_a_load_that_is_cut_anywhere_gives_no_other_load_its_rows, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    for round in 0..60 {
        let loaders = Loaders::<DB>::new(pool.clone());
        let within = loaders.begin().await.unwrap();
        let was_cut =
            cut(within.drive(Article::by_id(&within).load_many([10, 11])), round % 4).await.is_none();
        // The transaction goes on, or it has ended and says so.
        let outcome = Reporter::by_id(&within).load_many([1, 2, 3]).await;
        match outcome {
            Ok(found) => assert_eq!(emails(&found), EMAILS),
            Err(error) => {
                assert!(was_cut && db.kind() == Kind::MySql, "{error:?}");
                let after = Reporter::by_id(&within).load(1).await.unwrap_err();
                assert!(matches!(after, Error::TransactionEnded { .. }), "{after:?}");
            }
        }
        if round % 2 == 0 {
            drop(within);
        } else {
            let _ = within.commit().await;
        }
        assert_eq!(addresses(&pool).await, EMAILS);
    }
    pool.close().await;
});

on_every_database!(t01_a_statement_of_ones_own_that_is_cut_anywhere_gives_no_load_its_rows, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    for round in 0..60 {
        let loaders = Loaders::<DB>::new(pool.clone());
        let within = loaders.begin().await.unwrap();
        // The text differs in each round, so that the statement is prepared again.
        let sql = format!("SELECT id, headline FROM articles /* {round} */");
        let mine = async {
            let mut connection = within.connection().await.unwrap();
            sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *connection).await.unwrap();
        };
        let was_cut = cut(mine, round % 4).await.is_none();
        match Reporter::by_id(&within).load_many([1, 2, 3]).await {
            Ok(found) => assert_eq!(emails(&found), EMAILS),
            Err(error) => assert!(was_cut && db.kind() == Kind::MySql, "{error:?}"),
        }
        drop(within);
        assert_eq!(addresses(&pool).await, EMAILS);
    }
    pool.close().await;
});

on_every_database!(
    t01_a_connection_whose_wait_is_cut_anywhere_gives_no_load_the_rows_of_another,
    async |db| {
        db.setup(NEWSROOM).await;
        let pool = db.pool_of_one().await;
        for round in 0..60 {
            let loaders = Loaders::<DB>::new(pool.clone());
            let within = loaders.begin().await.unwrap();
            // Prepares the statements first, so that each has a single answer.
            Reporter::by_id(&within).load(1).await.unwrap();
            Article::by_id(&within).load(10).await.unwrap();
            DB::run(&mut within.connection().await.unwrap(), "DELETE FROM reporters WHERE id = 7")
                .await
                .unwrap();
            within.clear();
            let was_cut = cut(within.connection(), round % 3).await.is_none();
            let reporters = Reporter::by_id(&within).load_many([1, 2, 3]).await;
            let article = Article::by_id(&within).load(11).await;
            match (reporters, article) {
                (Ok(found), Ok(article)) => {
                    assert_eq!(emails(&found), EMAILS);
                    assert_eq!(article.unwrap().headline, "Notes");
                }
                (
                    Err(Error::TransactionEnded { .. } | Error::Database { .. }),
                    Err(Error::TransactionEnded { .. }),
                ) if was_cut && db.kind() != Kind::Postgres => {}
                other => panic!("{other:?}"),
            }
            let _ = within.commit().await;
            assert_eq!(addresses(&pool).await, EMAILS);
        }
        pool.close().await;
    }
);

on_every_database!(t02_a_beginning_and_an_end_that_are_cut_leave_no_transaction_open, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    // On a machine with one core to spare, databases answer the end of a transaction before the test has to wait, but
    // not its beginning.
    let mut cuts = 0;
    for round in 0..96 {
        let (is_commit, waits_to_begin, waits_to_end) = (round % 2 == 0, round / 2 % 6, round / 12 % 4);
        // The loaders outside know this row.
        let before = Reporter::by_id(&loaders).load(1).await.unwrap().unwrap().email.clone();
        let changed = format!("{round}@example.org");
        if let Some(within) = cut(loaders.begin(), waits_to_begin).await {
            let within = within.unwrap();
            let sql = format!("UPDATE reporters SET email = '{changed}' WHERE id = 1");
            DB::run(&mut within.connection().await.unwrap(), &sql).await.unwrap();
            assert_eq!(Reporter::by_id(&within).load(1).await.unwrap().unwrap().email, changed);
            let end = async { if is_commit { within.commit().await } else { within.rollback().await } };
            let end = cut(end, waits_to_end).await;
            cuts += usize::from(end.is_none());
            // The loaders outside show what the database has.
            let after = Reporter::by_id(&loaders).load(1).await.unwrap().unwrap().email.clone();
            assert_eq!(after, addresses(&pool).await[0]);
            match end {
                Some(Ok(())) => assert_eq!(after, if is_commit { &*changed } else { &*before }),
                Some(Err(error)) => panic!("{error:?}"),
                None => assert!(after == before || is_commit && after == changed, "{after}"),
            }
            loaders.clear();
        } else {
            cuts += 1;
        }
        // No transaction is open, so this write is permanent.
        DB::script(&pool, &format!("UPDATE reporters SET email = '{round}' WHERE id = 2")).await.unwrap();
        drop(loaders.begin().await.unwrap());
        assert_eq!(addresses(&pool).await[1], round.to_string());
    }
    assert!(cuts > 0);
    pool.close().await;
});

// Otherwise the write that follows would be permanent.
on_every_database!(t13_a_savepoint_that_does_not_begin_ends_the_transaction, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    for waits in 0..3 {
        let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
        let mut connection = within.connection().await.unwrap();
        let has_begun = cut(connection.begin(), waits).await.is_some();
        drop(connection);
        let written = async {
            let mut connection = within.connection().await?;
            DB::run(&mut connection, "UPDATE reporters SET email = 'kept' WHERE id = 1").await?;
            Ok::<_, Error>(())
        };
        match written.await {
            Ok(()) => within.rollback().await.unwrap(),
            Err(error) => {
                assert!(!has_begun && matches!(error, Error::TransactionEnded { .. }), "{error:?}");
                let error = within.commit().await.unwrap_err();
                assert!(matches!(error, Error::TransactionEnded { .. }), "{error:?}");
            }
        }
        assert_eq!(addresses(&pool).await, EMAILS);
    }
    pool.close().await;
});
