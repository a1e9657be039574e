//! Rows that one lookup found answer the other lookups of their model, no matter when those are first used.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

use batchload::{BatchFn, BatchLoad, Found, Loaders};

use crate::support::database::{on_every_database, test};
use crate::support::locks::Lock;
use crate::support::models::{Article, NEWSROOM, Reporter};
use crate::support::runtimes::{EVERY, ONE};

const ADA: &str = "ada@example.org";

on_every_database!(a_lookup_that_is_first_used_later_knows_the_rows, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db
        .counted(async {
            let by_id = Reporter::by_id(&loaders).load_many([1, 2]).await?;
            let by_email = Reporter::by_email(&loaders).load(ADA.into()).await?;
            Ok::<_, batchload::Error>((by_id, by_email))
        })
        .await;
    let (by_id, by_email) = found.unwrap();
    assert_eq!(by_id[0], by_email);
    assert_eq!(by_email.unwrap().id, 1);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_lookup_that_was_used_before_learns_the_rows, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_email = Reporter::by_email(&loaders);
    assert_eq!(by_email.load("nobody@example.org".into()).await.unwrap(), None);
    let (found, asked) = db
        .counted(async {
            Reporter::by_id(&loaders).load(1).await?;
            by_email.load(ADA.into()).await
        })
        .await;
    assert_eq!(found.unwrap().unwrap().id, 1);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(rows_of_another_query_answer_every_single_row_lookup, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = sqlx::query_as::<_, Reporter>("SELECT id, email FROM reporters ORDER BY id");
    let rows = loaders.prime(rows.fetch_all(&db.pool()).await.unwrap());
    assert_eq!(rows.len(), 3);
    let (found, asked) = db
        .counted(async {
            let by_id = Reporter::by_id(&loaders).load(1).await?;
            let by_email = Reporter::by_email(&loaders).load(ADA.into()).await?;
            Ok::<_, batchload::Error>((by_id, by_email))
        })
        .await;
    let (by_id, by_email) = found.unwrap();
    assert_eq!((by_id, by_email), (rows.one(0), rows.one(0)));
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(what_was_cleared_is_not_told_again, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_email = Reporter::by_email(&loaders);
    Reporter::by_id(&loaders).load(1).await.unwrap();
    db.setup("UPDATE reporters SET id = 9 WHERE id = 1").await;
    by_email.clear_all();
    let (found, asked) = db.counted(by_email.load(ADA.into())).await;
    assert_eq!(found.unwrap().unwrap().id, 9);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(of_rows_before_and_after_a_clear_the_later_are_told, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_email = Reporter::by_email(&loaders);
    let before = by_email.load(ADA.into()).await.unwrap().unwrap();
    by_email.clear(&ADA.into());
    db.setup("UPDATE reporters SET id = 98 WHERE id = 1").await;
    let after = by_email.load(ADA.into()).await.unwrap().unwrap();
    assert_eq!((before.id, after.id), (1, 98));

    let (found, asked) = db.counted(Reporter::by_id(&loaders).load_many([1, 98])).await;
    let found: Vec<_> = found.unwrap().into_iter().map(|row| row.map(|row| row.id)).collect();
    assert_eq!((found, asked.len()), (vec![None, Some(98)], 1), "{asked:?}");
});

/// The rows of [`Counted`] that are alive.
static ALIVE: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug)]
struct Alive;

impl Default for Alive {
    fn default() -> Self {
        ALIVE.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Debug, BatchLoad)]
#[batch_load(table = "reporters")]
struct Counted {
    id: i64,
    #[batch_load(index)]
    email: String,
    #[sqlx(skip)]
    _alive: Alive,
}

test!(rows_that_were_cleared_take_no_room, sqlx::Sqlite, ONE, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_email = Counted::by_email(&loaders);
    for _ in 0..20 {
        assert_eq!(by_email.load(ADA.into()).await.unwrap().len(), 1);
        by_email.clear(&ADA.into());
        assert_eq!(by_email.load(ADA.into()).await.unwrap().len(), 1);
        by_email.clear_all();
    }
    assert_eq!(ALIVE.load(Ordering::SeqCst), 0);
});

