//! The failures that are about statements, row by row, on every database.

use std::future::poll_fn;
use std::sync::Arc;

use batchload::{Answer, BatchLoad, Error, Key, Loader, Loaders, One};
use futures_util::future::{join_all, try_join_all};
use futures_util::stream::{self, StreamExt};
use futures_util::{FutureExt, join, try_join};
use sqlx::postgres::PgPoolOptions;
use sqlx::{FromRow, Pool, Postgres};

use super::races::Random;
use crate::support::database::{Kind, on_every_database, on_every_database_and_runtime, test};
use crate::support::locks::Lock;
use crate::support::models::{NEWSROOM, Reporter};
use crate::support::runtimes::Flavour;

on_every_database_and_runtime!(s03_any_one_waiter_may_go_during_the_statement, async |db| {
    db.setup(NEWSROOM).await;
    for (driven, goes) in (0..5).flat_map(|at| [(false, at), (true, at)]) {
        let loaders = Loaders::<DB>::new(db.pool());
        let by_id = Reporter::by_id(&loaders);
        // Watches before the lock is taken, because `watch` waits for all connections, and the lock keeps one.
        let watch = db.watch().await;
        let lock = Lock::take(&db).await;
        let request = async {
            let mut loads: Vec<_> = (1..=5).map(|id| Some(Box::pin(by_id.load(id)))).collect();
            let mut sent = tokio::spawn(is_sent(by_id.clone()));
            // The request rests between its polls. A request that never rests sends its batch late.
            let waits = poll_fn(|cx| {
                for load in loads.iter_mut().flatten() {
                    assert!(load.poll_unpin(cx).is_pending());
                }
                sent.poll_unpin(cx)
            });
            waits.await.unwrap();
            loads[goes] = None;
            lock.end().await;
            join_all(loads.into_iter().flatten()).await
        };
        let found = if driven { loaders.drive(request).await } else { request.await };
        let found: Vec<_> = found.into_iter().map(|row| row.unwrap().map(|row| row.id)).collect();
        let mut expected = vec![Some(1), Some(2), Some(3), None, None];
        expected.remove(goes);
        assert_eq!(found, expected, "driven: {driven}, {goes} goes");
        let selects = watch.finish().await.into_iter().filter(|text| text.contains("SELECT")).count();
        assert_eq!(selects, 1, "driven: {driven}, {goes} goes");
    }
});

async fn is_sent<K: Key, A: Answer>(loader: Loader<K, A>) {
    while loader.stats().batches == 0 {
        tokio::task::yield_now().await;
    }
}

/// A row of a view, whose names the database does not keep unique.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "sections")]
struct Section {
    #[batch_load(primary_key)]
    name: String,
    article_id: i64,
}

on_every_database!(b14_two_rows_for_a_key_that_was_said_to_be_unique_are_an_error, async |db| {
    db.setup(NEWSROOM).await;
    db.setup("CREATE VIEW sections AS SELECT section AS name, id AS article_id FROM articles WHERE id <> 13")
        .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_id = Section::by_id(&loaders);
    let (outcomes, asked) =
        db.counted(async { join!(by_id.load("science".into()), by_id.load("nature".into())) }).await;
    for error in [outcomes.0.unwrap_err(), outcomes.1.unwrap_err()] {
        assert!(matches!(error, Error::NotUnique { lookup: "Section::by_id" }), "{error:?}");
        assert_eq!(
            error.to_string(),
            "`Section::by_id` found several rows for one key; make its column unique in the database, or declare it `#[batch_load(index)]`"
        );
    }
    assert_eq!(asked.len(), 1, "{asked:?}");
    // A load by itself fails as well, and the loader remembers nothing.
    assert!(matches!(by_id.load("science".into()).await, Err(Error::NotUnique { .. })));
    let nature = by_id.load("nature".into()).await.unwrap();
    assert_eq!(nature.unwrap().article_id, 14);
});

/// A model that requires an editor for every article, which is wrong.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "articles")]
struct Edited {
    id: i64,
    editor_id: i64,
}

