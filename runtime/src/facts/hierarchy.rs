//! Hierarchies: from a row to the rows above or below it in its own table, by following one foreign key repeatedly.

use std::marker::PhantomData;

use crate::Many;
use crate::facts::lookup::{KeyOf, Lookup};
use crate::facts::model::{Model, Order};
use crate::facts::relation::{Relation, SameKey};
use crate::facts::step::Recursion;

/// A relation of a model whose rows name other rows of the same model as their parents.
pub trait Hierarchy: Send + Sync + 'static {
    /// The model.
    type Model: Model;
    /// The foreign key that names a parent. It has the type of the primary key.
    type ForeignKey: SameKey<KeyOf<<Self::Model as Model>::ById>>;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The columns of the foreign key, in the order of the primary key's columns.
    const FOREIGN_KEY: &'static [&'static str];
    /// Whether the relation leads to the rows above or below.
    const DIRECTION: Direction;
    /// The order of rows that are equally far away: by the primary key, if the relation names none.
    const ORDER: &'static [Order] = <Self::Model as Model>::ORDER;
    /// How many levels the relation follows: 1 is the parent only, or the children only.
    const DEPTH: u32;

    /// Returns the primary key of a row, or `None` if the row itself says that it leads nowhere.
    fn key(row: &Self::Model) -> Option<KeyOf<<Self::Model as Model>::ById>>;
}

/// The direction in which a [`Hierarchy`] leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The parent, its parent, and so on.
    Ancestors,
    /// The children, their children, and so on.
    Descendants,
}

/// The lookup of the rows of a [`Hierarchy`], by the primary key of the row where it starts.
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

/// A hierarchy as a relation of its model.
impl<T: Hierarchy> Relation for Recursive<T> {
    type From = T::Model;
    type Lookup = Self;

    const NAME: &'static str = T::NAME;
    const SOURCE: &'static [&'static str] = <Primary<T> as Lookup>::COLUMNS;

    fn key(row: &T::Model) -> Option<KeyOf<Self>> {
        T::key(row)
    }
}
