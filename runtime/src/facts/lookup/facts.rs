//! The facts of a lookup as values, so that the code that uses them is compiled once, and not once for each lookup.

use super::{Lookup, Strategy};
use crate::facts::filter::Filter;
use crate::facts::model::{Column, Model, Order};
use crate::facts::step::{Recursion, Step};

/// The facts that a lookup and its model state.
pub(crate) struct Facts {
    /// The names of the lookup and of its model.
    pub(crate) name: &'static str,
    pub(crate) model: &'static str,
    /// The model's table, its columns and its default scope.
    pub(crate) table: &'static [&'static str],
    pub(crate) columns: &'static [Column],
    pub(crate) scope: &'static [Filter],
    /// Whether the columns of a row are read by their names.
    pub(crate) by_name: bool,
    /// The columns of the model's primary key, and the order by it.
    pub(crate) primary: &'static [&'static str],
    pub(crate) tie_breaker: &'static [Order],
    /// The lookup's key columns.
    pub(crate) keys: &'static [&'static str],
    pub(crate) order: &'static [Order],
    pub(crate) unique: bool,
    pub(crate) strategy: Strategy,
    pub(crate) recursion: Option<Recursion>,
    pub(crate) steps: fn() -> Vec<Step>,
    pub(crate) conditions: fn() -> Vec<Filter>,
}

impl Facts {
    /// Returns the facts of a lookup, for use as a constant.
    pub(crate) const fn of<L: Lookup>() -> Self {
        Self {
            name: L::NAME,
            model: L::Model::NAME,
            table: L::Model::TABLE,
            columns: L::Model::COLUMNS,
            scope: L::Model::SCOPE,
            by_name: !L::Model::BY_POSITION,
            primary: <<L::Model as Model>::ById as Lookup>::COLUMNS,
            tie_breaker: L::Model::ORDER,
            keys: L::COLUMNS,
            order: L::ORDER,
            unique: L::UNIQUE,
            strategy: L::STRATEGY,
            recursion: L::RECURSION,
            steps: L::steps,
            conditions: L::conditions,
        }
    }

    /// Returns the order of the rows, made total by the primary key.
    pub(crate) fn total_order(&self) -> Vec<Order> {
        Order::total(self.order, self.tie_breaker)
    }
}
