//! Transactions within transactions: what each of them leaves behind, and which one waits for which.

use batchload::{Error, Loaders};
use futures_util::{FutureExt, join};
use sqlx::Connection;

use crate::support::database::{Tested, on_every_database, on_every_database_and_runtime};
use crate::support::models::{Article, NEWSROOM, Reporter, rename};

/// Loads the addresses of Ada and Grace.
macro_rules! addresses {
    ($loaders:expr) => {{
        let found = Reporter::by_id($loaders).load_many([1, 2]).await.unwrap();
        found.into_iter().map(|reporter| reporter.unwrap().email.clone()).collect::<Vec<_>>()
    }};
}

on_every_database_and_runtime!(what_one_within_another_leaves_is_decided_by_both, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    for (inner_commits, outer_commits) in [(true, false), (false, false), (false, true), (true, true)] {
        let outer = loaders.begin().await.unwrap();
        rename(&outer, 1, "outer").await;
        assert_eq!(addresses!(&outer), ["outer", "grace@example.org"]);

        let inner = outer.begin().await.unwrap();
        rename(&inner, 2, "inner").await;
        assert_eq!(addresses!(&inner), ["outer", "inner"]);
        if inner_commits {
            inner.commit().await.unwrap();
            assert_eq!(addresses!(&outer), ["outer", "inner"]);
        } else {
            inner.rollback().await.unwrap();
            assert_eq!(addresses!(&outer), ["outer", "grace@example.org"]);
        }
        if outer_commits {
            outer.commit().await.unwrap();
        } else {
            outer.rollback().await.unwrap();
        }
        let expected = match (inner_commits, outer_commits) {
            (_, false) => ["ada@example.org", "grace@example.org"],
            (false, true) => ["outer", "grace@example.org"],
            (true, true) => ["outer", "inner"],
        };
        assert_eq!(addresses!(&loaders), expected);
        assert_eq!(addresses!(&Loaders::<DB>::new(pool.clone())), expected);
        DB::script(&pool, "UPDATE reporters SET email = 'ada@example.org' WHERE id = 1").await.unwrap();
        loaders.clear();
    }
    pool.close().await;
});

on_every_database!(one_that_is_dropped_leaves_those_around_it_as_they_were, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let outer = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    rename(&outer, 1, "outer").await;
    {
        let middle = outer.begin().await.unwrap();
        rename(&middle, 1, "middle").await;
        for _ in 0..3 {
            let inner = middle.begin().await.unwrap();
            rename(&inner, 2, "inner").await;
            assert_eq!(addresses!(&inner), ["middle", "inner"]);
            drop(inner);
            assert_eq!(addresses!(&middle), ["middle", "grace@example.org"]);
        }
    }
    assert_eq!(addresses!(&outer), ["outer", "grace@example.org"]);
    let next = outer.begin().await.unwrap();
    rename(&next, 2, "next").await;
    next.commit().await.unwrap();
    outer.commit().await.unwrap();
    assert_eq!(addresses!(&Loaders::<DB>::new(pool.clone())), ["outer", "next"]);
    pool.close().await;
});

on_every_database!(what_is_around_an_open_one_waits_for_its_end, async |db| {
    db.setup(NEWSROOM).await;
    let outer = Loaders::<DB>::new(db.pool()).begin().await.unwrap();
    let inner = outer.begin().await.unwrap();
    let mut around = Box::pin(Reporter::by_id(&outer).load(1));
    let mut own = Box::pin(outer.connection());
    assert!(around.as_mut().now_or_never().is_none());
    assert!(own.as_mut().now_or_never().is_none());
    rename(&inner, 1, "inner").await;
    assert_eq!(addresses!(&inner), ["inner", "grace@example.org"]);
    assert!(around.as_mut().now_or_never().is_none());
    assert!(own.as_mut().now_or_never().is_none());
    inner.rollback().await.unwrap();
    let (around, own) = join!(around, async { own.await.map(drop) });
    own.unwrap();
    assert_eq!(around.unwrap().unwrap().email, "ada@example.org");
});

on_every_database_and_runtime!(those_that_begin_at_the_same_time_take_turns, async |db| {
    db.setup(NEWSROOM).await;
    let outer = Loaders::<DB>::new(db.pool()).begin().await.unwrap();
    let append = |letter: char| {
        let loaders = outer.loaders().clone();
        tokio::spawn(async move {
            let inner = loaders.begin().await.unwrap();
            let [ada, _] = &addresses!(&inner)[..] else { panic!("there are two") };
            rename(&inner, 1, &format!("{ada}{letter}")).await;
            if letter < 'e' { inner.commit().await.unwrap() } else { drop(inner) }
        })
    };
    for task in ('a'..='h').map(append).collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let mut added: Vec<_> = addresses!(&outer)[0].strip_prefix("ada@example.org").unwrap().chars().collect();
    added.sort_unstable();
    assert_eq!(added, ['a', 'b', 'c', 'd']);
});

on_every_database!(what_was_done_in_one_is_counted_in_those_around_it, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let outer = loaders.begin().await.unwrap();
    let inner = outer.begin().await.unwrap();
    assert!(Article::by_id(&inner).load(10).await.unwrap().is_some());
    inner.commit().await.unwrap();
    assert_eq!((outer.stats().statements, loaders.stats().statements), (1, 0));
    outer.rollback().await.unwrap();
    assert_eq!(loaders.stats().statements, 1);
});

on_every_database!(one_within_another_begins_in_no_way_of_its_own, async |db| {
    db.setup(NEWSROOM).await;
    let outer = Loaders::<DB>::new(db.pool()).begin().await.unwrap();
    for loaders in [outer.loaders(), &outer.unscoped()] {
        let error = loaders.begin_with("BEGIN").await.unwrap_err();
        assert!(matches!(error, Error::NestedTransaction), "{error:?}");
    }
    rename(&outer, 1, "outer").await;
    outer.commit().await.unwrap();
});

on_every_database!(savepoints_of_a_connection_are_the_drivers, async |db| {
    db.setup(NEWSROOM).await;
    let outer = Loaders::<DB>::new(db.pool()).begin().await.unwrap();
    let inner = outer.begin().await.unwrap();
    for is_kept in [false, true] {
        let mut connection = inner.connection().await.unwrap();
        let mut savepoint = connection.begin().await.unwrap();
        DB::run(&mut savepoint, "UPDATE reporters SET email = 'kept' WHERE id = 1").await.unwrap();
        if is_kept {
            savepoint.commit().await.unwrap();
        } else {
            savepoint.rollback().await.unwrap();
        }
        drop(connection);
        inner.clear();
        assert_eq!(addresses!(&inner)[0], if is_kept { "kept" } else { "ada@example.org" });
    }
    inner.commit().await.unwrap();
    assert_eq!(addresses!(&outer)[0], "kept");
});
