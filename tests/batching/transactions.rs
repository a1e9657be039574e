//! Loads within a transaction: what they see, and what loads outside see of it.

use batchload::{BatchLoad, Error, Loaders, Page};
use futures_util::future::try_join_all;
use futures_util::{join, try_join};
use sqlx::FromRow;

use crate::support::database::{Kind, on_every_database, on_every_database_and_runtime, test};
use crate::support::models::{Article, NEWSROOM, Reporter, write};
use crate::support::runtimes::ONE;

const RENAME: &str = "UPDATE reporters SET email = 'lovelace@example.org' WHERE id = 1";

/// Loads the address of Ada.
macro_rules! address {
    ($loaders:expr) => {
        Reporter::by_id($loaders).load(1).await.unwrap().unwrap().email.clone()
    };
}

on_every_database!(
    loads_within_a_transaction_see_what_it_wrote_and_others_see_it_after_the_commit,
    async |db| {
        db.setup(NEWSROOM).await;
        let loaders = Loaders::<DB>::new(db.pool());
        assert_eq!(address!(&loaders), "ada@example.org");

        let within = loaders.begin().await.unwrap();
        assert_eq!(address!(&within), "ada@example.org");
        write(&within, RENAME).await;
        assert_eq!(address!(&within), "lovelace@example.org");
        assert_eq!(within.stats().statements, 2);
        // In memory, SQLite makes other connections wait for the one that writes.
        if db.kind() != Kind::Sqlite {
            assert_eq!(address!(&Loaders::<DB>::new(db.pool())), "ada@example.org");
        }
        assert_eq!(address!(&loaders), "ada@example.org");
        assert_eq!(loaders.stats().statements, 1);

        within.commit().await.unwrap();
        assert_eq!(address!(&loaders), "lovelace@example.org");
        // These include the statements within the transaction.
        assert_eq!(loaders.stats().statements, 4);
    }
);

on_every_database!(what_a_write_returned_is_primed_after_it, async |db| {
    db.setup(NEWSROOM).await;
    let within = Loaders::<DB>::new(db.pool()).begin().await.unwrap();
    assert_eq!(address!(&within), "ada@example.org");
    write(&within, RENAME).await;
    within.prime_one(Reporter { id: 1, email: "returned@example.org".into() });
    assert_eq!(address!(&within), "returned@example.org");
    assert_eq!(within.stats().statements, 1);
});

on_every_database_and_runtime!(a_transaction_that_is_dropped_or_rolled_back_leaves_nothing, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    for is_dropped in [true, false] {
        let within = loaders.begin().await.unwrap();
        write(&within, RENAME).await;
        assert_eq!(address!(&within), "lovelace@example.org");
        if is_dropped {
            drop(within);
        } else {
            within.rollback().await.unwrap();
        }
        // The only connection is back, as it was.
        assert_eq!(address!(&Loaders::<DB>::new(pool.clone())), "ada@example.org");
    }
    pool.close().await;
});

on_every_database_and_runtime!(one_connection_serves_all_that_is_loaded_within_a_transaction, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    let request = async {
        let reporters = Reporter::by_id(&within).load_many([1, 2, 3]).await?;
        try_join_all(reporters.iter().flatten().map(async |reporter| {
            let (written, edited) =
                try_join!(reporter.load_articles(&within), reporter.load_edited(&within))?;
            Ok::<_, Error>((written.len(), edited.len()))
        }))
        .await
    };
    assert_eq!(within.drive(request).await.unwrap(), [(3, 2), (2, 2), (0, 0)]);
    assert_eq!(within.stats().statements, 3);
    within.commit().await.unwrap();
    pool.close().await;
});

#[derive(Clone, FromRow, BatchLoad)]
#[batch_load(table = "articles")]
#[has_many(Part, foreign_key = reporter_id, page(default = 2), count)]
struct Whole {
    id: i64,
}

#[derive(Clone, FromRow, BatchLoad)]
#[batch_load(table = "articles")]
struct Part {
    id: i64,
    #[batch_load(index)]
    reporter_id: i64,
}

on_every_database!(pages_and_counts_within_a_transaction_take_no_other_connection, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    write(&within, "DELETE FROM articles WHERE id = 10").await;
    let whole = Whole { id: 1 };
    let (page, count) =
        try_join!(whole.load_parts_page(&within, Page::first(1)), whole.load_parts_count(&within)).unwrap();
    assert_eq!(
        (page.iter().map(|part| part.id).collect::<Vec<_>>(), page.has_next_page(), count),
        (vec![11], true, 2)
    );
    within.rollback().await.unwrap();
    pool.close().await;
});

