//! The filter of a struct: every statement obeys it, and `unscoped` is the way around it.

use batchload::{BatchLoad, Error, Loaders};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Section, order_by(id))]
#[has_many(Page, through(sections, pages))]
struct Book {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "deleted_at IS NULL OR deleted_at = 'never'")]
#[has_many(Page, name = long_pages, filter = "words > 10 OR words = :words", args(words: i32))]
#[has_many(Page)]
#[many_to_many(Section, name = seen, through = "sees", target_key = "seen_id")]
struct Section {
    id: i64,
    #[belongs_to(Book)]
    book_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "words > 0")]
struct Page {
    id: i64,
    #[belongs_to(Section)]
    section_id: i64,
    words: i32,
}

const BOOKS: &str = "
    CREATE TABLE books (id BIGINT PRIMARY KEY);
    CREATE TABLE sections (id BIGINT PRIMARY KEY, book_id BIGINT NOT NULL, deleted_at VARCHAR(20));
    CREATE TABLE pages (id BIGINT PRIMARY KEY, section_id BIGINT NOT NULL, words INT NOT NULL);
    CREATE TABLE sees (section_id BIGINT NOT NULL, seen_id BIGINT NOT NULL);
    INSERT INTO sections VALUES (10, 1, NULL), (11, 1, 'today'), (12, 1, 'never'), (13, 2, 'today');
    INSERT INTO pages VALUES (100, 10, 5), (101, 10, 0), (102, 10, 50), (110, 11, 50), (120, 12, 1);
    INSERT INTO sees VALUES (10, 11), (10, 12);
";

fn sections(rows: &[Section]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

fn pages(rows: &[Page]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

on_every_database!(every_lookup_obeys_the_scope, async |db| {
    db.setup(BOOKS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (found, asked) = db.counted(Section::by_id(&loaders).load_many([10, 11, 12])).await;
    let found: Vec<_> = found.unwrap().iter().map(Option::is_some).collect();
    assert_eq!(found, [true, false, true]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let books = [Book { id: 1 }, Book { id: 2 }];
    let (found, asked) =
        db.counted(try_join_all(books.iter().map(|book| book.load_sections(&loaders)))).await;
    let found: Vec<_> = found.unwrap().iter().map(|rows| sections(rows)).collect();
    assert_eq!(found, [vec![10, 12], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_table_that_is_passed_through_obeys_its_scope, async |db| {
    db.setup(BOOKS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (found, asked) = db.counted(Book { id: 1 }.load_pages(&loaders)).await;
    assert_eq!(pages(&found.unwrap()), [100, 102, 120]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (found, asked) = db.counted(Section { id: 10, book_id: 1 }.load_seen(&loaders)).await;
    assert_eq!(sections(&found.unwrap()), [12]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_relation_obeys_the_scope_beside_its_own_condition, async |db| {
    db.setup(BOOKS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (found, asked) = db.counted(Section { id: 10, book_id: 1 }.load_long_pages(&loaders, 0)).await;

    assert_eq!(pages(&found.unwrap()), [102]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_key_that_names_a_row_outside_the_scope_misses_it, async |db| {
    db.setup(BOOKS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let error = Page { id: 110, section_id: 11, words: 50 }.load_section(&loaders).await.unwrap_err();

    assert!(
        matches!(&error, Error::MissingRow { relation: "Page::section", key } if &**key == "11"),
        "{error}"
    );
});

on_every_database!(without_scopes_every_row_is_found_and_nothing_mixes, async |db| {
    db.setup(BOOKS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (book, unscoped) = (Book { id: 1 }, loaders.unscoped());

    let (found, asked) = db
        .counted(futures_util::future::try_join(book.load_pages(&unscoped), book.load_pages(&loaders)))
        .await;
    let (all, some) = found.unwrap();
    assert_eq!((pages(&all), pages(&some)), (vec![100, 101, 102, 110, 120], vec![100, 102, 120]));
    assert_eq!(asked.len(), 2, "{asked:?}");

    // The scoped loaders do not know what the unscoped ones found.
    let (found, asked) = db.counted(Page::by_id(&loaders).load_many([101, 100])).await;
    let found: Vec<_> = found.unwrap().iter().map(Option::is_some).collect();
    assert_eq!(found, [false, true]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (found, asked) = db.counted(Page::by_id(&unscoped.unscoped()).load(101)).await;
    assert_eq!(found.unwrap().map(|page| page.words), Some(0));
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(clear_forgets_rows_with_and_without_scopes_whoever_calls_it, async |db| {
    db.setup(BOOKS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let unscoped = loaders.unscoped();
    for cleared in [&loaders, &unscoped] {
        let words = async |loaders: &Loaders<DB>| {
            Page::by_id(loaders).load(100).await.unwrap().map(|page| page.words)
        };
        let before = (words(&loaders).await, words(&unscoped).await);
        db.setup("UPDATE pages SET words = words + 1 WHERE id = 100").await;
        assert_eq!((words(&loaders).await, words(&unscoped).await), before);
        cleared.clear();
        let after = before.0.map(|words| words + 1);
        assert_eq!((words(&loaders).await, words(&unscoped).await), (after, after));
    }
    assert_eq!((loaders.stats().statements, unscoped.stats().statements), (6, 6));
});
