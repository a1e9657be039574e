//! Types, traits and modules of the user that are named like those of the standard library.
#![allow(dead_code)]

use batchload::BatchLoad;

mod std {}
mod core {}
mod alloc {}
mod sqlx {}

struct Option;
struct Result;
struct Vec;
struct Box;
struct Some;
struct None;
struct Ok;
struct Err;
struct Future;
struct One;
struct Many;
struct Model;
struct Error;
struct Order;
trait Clone {}
trait Default {}
trait From {}
trait Into {}
trait Send {}
trait TryFrom {}
trait Iterator {}

/// Methods that every type has.
trait Everywhere {
    fn clone(&self) {}
    fn map(&self) {}
    fn as_ref(&self) {}
    fn load(&self) {}
    fn lookup(&self) {}
    fn descending(&self) {}
}

impl<T: ?Sized> Everywhere for T {}

#[derive(BatchLoad)]
#[has_many(Article, order_by(pub_date desc, id))]
#[has_one(Article, name = first)]
pub struct Reporter {
    pub id: i64,
    #[sqlx(skip)]
    pub cached: i64,
    #[sqlx(try_from = "i32")]
    pub number: i64,
}

#[derive(BatchLoad)]
pub struct Article {
    pub id: i64,
    pub pub_date: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(Reporter)]
    pub editor_id: ::std::option::Option<i64>,
}

fn main() {}