on_every_database!(a_load_after_the_end_of_a_transaction_says_so, async |db| {
    db.setup(NEWSROOM).await;
    let outside = Loaders::<DB>::new(db.pool());
    for how in ["commit", "rollback", "drop"] {
        let within = outside.begin().await.unwrap();
        let loaders = within.loaders().clone();
        assert_eq!(address!(&loaders), "ada@example.org");
        match how {
            "commit" => within.commit().await.unwrap(),
            "rollback" => within.rollback().await.unwrap(),
            _ => drop(within),
        }
        // The loader forgets what it found, because that may have been rolled back.
        let error = Reporter::by_id(&loaders).load(1).await.unwrap_err();
        assert!(
            matches!(error, Error::TransactionEnded { lookup: "Reporter::by_id", .. }),
            "{how}: {error:?}"
        );
        assert!(matches!(loaders.connection().await, Err(Error::TransactionEnded { .. })));
        let error = Article::by_id(&loaders).load(10).await.unwrap_err();
        assert!(
            matches!(error, Error::TransactionEnded { lookup: "Article::by_id", .. }),
            "{how}: {error:?}"
        );
        assert_eq!(
            error.to_string(),
            "the transaction of `Article::by_id` is over: it was committed, rolled back or dropped, or the database ended \
            it; keep it until everything within it is done, or begin another one"
        );
        assert_eq!(loaders.stats().statements, 1);
    }
    assert_eq!(address!(&outside), "ada@example.org");
});

#[derive(Clone, Copy, sqlx::Type)]
#[sqlx(transparent)]
struct Least(i64);

impl batchload::ScopeArgument for Least {}

#[derive(Clone, FromRow, BatchLoad)]
#[batch_load(table = "articles", filter = "id >= :least", args(least: Least))]
struct Late {
    id: i64,
}

#[derive(Clone, FromRow, BatchLoad)]
#[batch_load(table = "articles", filter = "section = 'science'")]
struct Scientific {
    id: i64,
}

on_every_database!(loaders_within_a_transaction_are_configured_as_those_that_began_it, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::builder(db.pool()).scoped_by(Least(12)).max_batch_size(1).build();
    let within = loaders.begin().await.unwrap();
    let found = Late::by_id(&within).load_many([11, 12]).await.unwrap();
    assert_eq!(found.iter().flatten().map(|late| late.id).collect::<Vec<_>>(), [12]);
    assert_eq!(within.stats().statements, 2);
    let science = Scientific::by_id(&within).load_many([12, 13]).await.unwrap();
    assert_eq!(science.iter().flatten().count(), 1);

    let within = loaders.unscoped().begin().await.unwrap();
    let science = Scientific::by_id(&within).load_many([12, 13]).await.unwrap();
    assert_eq!(science.iter().flatten().count(), 2);
});

on_every_database_and_runtime!(loads_and_own_statements_take_turns, async |db| {
    db.setup(NEWSROOM).await;
    let within = Loaders::<DB>::new(db.pool()).begin().await.unwrap();
    let own = async {
        for id in 100..110 {
            write(&within, &format!("INSERT INTO reporters VALUES ({id}, '{id}@example.org')")).await;
        }
    };
    let loads = try_join_all((0..10).map(async |id| {
        let reporter = Reporter::by_id(&within).load(1 + id % 3).await?.expect("there are three");
        let (written, one) =
            try_join!(reporter.load_articles(&within), Article::by_id(&within).load(10 + id))?;
        Ok::<_, Error>((written.len(), one.map(|article| article.id)))
    }));
    let (loaded, ()) = within.drive(async { join!(loads, own) }).await;
    let expected: Vec<_> = (0..10)
        .map(|id: usize| ([3, 2, 0][id % 3], (id < 5).then(|| 10 + i64::try_from(id).unwrap())))
        .collect();
    assert_eq!(loaded.unwrap(), expected);
    assert_eq!(Reporter::by_id(&within).load_many(100..110).await.unwrap().iter().flatten().count(), 10);
});

