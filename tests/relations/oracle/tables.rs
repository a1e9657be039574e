//! Random rows for the tables: few values, so that they tie, and keys that are null or lead nowhere.

use std::fmt::Display;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::models::{Book, Contract, Genre, House, Shelf, Writer};

/// All rows, in the order of their primary keys.
#[derive(Clone, Debug)]
pub struct Tables {
    pub houses: Vec<House>,
    pub writers: Vec<Writer>,
    pub books: Vec<Book>,
    pub shelves: Vec<Shelf>,
    pub genres: Vec<Genre>,
    pub contracts: Vec<Contract>,
    /// A book and a genre.
    pub book_genres: Vec<(Option<i64>, Option<i64>)>,
    /// The room and the number of a shelf, and a genre.
    pub labels: Vec<(Option<i64>, i64, Option<i64>)>,
}

/// Returns sets of tables, the same in every run.
pub fn many(count: usize) -> Vec<Tables> {
    let mut runner = TestRunner::deterministic();
    vec(tables(), count).new_tree(&mut runner).unwrap().current()
}

pub fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1 + day).unwrap()
}

fn tables() -> impl Strategy<Value = Tables> {
    let pairs = vec((weighted(0.9, 1..30_i64), weighted(0.9, 1..7_i64)), 0..40);
    let labels = vec((weighted(0.9, 0..3_i64), 0..3_i64, weighted(0.9, 1..7_i64)), 0..20);
    let rows = (vec(Just(()), 0..4), vec(writer(), 0..10), vec(book(), 0..25), vec(genre(), 0..6));
    (rows, vec(any::<bool>(), 9), vec(contract(), 0..15), pairs, labels).prop_map(
        |((houses, writers, books, genres), shelves, contracts, book_genres, labels)| {
            let shelf = |at: i64| Shelf { room: at / 3, number: at % 3 };
            Tables {
                houses: (1..).zip(houses).map(|(id, ())| House { id }).collect(),
                // Codes are unique, and no code is the id of its row.
                writers: (1..)
                    .zip(writers)
                    .map(|(id, row)| Writer { id, code: row.code.map(|_| 12 - id), ..row })
                    .collect(),
                books: (1..).zip(books).map(|(id, row)| Book { id, ..row }).collect(),
                shelves: (0..).zip(shelves).filter(|(_, is)| *is).map(|(at, _)| shelf(at)).collect(),
                genres: (1..).zip(genres).map(|(id, row)| Genre { id, ..row }).collect(),
                contracts: (1..).zip(contracts).map(|(id, row)| Contract { id, ..row }).collect(),
                book_genres,
                labels,
            }
        },
    )
}

fn writer() -> impl Strategy<Value = Writer> {
    (weighted(0.8, Just(0)), weighted(0.8, 1..5_i64), weighted(0.7, 1..12_i64), weighted(0.4, 0..5))
        .prop_map(|(code, house_id, mentor_id, retired)| Writer { id: 0, code, house_id, mentor_id, retired })
}

fn book() -> impl Strategy<Value = Book> {
    let keys = (1..12_i64, weighted(0.8, 1..13_i64), weighted(0.8, 0..3_i64), 0..3_i64);
    (keys, 0..4_u32, weighted(0.7, 0..3), weighted(0.2, Just(1))).prop_map(
        |((writer_id, signed_by, room, number), date, grade, hidden)| Book {
            id: 0,
            writer_id,
            signed_by,
            room,
            number,
            day: day(date),
            grade,
            hidden: hidden.unwrap_or(0),
        },
    )
}

fn genre() -> impl Strategy<Value = Genre> {
    (0..3, 0..3_i64, 0..3_i64).prop_map(|(weight, room, number)| Genre { id: 0, weight, room, number })
}

fn contract() -> impl Strategy<Value = Contract> {
    (weighted(0.9, 1..5_i64), 1..12_i64, weighted(0.2, Just(1)))
        .prop_map(|(house_id, writer_id, ended)| Contract { id: 0, house_id, writer_id, ended })
}

impl Tables {
    /// Returns statements that leave only these rows in the tables. The last rows come first, so that no order is an
    /// accident.
    pub fn script(&self) -> String {
        [
            insert("houses", &self.houses, |row| row.id.to_string()),
            insert("writers", &self.writers, |Writer { id, code, house_id, mentor_id, retired }| {
                format!(
                    "{id}, {}, {}, {}, {}",
                    sql(code.as_ref()),
                    sql(house_id.as_ref()),
                    sql(mentor_id.as_ref()),
                    sql(retired.as_ref())
                )
            }),
            insert("books", &self.books, |row| {
                let Book { id, writer_id, signed_by, room, number, day, grade, hidden } = row;
                let (signed_by, room, grade) =
                    (sql(signed_by.as_ref()), sql(room.as_ref()), sql(grade.as_ref()));
                format!("{id}, {writer_id}, {signed_by}, {room}, {number}, '{day}', {grade}, {hidden}")
            }),
            insert("shelves", &self.shelves, |Shelf { room, number }| format!("{room}, {number}")),
            insert("genres", &self.genres, |Genre { id, weight, room, number }| {
                format!("{id}, {weight}, {room}, {number}")
            }),
            insert("contracts", &self.contracts, |Contract { id, house_id, writer_id, ended }| {
                format!("{id}, {}, {writer_id}, {}", sql(house_id.as_ref()), sql(ended.as_ref()))
            }),
            insert("book_genres", &self.book_genres, |(book, genre)| {
                format!("{}, {}", sql(book.as_ref()), sql(genre.as_ref()))
            }),
            insert("labels", &self.labels, |(room, number, genre)| {
                format!("{}, {number}, {}", sql(room.as_ref()), sql(genre.as_ref()))
            }),
        ]
        .concat()
    }
}

fn insert<T>(table: &str, rows: &[T], values: impl Fn(&T) -> String) -> String {
    let rows: Vec<_> = rows.iter().rev().map(|row| format!("({})", values(row))).collect();
    let delete = format!("DELETE FROM {table};");
    if rows.is_empty() { delete } else { format!("{delete} INSERT INTO {table} VALUES {};", rows.join(", ")) }
}

fn sql<T: Display>(value: Option<&T>) -> String {
    value.map_or_else(|| "NULL".to_owned(), T::to_string)
}