on_every_database!(c01_of_rows_that_others_found_a_lookup_forgets_only_the_cleared_one, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_id = Reporter::by_id(&loaders);
    by_id.load(3).await.unwrap();
    let emails = [ADA, "grace@example.org"].map(str::to_owned);
    Reporter::by_email(&loaders).load_many(emails).await.unwrap();
    by_id.clear(&1);
    let (found, asked) = db.counted(by_id.load(2)).await;
    assert_eq!((found.unwrap().unwrap().id, asked.len()), (2, 0), "{asked:?}");
    let (found, asked) = db.counted(by_id.load(1)).await;
    assert_eq!((found.unwrap().unwrap().id, asked.len()), (1, 1), "{asked:?}");
});

on_every_database!(a_row_that_is_known_is_not_all_that_a_key_has, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let by_section = Article::by_section(&loaders);
    Article::by_id(&loaders).load(10).await.unwrap();
    // A lookup takes in the rows that other lookups found before it forgets a key.
    by_section.clear(&"nature".into());
    let (found, asked) = db.counted(by_section.load("science".into())).await;
    assert_eq!(found.unwrap().iter().map(|row| row.id).collect::<Vec<_>>(), [10, 11, 12]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(c02_rows_that_were_asked_for_before_a_clear_are_not_told, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (by_id, by_email) = (Reporter::by_id(&loaders), Reporter::by_email(&loaders));
    let lock = Lock::take(&db).await;
    let under_way = tokio::spawn(loaders.drive(by_id.load(1)));
    while by_id.stats().batches == 0 {
        tokio::task::yield_now().await;
    }
    by_email.clear_all();
    lock.end().await;
    assert_eq!(under_way.await.unwrap().unwrap().unwrap().email, ADA);

    let (found, asked) = db.counted(by_email.load(ADA.into())).await;
    assert_eq!(found.unwrap().unwrap().id, 1);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(without_a_cache_lookups_tell_each_other_nothing, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::builder(db.pool()).cache(false).build();
    let ((), asked) = db
        .counted(async {
            assert_eq!(Reporter::by_id(&loaders).load(1).await.unwrap().unwrap().email, ADA);
            assert_eq!(Reporter::by_email(&loaders).load(ADA.into()).await.unwrap().unwrap().id, 1);
            loaders.prime(vec![Reporter { id: 2, email: "forged@example.org".into() }]);
            let grace = Reporter::by_id(&loaders).load(2).await.unwrap();
            assert_eq!(grace.unwrap().email, "grace@example.org");
        })
        .await;
    assert_eq!(asked.len(), 3, "{asked:?}");
});

/// A value that loads by another lookup when it is forgotten.
struct Reaches(Loaders<sqlx::Sqlite>);

impl Drop for Reaches {
    fn drop(&mut self) {
        let mut load = Reporter::by_email(&self.0).load(ADA.to_owned());
        let _ = Pin::new(&mut load).poll(&mut Context::from_waker(Waker::noop()));
    }
}

/// A source of such values. There are several, because the order in which loaders forget is unknown.
struct Source<const N: usize>(Loaders<sqlx::Sqlite>);

impl<const N: usize> BatchFn for Source<N> {
    type Key = ();
    type Value = Arc<Reaches>;
    type Error = Infallible;

    async fn load_batch(&self, _: &[()]) -> Result<Found<(), Arc<Reaches>>, Infallible> {
        Ok(Found::from([((), Arc::new(Reaches(self.0.clone())))]))
    }
}

test!(
    c14_a_lookup_that_is_first_used_during_clear_does_not_take_over_old_rows,
    sqlx::Sqlite,
    &EVERY,
    async |db| {
        db.setup(NEWSROOM).await;
        let loaders = Loaders::<DB>::new(db.pool());
        assert!(Reporter::by_id(&loaders).load(1).await.unwrap().is_some());
        loaders.batch_fn(|| Source::<0>(loaders.clone())).load(()).await.unwrap();
        loaders.batch_fn(|| Source::<1>(loaders.clone())).load(()).await.unwrap();
        loaders.batch_fn(|| Source::<2>(loaders.clone())).load(()).await.unwrap();
        loaders.batch_fn(|| Source::<3>(loaders.clone())).load(()).await.unwrap();
        db.setup("UPDATE reporters SET id = 7 WHERE id = 1").await;
        loaders.clear();
        let ada = Reporter::by_email(&loaders).load(ADA.to_owned()).await.unwrap();
        assert_eq!(ada.unwrap().id, 7);
    }
);
