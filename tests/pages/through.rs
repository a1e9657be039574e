//! Pages of rows that are reached through other tables: each row once, in its own order.

use batchload::__private1::{AcrossJoin, FieldName, JoinTable, Refined, Related};
use batchload::{BatchLoad, Connection, Error, Filter, Loaders, Many, Order, Page, Piece, Strategy};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use super::facts::{column, lookup, page, paged, relation};
use crate::support::database::on_every_database;

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Reader {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Book {
    id: i64,
    year: i32,
}

lookup!(Books: Book, i64, (i64,), &["id"]);
lookup!(Readers: Reader, i64, (i64,), &["id"]);
column!(3: Book, year, i32);

#[derive(Debug)]
pub struct Loans;

impl JoinTable for Loans {
    type Source = Readers;
    type Target = Books;

    const TABLE: &'static [&'static str] = &["loans"];
    const SCOPE: &'static [Filter] = &[Filter(&[Piece::Sql("returned = 0")])];
    const NEAR: &'static [&'static str] = &["reader"];
    const FAR: &'static [&'static str] = &["book"];
}

const NEWEST: &[Order] = &[Order::by("year").descending()];

#[derive(Debug)]
pub struct Newest;

impl Refined for Newest {
    type Partner = AcrossJoin<Loans>;
    type Found = Many<Book>;
    type Arguments = ();

    const NAME: &'static str = "Reader::books";
    const ORDER: &'static [Order] = NEWEST;
}

paged!(ReaderBooks: Reader, Related<Newest>, |reader| Some(reader.id), (FieldName<3>,));
relation!(
    NumberedBooks: Reader, AcrossJoin<Loans>, |reader| Some(reader.id), NEWEST, (FieldName<3>,), Strategy::Window
);

/// Reader 1 has borrowed book 11 twice and returned book 14; reader 2 has borrowed nothing.
const LIBRARY: &str = "
    CREATE TABLE readers (id BIGINT PRIMARY KEY);
    CREATE TABLE books (id BIGINT PRIMARY KEY, year INT NOT NULL);
    CREATE TABLE loans (reader BIGINT NOT NULL, book BIGINT NOT NULL, returned INT NOT NULL);
    INSERT INTO books VALUES (10, 1990), (11, 2001), (12, 2001), (13, 1980), (14, 2020);
    INSERT INTO loans VALUES (1, 13, 0), (1, 11, 0), (1, 10, 0), (1, 11, 0), (1, 14, 1), (1, 12, 0), (3, 13, 0);
";

fn answer_of(page: &Connection<Book>) -> (Vec<i64>, bool, bool, Option<u64>) {
    let ids = page.rows().iter().map(|book| book.id).collect();
    (ids, page.has_previous_page(), page.has_next_page(), page.total_count())
}

/// Returns the first two books of three readers, and the next ones.
macro_rules! books {
    ($loaders:expr, $relation:ty) => {{
        let loaders = $loaders;
        let readers = [1, 2, 3].map(|id| Reader { id });
        let two = async |reader: &Reader| {
            let first = page::<$relation, DB>(&loaders, (), reader, &Page::first(2).with_total()).await?;
            let Some(end) = first.end_cursor() else { return Ok((answer_of(&first), None)) };
            let second = page::<$relation, DB>(&loaders, (), reader, &Page::first(2).after(end)).await?;
            Ok::<_, Error>((answer_of(&first), Some(answer_of(&second))))
        };
        let pages = loaders.drive(try_join_all(readers.iter().map(two))).await;
        pages.unwrap()
    }};
}

on_every_database!(a_row_that_a_join_table_names_twice_is_on_one_page, async |db| {
    db.setup(LIBRARY).await;
    let expected = [
        ((vec![11, 12], false, true, Some(4)), Some((vec![10, 13], true, false, None))),
        ((vec![], false, false, Some(0)), None),
        ((vec![13], false, false, Some(1)), Some((vec![], true, false, None))),
    ];
    let (pages, asked) = db.counted(async { books!(Loaders::<DB>::new(db.pool()), ReaderBooks) }).await;
    assert_eq!(pages[..], expected[..]);
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert_eq!(books!(Loaders::<DB>::new(db.pool()), NumberedBooks)[..], expected[..]);
});

on_every_database!(a_scope_on_the_way_is_obeyed_unless_it_is_lifted, async |db| {
    db.setup(LIBRARY).await;
    let loaders = Loaders::<DB>::new(db.pool());
    assert_eq!(books!(loaders.clone(), ReaderBooks)[0].0.0, [11, 12]);
    assert_eq!(books!(loaders.unscoped(), ReaderBooks)[0].0, (vec![14, 11], false, true, Some(5)));
});
