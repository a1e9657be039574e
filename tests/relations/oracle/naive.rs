//! The rows that every relation finds, one row after the other, in loops over all rows.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::models::{Book, Contract, Genre, House, Shelf, Writer};
use super::tables::Tables;

/// The naive search: the rows, and the settings that decide which of them it finds.
#[derive(Debug)]
pub struct Naive {
    pub tables: Tables,
    /// Whether the models' filters apply.
    pub scoped: bool,
    /// Whether the database sorts nulls as the largest values, and not as the smallest.
    pub nulls_last: bool,
}

/// A value to sort by.
type Sorted<T> = (bool, Option<T>);

impl Naive {
    fn order<T>(&self, value: Option<T>) -> Sorted<T> {
        (self.nulls_last && value.is_none(), value)
    }

    fn grade(&self, book: &Book) -> Sorted<i32> {
        self.order(book.grade)
    }

    /// Returns all writers that can be found.
    fn writers(&self) -> impl Iterator<Item = &Writer> + Clone {
        let found = |row: &&Writer| !self.scoped || row.retired.is_none_or(|retired| retired > 2);
        self.tables.writers.iter().filter(found)
    }

    fn books(&self) -> impl Iterator<Item = &Book> + Clone {
        self.tables.books.iter().filter(|row| !self.scoped || row.hidden == 0)
    }

    fn contracts(&self) -> impl Iterator<Item = &Contract> + Clone {
        self.tables.contracts.iter().filter(|row| !self.scoped || row.ended.is_none())
    }

    // One row.

    pub fn house(&self, writer: &Writer) -> Vec<House> {
        sorted(self.tables.houses.iter().filter(|row| writer.house_id == Some(row.id)), |row| row.id)
    }

    pub fn mentor(&self, writer: &Writer) -> Vec<Writer> {
        sorted(self.writers().filter(|row| writer.mentor_id == Some(row.id)), |row| row.id)
    }

    pub fn writer(&self, book: &Book) -> Vec<Writer> {
        sorted(self.writers().filter(|row| book.writer_id == row.id), |row| row.id)
    }

    pub fn signer(&self, book: &Book) -> Vec<Writer> {
        sorted(self.writers().filter(|row| book.signed_by.is_some() && book.signed_by == row.code), |row| {
            row.id
        })
    }

    pub fn shelf(&self, room: Option<i64>, number: i64) -> Vec<Shelf> {
        let is = |row: &&Shelf| room == Some(row.room) && number == row.number;
        sorted(self.tables.shelves.iter().filter(is), |row| (row.room, row.number))
    }

    // Rows that name a row.

    pub fn writers_of(&self, house: &House) -> Vec<Writer> {
        sorted(self.writers().filter(|row| row.house_id == Some(house.id)), |row| row.id)
    }

    pub fn beginners(&self, house: &House) -> Vec<Writer> {
        self.writers_of(house).into_iter().filter(|row| row.mentor_id.is_some()).collect()
    }

    pub fn pupils(&self, writer: &Writer) -> Vec<Writer> {
        let found = self.writers().filter(|row| row.mentor_id == Some(writer.id));
        sorted(found, |row| (Reverse(self.order(row.code)), row.id))
    }

    fn by(&self, writer: &Writer) -> impl Iterator<Item = &Book> {
        self.books().filter(move |row| row.writer_id == writer.id)
    }

    pub fn books_of(&self, writer: &Writer) -> Vec<Book> {
        sorted(self.by(writer), |row| (Reverse(row.day), self.grade(row), row.id))
    }

    pub fn signed(&self, writer: &Writer) -> Vec<Book> {
        let found = self.books().filter(|row| writer.code.is_some() && row.signed_by == writer.code);
        sorted(found, |row| Reverse(row.id))
    }

    pub fn graded(&self, writer: &Writer) -> Vec<Book> {
        sorted(self.by(writer).filter(|row| row.grade.is_some()), |row| row.id)
    }

    pub fn since(&self, writer: &Writer, above: i32, since: NaiveDate) -> Vec<Book> {
        let is = |row: &&Book| row.grade.is_none_or(|grade| row.day >= since && grade > above);
        sorted(self.by(writer).filter(is), |row| (self.grade(row), row.id))
    }

    pub fn newest(&self, writer: &Writer) -> Vec<Book> {
        first(sorted(self.by(writer), |row| (Reverse(row.day), row.id)))
    }

    pub fn best(&self, writer: &Writer) -> Vec<Book> {
        first(sorted(self.by(writer), |row| (Reverse(self.grade(row)), Reverse(row.id))))
    }

    pub fn first_since(&self, writer: &Writer, since: NaiveDate) -> Vec<Book> {
        first(sorted(self.by(writer).filter(|row| row.day >= since), |row| (row.day, row.id)))
    }

    fn on(&self, shelf: &Shelf) -> impl Iterator<Item = &Book> {
        self.books().filter(move |row| row.room == Some(shelf.room) && row.number == shelf.number)
    }

    pub fn books_on(&self, shelf: &Shelf) -> Vec<Book> {
        sorted(self.on(shelf), |row| (self.grade(row), row.id))
    }

    pub fn graded_on(&self, shelf: &Shelf) -> Vec<Book> {
        sorted(self.on(shelf).filter(|row| row.grade.is_some()), |row| row.id)
    }

    pub fn newest_on(&self, shelf: &Shelf) -> Vec<Book> {
        first(sorted(self.on(shelf), |row| (Reverse(row.day), row.id)))
    }

