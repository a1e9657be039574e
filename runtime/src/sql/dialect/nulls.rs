//! Where rows without a value stand in an order, and how each database is told.

use super::{Dialect, Statement};
use crate::facts::model::{Nulls, Order};

/// What a database understands of where nulls stand.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlacesNulls {
    /// `NULLS LAST`, in orders and in indexes.
    InIndexes,
    /// `NULLS LAST`, in orders.
    InOrders,
    /// Nothing. Whether there is a value is sorted by first.
    Nowhere,
}

impl Order {
    /// Whether nulls stand behind all values.
    pub(super) fn ends_with_nulls<DB: Dialect>(&self) -> bool {
        self.nulls.unwrap_or_else(|| self.default_nulls::<DB>()) == Nulls::Last
    }

    /// Where the database puts nulls.
    fn default_nulls<DB: Dialect>(&self) -> Nulls {
        if self.descending == DB::NULLS_ARE_LARGEST { Nulls::First } else { Nulls::Last }
    }

    /// Where nulls stand, if that is not where the database puts them.
    pub(super) fn moved_nulls<DB: Dialect>(&self) -> Option<Nulls> {
        self.nulls.filter(|nulls| *nulls != self.default_nulls::<DB>())
    }

    /// The same rows, the last of them first.
    pub(super) fn reversed(self) -> Self {
        let nulls = self.nulls.map(|nulls| if nulls == Nulls::First { Nulls::Last } else { Nulls::First });
        Self { descending: !self.descending, nulls, ..self }
    }

    /// The column of an index that the order follows.
    pub(crate) fn in_index<DB: Dialect>(&self) -> String {
        let moved = self.moved_nulls::<DB>().filter(|_| DB::PLACES_NULLS == PlacesNulls::InIndexes);
        format!("{}{}", self.column, direction(self.descending, moved))
    }
}

fn direction(descending: bool, nulls: Option<Nulls>) -> String {
    let nulls = match nulls {
        Some(Nulls::First) => " NULLS FIRST",
        Some(Nulls::Last) => " NULLS LAST",
        None => "",
    };
    format!("{}{nulls}", if descending { " DESC" } else { "" })
}

impl<DB: Dialect> Statement<DB> {
    /// Appends what rows are sorted by: an order's column, which `column` appends.
    pub(super) fn push_sorted(&mut self, order: &Order, column: impl Fn(&mut Self)) {
        let mut moved = order.moved_nulls::<DB>();
        if DB::PLACES_NULLS == PlacesNulls::Nowhere
            && let Some(nulls) = moved.take()
        {
            column(self);
            self.push(if nulls == Nulls::First { " IS NOT NULL, " } else { " IS NULL, " });
        }
        column(self);
        self.push(&direction(order.descending, moved));
    }
}
