//! Where nulls stand in an order, and how a statement tells the database.

use super::{Dialect, Statement};
use crate::facts::model::{Nulls, Order};

/// Where a database understands `NULLS FIRST` and `NULLS LAST`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlacesNulls {
    /// In orders and in indexes.
    InIndexes,
    /// In orders only.
    InOrders,
    /// Nowhere. The statement sorts first by whether there is a value.
    Nowhere,
}

impl Order {
    /// Returns whether nulls follow all values.
    pub(super) fn ends_with_nulls<DB: Dialect>(&self) -> bool {
        self.nulls.unwrap_or_else(|| self.default_nulls::<DB>()) == Nulls::Last
    }

    /// Returns where the database puts nulls by default.
    fn default_nulls<DB: Dialect>(&self) -> Nulls {
        if self.descending == DB::NULLS_ARE_LARGEST { Nulls::First } else { Nulls::Last }
    }

    /// Returns where nulls stand, if that is not the database's default.
    pub(super) fn moved_nulls<DB: Dialect>(&self) -> Option<Nulls> {
        self.nulls.filter(|nulls| *nulls != self.default_nulls::<DB>())
    }

    /// Returns the order of the same rows from last to first.
    pub(super) fn reversed(self) -> Self {
        let nulls = self.nulls.map(|nulls| if nulls == Nulls::First { Nulls::Last } else { Nulls::First });
        Self { descending: !self.descending, nulls, ..self }
    }

    /// Returns the column of an index that serves this order.
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
    /// Appends the terms that sort by an order, whose column `column` appends.
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
