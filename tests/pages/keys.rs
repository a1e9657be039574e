//! Pages by keys of all kinds: texts that are equal under a collation, keys of two columns, and keys that JSON cannot
//! carry.

use batchload::{BatchLoad, Error, Loaders, Order, Page, Strategy};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use super::facts::{lookup, page, paged, relation};
use crate::support::database::{Database, Kind, Tested, on_every_database};

/// A row with any key.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "words")]
pub struct Word {
    #[batch_load(primary_key)]
    site: i64,
    #[batch_load(primary_key)]
    number: i64,
    shelf: String,
    mark: Vec<u8>,
}

impl Word {
    fn of(site: i64, shelf: &str, mark: u8) -> Self {
        Self { site, number: 0, shelf: shelf.to_owned(), mark: vec![mark] }
    }
}

const fn up(column: &'static str) -> Order {
    Order::by(column)
}

lookup!(ByShelf: Word, String, (String,), &["shelf"]);
lookup!(BySiteAndShelf: Word, (i64, String), (i64, String), &["site", "shelf"]);
lookup!(ByMark: Word, Vec<u8>, (Vec<u8>,), &["mark"]);
paged!(OnShelf: Word, ByShelf, |word| Some(word.shelf.clone()), ());
relation!(NumberedOnShelf: Word, ByShelf, |word| Some(word.shelf.clone()), &[up("site")], (), Strategy::Window);
paged!(OnShelfOfSite: Word, BySiteAndShelf, |word| Some((word.site, word.shelf.clone())), ());
paged!(Marked: Word, ByMark, |word| Some(word.mark.clone()), ());

/// Creates seven words on shelves whose names differ only in case.
async fn words<DB: Tested>(db: &Database<DB>) {
    let (text, bytes) = match db.kind() {
        Kind::Sqlite => ("TEXT COLLATE NOCASE", "BLOB"),
        Kind::Postgres => {
            db.setup(
                "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            )
            .await;
            ("TEXT COLLATE nocase", "BYTEA")
        }
        Kind::MySql => ("VARCHAR(40) COLLATE utf8mb4_unicode_ci", "VARBINARY(9)"),
    };
    let mark = |number: i64| match db.kind() {
        Kind::Postgres => format!("'\\x0{}'", number % 3),
        _ => format!("X'0{}'", number % 3),
    };
    let shelves = ["Ab", "ab", "AB", "b", "aB", "B", "ab"];
    let rows = (1..)
        .zip(shelves)
        .map(|(number, shelf)| format!("({}, {number}, '{shelf}', {})", number % 2, mark(number)));
    let rows: Vec<String> = rows.collect();
    db.setup(&format!(
        "CREATE TABLE words (site BIGINT NOT NULL, number BIGINT NOT NULL, shelf {text} NOT NULL,
             mark {bytes} NOT NULL, PRIMARY KEY (site, number));
         INSERT INTO words VALUES {}",
        rows.join(", ")
    ))
    .await;
}

/// Returns the numbers on the first page of each of these rows, and on the next one.
macro_rules! pages {
    ($db:expr, $relation:ty, $from:expr) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let from: Vec<Word> = $from.into();
        let two = async |word: &Word| {
            let first = page::<$relation, DB>(&loaders, (), word, &Page::first(2).with_total()).await?;
            let after = first.end_cursor().unwrap_or_default();
            let second = page::<$relation, DB>(&loaders, (), word, &Page::first(2).after(after)).await?;
            let numbers = |rows: &[Word]| rows.iter().map(|word| word.number).collect::<Vec<_>>();
            Ok::<_, Error>((numbers(first.rows()), numbers(second.rows()), first.total_count().unwrap()))
        };
        let (pages, asked) = $db.counted(loaders.drive(try_join_all(from.iter().map(two)))).await;
        assert_eq!(asked.len(), 2, "{asked:?}");
        pages.unwrap()
    }};
}

on_every_database!(texts_that_a_collation_holds_equal_have_the_same_pages, async |db| {
    words(&db).await;
    let asked = [Word::of(0, "ab", 0), Word::of(0, "AB", 0), Word::of(0, "b", 0)];
    let expected = [(vec![2, 1], vec![3, 5], 5), (vec![2, 1], vec![3, 5], 5), (vec![4, 6], vec![], 2)];
    assert_eq!(pages!(db, OnShelf, asked.clone())[..], expected[..]);
    assert_eq!(pages!(db, NumberedOnShelf, asked)[..], expected[..]);
});

on_every_database!(keys_of_two_columns_have_pages, async |db| {
    words(&db).await;
    let asked = [Word::of(1, "ab", 0), Word::of(0, "ab", 0), Word::of(0, "B", 0)];
    let expected = [(vec![1, 3], vec![5, 7], 4), (vec![2], vec![], 1), (vec![4, 6], vec![], 2)];
    assert_eq!(pages!(db, OnShelfOfSite, asked)[..], expected[..]);
});

on_every_database!(keys_that_json_does_not_carry_have_pages, async |db| {
    words(&db).await;
    let asked = [Word::of(0, "", 1), Word::of(0, "", 0), Word::of(0, "", 2)];
    let expected = [(vec![4, 1], vec![7], 3), (vec![6, 3], vec![], 2), (vec![2, 5], vec![], 2)];
    assert_eq!(pages!(db, Marked, asked)[..], expected[..]);
});

on_every_database!(a_text_that_json_does_not_carry_has_a_page, async |db| {
    words(&db).await;
    if db.kind() == Kind::Postgres {
        // A text of PostgreSQL cannot hold a NUL.
        return;
    }
    let loaders = Loaders::<DB>::new(db.pool());
    let (odd, plain) = (Word::of(0, "b\0", 0), Word::of(0, "b", 0));
    let first = Page::first(1).with_total();
    let pages = futures_util::try_join!(
        page::<OnShelf, DB>(&loaders, (), &odd, &first),
        page::<OnShelf, DB>(&loaders, (), &plain, &first)
    );
    let (odd, plain) = pages.unwrap();
    assert_eq!(
        (odd.total_count().is_some(), plain.rows()[0].number, plain.total_count()),
        (true, 4, Some(2))
    );
});

#[derive(Clone, BatchLoad)]
#[has_many(Twig, foreign_key = tree, order_by(id), page(default = 1))]
struct Tree {
    id: String,
}

#[derive(Clone, FromRow, BatchLoad)]
#[batch_load(table = "twigs")]
struct Twig {
    id: i64,
    #[batch_load(index)]
    tree: String,
}

// If the key were sent again for each key that pads a list, the statement would be more than a server takes.
on_every_database!(a_long_key_among_others_is_no_padding, async |db| {
    db.setup(
        "CREATE TABLE twigs (id BIGINT PRIMARY KEY, tree VARCHAR(40) NOT NULL);
        INSERT INTO twigs VALUES (1, '7'), (2, '7'), (3, '9')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let ids = std::iter::once("x".repeat(100_000)).chain((1..129).map(|id| id.to_string()));
    let trees: Vec<_> = ids.map(|id| Tree { id }).collect();
    let pages =
        try_join_all(trees.iter().map(|tree| tree.load_twigs_page(&loaders, Page::first(1).with_total())));
    let (pages, asked) = db.counted(pages).await;
    let totals: Vec<_> = pages.unwrap().iter().map(|page| page.total_count().unwrap()).collect();
    assert_eq!((totals[7], totals[9], totals.iter().sum::<u64>()), (2, 1, 3));
    assert!(asked.len() <= 2, "{}", asked.len());
});