on_every_database!(b15_a_row_that_does_not_fit_fails_its_batch_and_says_which_field, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let text = if db.kind() == Kind::Sqlite {
        // Only SQLite stores a text in a column of numbers.
        db.setup("UPDATE articles SET editor_id = 'nobody' WHERE editor_id IS NULL").await;
        "a column does not fit its field `Edited::editor_id`; change the field's type or the column's"
    } else {
        "a column holds a null, and its field `Edited::editor_id` takes none; make the field an `Option`, or the column `NOT NULL`"
    };
    let by_id = Edited::by_id(&loaders);
    let (outcomes, asked) = db.counted(async { join!(by_id.load(10), by_id.load(11)) }).await;
    for error in [outcomes.0.unwrap_err(), outcomes.1.unwrap_err()] {
        assert_eq!(error.to_string(), text);
    }
    assert_eq!(asked.len(), 1, "{asked:?}");
    // The other row is valid, and loads without the invalid one.
    assert_eq!(by_id.load(11).await.unwrap().unwrap().editor_id, 2);
});

macro_rules! on_every_server {
    ($promise:ident, $body:expr $(,)?) => {
        mod $promise {
            use super::*;

            test!(postgres, ::sqlx::Postgres, &[Flavour::CurrentThread], $body);
            test!(mysql, ::sqlx::MySql, &[Flavour::CurrentThread], $body);
        }
    };
}

// The loader does not send a lost statement again by itself: its caller gets the error, and knows best whether there is
// time left. SQLite has no connection to lose.
on_every_server!(b16_after_a_lost_connection_the_next_load_has_a_new_one, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let mut lock = Lock::take(&db).await;
    let loaders = Loaders::<DB>::new(pool.clone());
    let by_id = Reporter::by_id(&loaders);
    let request = tokio::spawn(loaders.drive(by_id.load_many([1, 2])));
    lock.kill_waiter().await;
    let error = request.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Database { lookup: "Reporter::by_id", .. }), "{error:?}");
    assert_eq!(by_id.stats().statements, 1);

    lock.end().await;
    let found = by_id.load_many([1, 2]).await.unwrap();
    assert_eq!(found.iter().flatten().map(|row| row.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((by_id.stats().statements, pool.size()), (2, 1));
    pool.close().await;
});

on_every_database!(c01_a_cleared_row_is_read_anew_and_the_others_are_not, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_id = Reporter::by_id(&loaders);
    let emails = async || {
        let found = by_id.load_many([1, 2]).await.unwrap();
        found.into_iter().flatten().map(|row| row.email.clone()).collect::<Vec<_>>()
    };
    assert_eq!(emails().await, ["ada@example.org", "grace@example.org"]);
    db.setup("UPDATE reporters SET email = 'new@example.org' WHERE id = 1").await;
    assert_eq!(emails().await, ["ada@example.org", "grace@example.org"]);
    by_id.clear(&1);
    let (found, asked) = db.counted(emails()).await;
    assert_eq!(found, ["new@example.org", "grace@example.org"]);
    assert_eq!((asked.len(), by_id.stats().keys), (1, 3), "{asked:?}");
});

on_every_database!(c04_a_row_that_appears_is_seen_after_a_clear_and_by_the_next_request, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_id = Reporter::by_id(&loaders);
    assert_eq!(by_id.load(4).await.unwrap(), None);
    db.setup("INSERT INTO reporters VALUES (4, 'late@example.org')").await;
    let (found, asked) = db.counted(by_id.load(4)).await;
    assert_eq!(found.unwrap(), None);
    assert!(asked.is_empty(), "{asked:?}");

    let (found, asked) = db
        .counted(async {
            try_join!(by_id.clear(&4).load(4), Reporter::by_id(&Loaders::new(db.pool())).load(4))
        })
        .await;
    let late = Some(One::from(Reporter { id: 4, email: "late@example.org".into() }));
    assert_eq!(found.unwrap(), (late.clone(), late));
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(c10_after_a_write_and_a_clear_every_lookup_reads_anew, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let read = async || {
        let ada = Reporter::by_id(&loaders).load(1).await?.expect("she is there");
        let written = ada.load_articles(&loaders).await?;
        let by_email = Reporter::by_email(&loaders).load("grace@example.org".into()).await?;
        Ok::<_, Error>((ada.email.clone(), written.len(), by_email.map(|row| row.id)))
    };
    assert_eq!(read().await.unwrap(), ("ada@example.org".to_owned(), 3, Some(2)));
    db.setup(
        "UPDATE reporters SET email = 'new@example.org' WHERE id = 1;
         UPDATE reporters SET email = 'gone@example.org' WHERE id = 2;
         DELETE FROM articles WHERE id = 10",
    )
    .await;
    let (before, asked) = db.counted(read()).await;
    assert_eq!(before.unwrap(), ("ada@example.org".to_owned(), 3, Some(2)));
    assert!(asked.is_empty(), "{asked:?}");

    loaders.clear();
    let (after, asked) = db.counted(read()).await;
    assert_eq!(after.unwrap(), ("new@example.org".to_owned(), 2, None));
    assert_eq!(asked.len(), 3, "{asked:?}");
});

