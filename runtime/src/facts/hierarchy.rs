//! From a row to the rows above or below it in its own table: a foreign key followed again and again.

use std::marker::PhantomData;

use crate::Many;
use crate::facts::lookup::{KeyOf, Lookup};
use crate::facts::model::{Model, Order};
use crate::facts::relation::{Relation, SameKey};
use crate::facts::step::Recursion;

/// A model whose rows name other rows of it as their parents, as far as one relation follows them.
pub trait Hierarchy: Send + Sync + 'static {
    /// The model.
    type Model: Model;
    /// The foreign key that names a parent: of the type of the primary key.
    type ForeignKey: SameKey<KeyOf<<Self::Model as Model>::ById>>;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The columns of the foreign key, in the order of the primary key's.
    const FOREIGN_KEY: &'static [&'static str];
    /// Where the rows are.
    const DIRECTION: Direction;
    /// The order of rows that are equally far away: the primary key's, where the relation names none.
    const ORDER: &'static [Order] = <Self::Model as Model>::ORDER;
    /// How far rows are followed: 1 is the parent alone, or the children.
    const DEPTH: u32;

    /// The primary key of a row; `None` where the row itself says that it leads nowhere.
    fn key(row: &Self::Model) -> Option<KeyOf<<Self::Model as Model>::ById>>;
}

/// Where the rows of a [`Hierarchy`] are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The parent, its parent, and so on.
    Ancestors,
    /// The children, their children, and so on.
    Descendants,
}

/// The lookup of the rows of a [`Hierarchy`], by the primary key of the row that is started from.
#[derive(Debug)]
pub struct Recursive<T>(PhantomData<fn() -> T>);

type Primary<T> = <<T as Hierarchy>::Model as Model>::ById;

impl<T: Hierarchy> Lookup for Recursive<T> {
    type Model = T::Model;
    type Key = KeyOf<Primary<T>>;
    type Parts = <Primary<T> as Lookup>::Parts;
    type Found = Many<T::Model>;
    type Arguments = ();

    const NAME: &'static str = T::NAME;
    const COLUMNS: &'static [&'static str] = <Primary<T> as Lookup>::COLUMNS;
    const ORDER: &'static [Order] = T::ORDER;
    const UNIQUE: bool = false;
    const RECURSION: Option<Recursion> = Some({
        let (key, foreign_key) = (<Primary<T> as Lookup>::COLUMNS, T::FOREIGN_KEY);
        let (own, next) = match T::DIRECTION {
            Direction::Ancestors => (foreign_key, key),
            Direction::Descendants => (key, foreign_key),
        };
        Recursion { own, next, depth: T::DEPTH }
    });

    fn key(_row: &T::Model) -> Option<Self::Key> {
        None
    }
}

/// A tree as a relation of its model.
impl<T: Hierarchy> Relation for Recursive<T> {
    type From = T::Model;
    type Lookup = Self;

    const NAME: &'static str = T::NAME;
    const SOURCE: &'static [&'static str] = <Primary<T> as Lookup>::COLUMNS;

    fn key(row: &T::Model) -> Option<KeyOf<Self>> {
        T::key(row)
    }
}
