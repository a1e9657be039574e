//! Subscribers are told what would make loads faster: an index, fewer sets of arguments, and loads that do not wait for
//! each other.

use batchload::{BatchLoad, Loaders, Page};
use sqlx::FromRow;
use tracing::Level;

use crate::support::database::test;
use crate::support::events::Events;
use crate::support::runtimes::Flavour;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[allow(clippy::duplicated_attributes, reason = "several relations have pages")]
#[has_many(Tale, order_by(day desc), page)]
#[has_many(Tale, name = counted, order_by(day), page, strategy = window)]
#[has_many(Word, through(tales, words), order_by(text), page)]
#[has_many(Song, page)]
#[has_many(Tale, name = since, filter = "day >= :day", args(day: i64))]
struct Teller {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Word)]
struct Tale {
    id: i64,
    day: i64,
    #[belongs_to(Teller)]
    teller_id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Word {
    id: i64,
    text: String,
    #[belongs_to(Tale)]
    tale_id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Song {
    #[batch_load(primary_key)]
    #[belongs_to(Teller)]
    teller_id: i64,
    #[batch_load(primary_key)]
    number: i64,
}

/// Repeats some work until the subscriber hears of it, and returns what was logged. `tracing` remembers for each
/// callsite whether a subscriber is interested. It remembers the wrong answer if another test reaches the callsite for
/// the first time at the moment when this test sets its subscriber.
async fn heard<W: Future<Output = ()>>(events: &Events, work: impl Fn() -> W) -> Vec<String> {
    loop {
        tracing::callsite::rebuild_interest_cache();
        work().await;
        let logged = events.take();
        if !logged.is_empty() {
            return logged;
        }
    }
}

test!(the_index_that_pages_want_is_logged_once, sqlx::Sqlite, &[Flavour::CurrentThread], async |db| {
    db.setup(
        "CREATE TABLE tales (id BIGINT PRIMARY KEY, day BIGINT NOT NULL, teller_id BIGINT NOT NULL);
         CREATE TABLE words (id BIGINT PRIMARY KEY, text VARCHAR(20) NOT NULL, tale_id BIGINT NOT NULL);
         CREATE TABLE songs (teller_id BIGINT NOT NULL, number BIGINT NOT NULL)",
    )
    .await;
    let teller = Teller { id: 1 };
    let events = Events::down_to(Level::TRACE);
    let _here = tracing::subscriber::set_default(events.clone());
    let logged = heard(&events, || async {
        teller.load_tales_page(&Loaders::<DB>::new(db.pool()), Page::first(1)).await.unwrap();
    });
    let logged = logged.await;
    assert_eq!(
        logged,
        [
            "DEBUG message=pages are found fastest through this index relation=\"Teller::tales\" table=\"tales\" \
             index=\"teller_id, day DESC, id\" "
        ]
    );

    let loaders = Loaders::<DB>::new(db.pool());
    teller.load_tales_page(&loaders, Page::last(2)).await.unwrap();
    teller.load_counted_page(&loaders, Page::first(1)).await.unwrap();
    assert_eq!(events.take(), Vec::<String>::new(), "once, and not where rows are numbered");

    teller.load_words_page(&loaders, Page::first(1)).await.unwrap();
    let logged = events.take();
    assert_eq!(logged.len(), 1, "{logged:?}");
    assert!(logged[0].ends_with("table=\"words\" index=\"text, id\" "), "{logged:?}");

    teller.load_songs_page(&loaders, Page::first(1)).await.unwrap();
    let logged = events.take();
    assert!(logged[0].ends_with("index=\"teller_id, number\" "), "no column is named twice: {logged:?}");
});

test!(many_sets_of_arguments_are_told_once, sqlx::Sqlite, &[Flavour::CurrentThread], async |db| {
    db.setup("CREATE TABLE tales (id BIGINT PRIMARY KEY, day BIGINT NOT NULL, teller_id BIGINT NOT NULL)")
        .await;
    let teller = Teller { id: 1 };
    let events = Events::down_to(Level::TRACE);
    let _here = tracing::subscriber::set_default(events.clone());
    let logged = heard(&events, || async {
        let loaders = Loaders::<DB>::new(db.pool());
        for day in [0, 1, 2, 3, 4, 5, 6, 7, 8, 3] {
            teller.load_since(&loaders, day).await.unwrap();
        }
        assert_eq!(events.take(), Vec::<String>::new());
        teller.load_since(&loaders, 9).await.unwrap();
        teller.load_since(&loaders, 10).await.unwrap();
    });
    let logged = logged.await;
    assert_eq!(logged.len(), 1, "{logged:?}");
    assert!(logged[0].ends_with("lookup=\"Teller::since\" sets=10 "), "{logged:?}");

    let loaders = Loaders::<DB>::new(db.pool());
    for day in 0..20 {
        teller.load_since(&loaders, day).await.unwrap();
    }
    assert_eq!(events.take(), Vec::<String>::new(), "once");
});

test!(loads_that_wait_for_each_other_are_told_once, sqlx::Sqlite, &[Flavour::CurrentThread], async |db| {
    db.setup(
        "CREATE TABLE tales (id BIGINT PRIMARY KEY, day BIGINT NOT NULL, teller_id BIGINT NOT NULL);
         CREATE TABLE words (id BIGINT PRIMARY KEY, text VARCHAR(20) NOT NULL, tale_id BIGINT NOT NULL)",
    )
    .await;
    let events = Events::down_to(Level::TRACE);
    let _here = tracing::subscriber::set_default(events.clone());
    let logged = heard(&events, || async {
        let loaders = Loaders::<DB>::new(db.pool());
        for id in [0, 1, 2, 3, 4, 5, 6, 7, 8, 3] {
            Tale::by_id(&loaders).load(id).await.unwrap();
        }
        assert_eq!(events.take(), Vec::<String>::new());
        Tale::by_id(&loaders).load(9).await.unwrap();
        Tale::by_id(&loaders).load(10).await.unwrap();
    });
    let logged = logged.await;
    assert_eq!(logged.len(), 1, "{logged:?}");
    assert!(logged[0].ends_with("lookup=\"Tale::by_id\" batches=10 "), "{logged:?}");

    let loaders = Loaders::<DB>::new(db.pool());
    for id in 0..20 {
        Tale::by_id(&loaders).load(id).await.unwrap();
        // The ninth batch in a row is followed by one of two keys.
        Word::by_id(&loaders).load_many(if id % 10 == 9 { vec![id, -id] } else { vec![id] }).await.unwrap();
    }
    assert_eq!(events.take(), Vec::<String>::new(), "once, and not before ten in a row");
});