/// A row that cannot be cloned.
#[derive(Debug, FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
struct Heavy {
    id: i64,
    email: String,
}

on_every_database!(c16_callers_of_one_row_share_it, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(Heavy::by_id(&loaders).load_many([1; 100])).await;
    let found: Vec<_> = found.unwrap().into_iter().flatten().collect();
    assert_eq!(found.len(), 100);
    assert!(found.iter().all(|row| std::ptr::eq(&raw const **row, &raw const *found[0])));
    assert_eq!((found[0].id, &found[0].email[..]), (1, "ada@example.org"));
    assert_eq!(asked.len(), 1, "{asked:?}");
});

/// A row that only its owner can see.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "notes")]
struct Note {
    id: i64,
    #[batch_load(index)]
    owner: String,
}

const NOTES: &str = "
    CREATE ROLE ada LOGIN;
    CREATE ROLE grace LOGIN;
    CREATE TABLE notes (id BIGINT PRIMARY KEY, owner TEXT NOT NULL);
    INSERT INTO notes SELECT id, CASE WHEN id % 2 = 0 THEN 'ada' ELSE 'grace' END FROM generate_series(0, 39) AS id;
    GRANT SELECT ON notes TO ada, grace;
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON notes USING (owner = current_user);
";

async fn pool_of(role: &str, pool: &Pool<Postgres>) -> Pool<Postgres> {
    let options = (*pool.connect_options()).clone().username(role);
    PgPoolOptions::new().max_connections(4).connect_with(options).await.unwrap()
}

/// Runs one request of one of the users, for some of both users' notes.
async fn reads_its_own(user: usize, pool: &Pool<Postgres>, from: u32) {
    let loaders = Loaders::new(pool.clone());
    let keys: Vec<_> = (0..4).map(|at| i64::from((from + at) % 40)).collect();
    let loads = async {
        let (notes, owned) = try_join!(
            Note::by_id(&loaders).load_many(keys.clone()),
            Note::by_owner(&loaders).load("ada".into())
        )?;
        Ok::<_, Error>((notes, owned.len()))
    };
    let (notes, owned) = loaders.drive(loads).await.unwrap();
    for (key, note) in keys.iter().zip(notes) {
        let own = usize::try_from(*key).unwrap() % 2 == user;
        assert_eq!(note.map(|note| note.id), own.then_some(*key));
    }
    assert_eq!(owned, if user == 0 { 20 } else { 0 });
}

test!(
    c09_requests_of_two_users_at_the_same_time_see_their_own_rows,
    Postgres,
    &[Flavour::CurrentThread],
    async |db| {
        db.setup(NOTES).await;
        let pools =
            try_join_all(["ada", "grace"].map(async |role| Ok::<_, Error>(pool_of(role, &db.pool()).await)));
        let pools = Arc::new(pools.await.unwrap());
        let mut random = Random::new(9);
        let requests = (0..10_000).map(|_| (random.below(2) as usize, random.below(40))).collect::<Vec<_>>();
        let done = stream::iter(requests)
            .map(|(user, from)| {
                let pools = Arc::clone(&pools);
                async move { reads_its_own(user, &pools[user], from).await }
            })
            .buffer_unordered(16)
            .count();
        assert_eq!(done.await, 10_000);
        for pool in pools.iter() {
            pool.close().await;
        }
    }
);