on_every_database!(a_connection_of_ones_own_is_of_the_pool_outside_of_a_transaction, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    assert_eq!(address!(&loaders), "ada@example.org");
    write(&loaders, RENAME).await;
    assert_eq!(address!(&loaders), "lovelace@example.org");
    assert_eq!(address!(&Loaders::<DB>::new(pool.clone())), "lovelace@example.org");
    pool.close().await;
});

on_every_database!(what_was_done_within_a_transaction_is_counted_outside_when_it_ends, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    assert_eq!(address!(&loaders), "ada@example.org");
    let within = loaders.begin().await.unwrap();
    assert_eq!(address!(&within), "ada@example.org");
    assert!(Article::by_id(&within).load(10).await.unwrap().is_some());
    assert_eq!(loaders.stats().statements, 1);
    within.commit().await.unwrap();
    let stats = loaders.stats();
    assert_eq!((stats.loads, stats.statements, stats.rows), (3, 3, 3));
    assert_eq!(stats.lookup("Reporter::by_id").map(|stats| stats.loads), Some(2));
    assert_eq!(stats.lookup("Article::by_id").map(|stats| stats.loads), Some(1));
});

// Without `BEGIN IMMEDIATE`, SQLite refuses a write that would have to wait if the transaction has already read.
test!(a_transaction_of_sqlite_that_writes_begins_at_once, sqlx::Sqlite, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let within = loaders.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let other = tokio::spawn({
        let loaders = Loaders::<DB>::new(db.pool());
        async move {
            let within = loaders.begin_with("BEGIN IMMEDIATE").await.unwrap();
            let address = address!(&within);
            write(&within, "UPDATE reporters SET email = 'second' WHERE id = 1").await;
            within.commit().await.unwrap();
            address
        }
    });
    assert_eq!(address!(&within), "ada@example.org");
    write(&within, RENAME).await;
    within.commit().await.unwrap();
    assert_eq!(other.await.unwrap(), "lovelace@example.org");
    assert_eq!(address!(&loaders), "second");
});

test!(all_loads_of_a_repeatable_read_see_one_moment_of_postgres, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let within = loaders.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.unwrap();
    let ada = Reporter::by_id(&within).load(1).await.unwrap().unwrap();
    db.setup("DELETE FROM articles").await;
    assert_eq!(ada.load_articles(&within).await.unwrap().len(), 3);
    assert_eq!(ada.load_articles(&loaders).await.unwrap().len(), 0);
});

test!(all_loads_of_a_consistent_snapshot_see_one_moment_of_mysql, sqlx::MySql, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let within = loaders.begin_with("START TRANSACTION WITH CONSISTENT SNAPSHOT").await.unwrap();
    db.setup("DELETE FROM articles").await;
    let ada = Reporter::by_id(&within).load(1).await.unwrap().unwrap();
    assert_eq!(ada.load_articles(&within).await.unwrap().len(), 3);
    assert_eq!(ada.load_articles(&loaders).await.unwrap().len(), 0);
});

test!(row_level_security_holds_for_loads_within_a_transaction, sqlx::Postgres, ONE, async |db| {
    db.setup(NEWSROOM).await;
    db.setup(
        "DROP ROLE IF EXISTS reader;
        CREATE ROLE reader;
        GRANT SELECT ON articles, reporters TO reader;
        ALTER TABLE articles ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON articles USING (reporter_id = current_setting('app.reporter')::bigint)",
    )
    .await;
    for (reporter, lengths) in [(1, [3, 0]), (2, [0, 2])] {
        let within = Loaders::<DB>::new(db.pool()).begin().await.unwrap();
        write(&within, &format!("SET LOCAL ROLE reader; SET LOCAL app.reporter = {reporter}")).await;
        let reporters = Reporter::by_id(&within).load_many([1, 2]).await.unwrap();
        let articles =
            try_join_all(reporters.iter().flatten().map(|reporter| reporter.load_articles(&within)));
        let articles: Vec<_> = articles.await.unwrap().iter().map(|articles| articles.len()).collect();
        assert_eq!(articles, lengths);
        within.commit().await.unwrap();
    }
    let unlimited = Loaders::<DB>::new(db.pool());
    let ada = Reporter::by_id(&unlimited).load(1).await.unwrap().unwrap();
    assert_eq!(ada.load_articles(&unlimited).await.unwrap().len(), 3);
    db.setup("DROP OWNED BY reader; DROP ROLE reader").await;
});
