//! The models that are compared with a naive search, and their tables. No assertions.

#![allow(clippy::duplicated_attributes, reason = "several relations are counted")]

use batchload::BatchLoad;
use chrono::NaiveDate;
use sqlx::FromRow;

/// A house with writers, their books, and contracts with writers of any house.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Writer, count)]
#[has_many(Writer, name = beginners, filter = "mentor_id IS NOT NULL")]
#[has_many(Book, through(writers, books), order_by(grade desc, day), count)]
#[has_many(Book, name = graded_by_beginners, through(beginners, graded), order_by(day), count)]
#[has_many(Book, name = good_by_beginners, through(beginners, graded), filter = "grade > 0", count)]
#[has_many(Genre, through(beginners, graded, genres), order_by(weight desc), count)]
#[has_one(Book, name = newest, through(writers, books), order_by(day desc))]
#[many_to_many(Writer, name = contracted, through = Contract, order_by(retired desc), count)]
pub struct House {
    pub id: i64,
}

/// A writer of a house or of none, who learns from another writer, and may have retired.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "retired IS NULL OR retired > 2")]
#[has_many(Writer, name = pupils, foreign_key = mentor_id, order_by(code desc), count)]
#[has_many(Book, order_by(day desc, grade), count)]
#[has_many(Book, name = signed, foreign_key = signed_by, references = code, order_by(id desc), count)]
#[has_many(Book, name = graded, filter = "grade IS NOT NULL", count)]
#[has_many(
    Book,
    name = since,
    filter = "day >= :since AND grade > :above OR grade IS NULL",
    args(above: i32, since: NaiveDate),
    order_by(grade),
    count
)]
#[has_one(Book, name = newest, order_by(day desc))]
#[has_one(Book, name = best, order_by(grade desc, id desc))]
#[has_one(Book, name = first_since, filter = "day >= :since", args(since: NaiveDate), order_by(day))]
#[has_many(Book, name = examples, through(mentor, books), order_by(day), count)]
#[many_to_many(
    House,
    name = contractors,
    through = Contract,
    filter = "id >= :least",
    args(least: i64),
    count
)]
pub struct Writer {
    pub id: i64,
    #[batch_load(unique)]
    pub code: Option<i64>,
    #[belongs_to(House)]
    pub house_id: Option<i64>,
    #[belongs_to(Writer)]
    pub mentor_id: Option<i64>,
    pub retired: Option<i32>,
}

/// A book by a writer, signed by one or by nobody, which stands on a shelf or nowhere.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "hidden = 0")]
#[belongs_to(Shelf, foreign_key(room, number))]
#[has_one(House, through(writer, house))]
#[many_to_many(Genre, through = "book_genres", count)]
#[many_to_many(Genre, name = light, through = "book_genres", filter = "weight < :limit", args(limit: i32), count)]
#[has_many(Book, name = kindred, through(genres, books), order_by(day desc), count)]
pub struct Book {
    pub id: i64,
    #[belongs_to(Writer)]
    pub writer_id: i64,
    #[belongs_to(Writer, references = code, name = signer)]
    pub signed_by: Option<i64>,
    pub room: Option<i64>,
    pub number: i64,
    pub day: NaiveDate,
    pub grade: Option<i32>,
    pub hidden: i32,
}

/// A shelf of a room.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "shelves")]
#[has_many(Book, foreign_key(room, number), order_by(grade), count)]
#[has_many(Book, name = graded, foreign_key(room, number), filter = "grade IS NOT NULL")]
#[has_one(Book, name = newest, foreign_key(room, number), order_by(day desc))]
#[has_many(Genre, name = own_genres, foreign_key(room, number), count)]
#[has_many(Writer, through(books, writer), order_by(code), count)]
#[has_many(Genre, name = found_genres, through(graded, genres), count)]
#[many_to_many(
    Genre,
    name = labels,
    through = "labels",
    foreign_key("room", "number"),
    order_by(weight),
    count
)]
pub struct Shelf {
    #[batch_load(primary_key)]
    pub room: i64,
    #[batch_load(primary_key)]
    pub number: i64,
}

/// A genre with a shelf of its own, which may be missing.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[belongs_to(Shelf, foreign_key(room, number))]
#[many_to_many(Book, through = "book_genres", order_by(day desc, grade desc), count)]
pub struct Genre {
    pub id: i64,
    pub weight: i32,
    pub room: i64,
    pub number: i64,
}

/// A contract that ties a writer to a house. There may be more than one.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "ended IS NULL")]
pub struct Contract {
    pub id: i64,
    #[belongs_to(House)]
    pub house_id: Option<i64>,
    #[belongs_to(Writer)]
    pub writer_id: i64,
    pub ended: Option<i32>,
}

pub const LIBRARY: &str = "
    CREATE TABLE houses (id BIGINT PRIMARY KEY);
    CREATE TABLE writers (id BIGINT PRIMARY KEY, code BIGINT UNIQUE, house_id BIGINT, mentor_id BIGINT, retired INT);
    CREATE TABLE books (
        id BIGINT PRIMARY KEY, writer_id BIGINT NOT NULL, signed_by BIGINT, room BIGINT, number BIGINT NOT NULL,
        day DATE NOT NULL, grade INT, hidden INT NOT NULL
    );
    CREATE TABLE shelves (room BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (room, number));
    CREATE TABLE genres (id BIGINT PRIMARY KEY, weight INT NOT NULL, room BIGINT NOT NULL, number BIGINT NOT NULL);
    CREATE TABLE contracts (id BIGINT PRIMARY KEY, house_id BIGINT, writer_id BIGINT NOT NULL, ended INT);
    CREATE TABLE book_genres (book_id BIGINT, genre_id BIGINT);
    CREATE TABLE labels (room BIGINT, number BIGINT, genre_id BIGINT);
";