    pub fn own_genres(&self, shelf: &Shelf) -> Vec<Genre> {
        let is = |row: &&Genre| (row.room, row.number) == (shelf.room, shelf.number);
        sorted(self.tables.genres.iter().filter(is), |row| row.id)
    }

    // Rows through a join table.

    pub fn genres(&self, book: &Book) -> Vec<Genre> {
        let pairs = self.tables.book_genres.iter().filter(|pair| pair.0 == Some(book.id));
        let found = pairs.flat_map(|pair| self.tables.genres.iter().filter(|row| pair.1 == Some(row.id)));
        sorted(found, |row| row.id)
    }

    pub fn light(&self, book: &Book, limit: i32) -> Vec<Genre> {
        self.genres(book).into_iter().filter(|row| row.weight < limit).collect()
    }

    pub fn books_with(&self, genre: &Genre) -> Vec<Book> {
        let pairs = self.tables.book_genres.iter().filter(|pair| pair.1 == Some(genre.id));
        let found = pairs.flat_map(|pair| self.books().filter(|row| pair.0 == Some(row.id)));
        sorted(found, |row| (Reverse(row.day), Reverse(self.grade(row)), row.id))
    }

    pub fn labels(&self, shelf: &Shelf) -> Vec<Genre> {
        let labels = &self.tables.labels;
        let labels = labels.iter().filter(|label| (label.0, label.1) == (Some(shelf.room), shelf.number));
        let found = labels.flat_map(|label| self.tables.genres.iter().filter(|row| label.2 == Some(row.id)));
        sorted(found, |row| (row.weight, row.id))
    }

    pub fn contracted(&self, house: &House) -> Vec<(Writer, Contract)> {
        let contracts = self.contracts().filter(|link| link.house_id == Some(house.id));
        let linked = |link: &Contract| {
            let writers = self.writers().filter(|row| row.id == link.writer_id);
            writers.map(|row| (row.clone(), link.clone())).collect::<Vec<_>>()
        };
        let mut found: Vec<_> = contracts.flat_map(linked).collect();
        found.sort_by_key(|(row, link)| (Reverse(self.order(row.retired)), row.id, link.id));
        found
    }

    pub fn contractors(&self, writer: &Writer, least: i64) -> Vec<(House, Contract)> {
        let contracts = self.contracts().filter(|link| link.writer_id == writer.id);
        let linked = |link: &Contract| {
            let houses = self.tables.houses.iter();
            let houses = houses.filter(|row| link.house_id == Some(row.id) && row.id >= least);
            houses.map(|row| (row.clone(), link.clone())).collect::<Vec<_>>()
        };
        let mut found: Vec<_> = contracts.flat_map(linked).collect();
        found.sort_by_key(|(row, link)| (row.id, link.id));
        found
    }

    // Chains: a row once for each way that leads to it.

    pub fn books_of_house(&self, house: &House) -> Vec<Book> {
        let found = chain(&self.writers_of(house), |row| self.books_of(row));
        sorted(&found, |row| (Reverse(self.grade(row)), row.day, row.id))
    }

    pub fn newest_of_house(&self, house: &House) -> Vec<Book> {
        first(sorted(&self.books_of_house(house), |row| (Reverse(row.day), row.id)))
    }

    pub fn graded_by_beginners(&self, house: &House) -> Vec<Book> {
        let found = chain(&self.beginners(house), |row| self.graded(row));
        sorted(&found, |row| (row.day, row.id))
    }

    pub fn good_by_beginners(&self, house: &House) -> Vec<Book> {
        let found = self.graded_by_beginners(house).into_iter().filter(|row| row.grade > Some(0));
        sorted(&found.collect::<Vec<_>>(), |row| row.id)
    }

    pub fn genres_of_house(&self, house: &House) -> Vec<Genre> {
        let found = chain(&self.graded_by_beginners(house), |row| self.genres(row));
        sorted(&found, |row| (Reverse(row.weight), row.id))
    }

    pub fn examples(&self, writer: &Writer) -> Vec<Book> {
        sorted(&chain(&self.mentor(writer), |row| self.books_of(row)), |row| (row.day, row.id))
    }

    pub fn house_of_book(&self, book: &Book) -> Vec<House> {
        chain(&self.writer(book), |row| self.house(row))
    }

    pub fn kindred(&self, book: &Book) -> Vec<Book> {
        let found = chain(&self.genres(book), |row| self.books_with(row));
        sorted(&found, |row| (Reverse(row.day), row.id))
    }

    pub fn writers_on(&self, shelf: &Shelf) -> Vec<Writer> {
        sorted(&chain(&self.books_on(shelf), |row| self.writer(row)), |row| (self.order(row.code), row.id))
    }

    pub fn found_genres(&self, shelf: &Shelf) -> Vec<Genre> {
        sorted(&chain(&self.graded_on(shelf), |row| self.genres(row)), |row| row.id)
    }
}

fn sorted<'r, T: Clone + 'r, K: Ord>(rows: impl IntoIterator<Item = &'r T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut rows: Vec<_> = rows.into_iter().cloned().collect();
    rows.sort_by_key(key);
    rows
}

fn first<T>(mut rows: Vec<T>) -> Vec<T> {
    rows.truncate(1);
    rows
}

fn chain<T, U>(rows: &[T], next: impl Fn(&T) -> Vec<U>) -> Vec<U> {
    rows.iter().flat_map(next).collect()
}
