//! Reads rows as they come, packed or one by one, with what the database tells about their keys.

use super::run::{Collect, Taken};
use super::{FetchPlan, KeyedSink, Sink};
use crate::Error;
use crate::answers::pairing::{NO_GROUP, Pairs};
use crate::answers::ranks::Ranks;
use crate::key::{Key, Parted};
use crate::sql::dialect::{Checked, Dialect, Keys, Pairing, Question, Rank, Row};
use crate::sql::packed::{JsonType, Packed};

/// What the database told about the keys of the rows.
pub(super) enum RowKeys<P> {
    /// The position of the asked key.
    Positions(Vec<usize>),
    /// The key itself.
    Keys(Vec<P>),
    /// Nothing, because the rows hold their keys.
    InRows,
}

impl<P> RowKeys<P> {
    /// Returns how the database will tell the keys, without any row yet.
    fn expected<DB: Dialect>(question: &Question<'_, DB>) -> Self
    where
        P: Keys<DB>,
    {
        match P::pairing() {
            Pairing::Position => Self::Positions(Vec::new()),
            _ if question.with_keys => Self::Keys(Vec::new()),
            _ => Self::InRows,
        }
    }

    pub(super) fn into_pairs<K, DB>(self, keys: &[K], rows: &dyn KeyedSink<K, DB>) -> Pairs<K>
    where
        K: Key + Parted<P>,
        DB: Dialect,
    {
        match self {
            // All rows found for the only key are its own.
            _ if keys.len() == 1 => Pairs::by_position(1, vec![0; rows.len()]),
            Self::Positions(positions) => Pairs::by_position(keys.len(), positions),
            Self::Keys(of_rows) => Pairs::by_value(keys, of_rows.into_iter().map(|key| Some(K::whole(key)))),
            Self::InRows => Pairs::by_value(keys, (0..rows.len()).map(|at| rows.key(at))),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Positions(positions) => positions.clear(),
            Self::Keys(keys) => keys.clear(),
            Self::InRows => {}
        }
    }
}

/// The fewest keys of a unique lookup whose rows come faster when packed, and the most keys for which any rows do:
/// beyond a certain number, rows come one by one anyway.
const MIN_UNIQUE_KEYS: usize = 4;
const MAX_KEYS: usize = 10_000;

/// The most columns of packed rows, because the database limits the arguments of a function.
const MAX_COLUMNS: usize = 100;

/// Returns what the columns of the rows for so many keys hold, or `None` if the rows are not to come packed.
pub(super) fn packed<P: Keys<DB>, DB: Dialect>(
    plan: &FetchPlan<'_, DB>,
    keys: usize,
) -> Option<Vec<JsonType>> {
    let question = &plan.question;
    let fewest = if plan.unique { MIN_UNIQUE_KEYS } else { 1 };
    if !(fewest..=MAX_KEYS).contains(&keys) {
        return None;
    }
    let key_columns = match RowKeys::<P>::expected(question) {
        RowKeys::Positions(_) => vec![JsonType::Integer],
        RowKeys::Keys(_) => P::types().iter().map(|of| DB::carries(of.id)).collect::<Option<_>>()?,
        RowKeys::InRows => Vec::new(),
    };
    let read = plan.types.iter().flat_map(|types| *types).map(|of| DB::carries(of.id));
    let mut columns = read.collect::<Option<Vec<_>>>()?;
    // If a model is read through `FromRow`, no types are known.
    let are_known = columns.len() == question.select.len();
    columns.extend(key_columns);
    (are_known && columns.len() <= MAX_COLUMNS).then_some(columns)
}

/// Rows as they come.
pub(super) struct Reading<'r, P, DB: Dialect> {
    /// The name of the lookup, for errors.
    name: &'static str,
    /// How many columns are read, before those that tell the keys.
    width: usize,
    are_packed: bool,
    next: Next,
    row_keys: RowKeys<P>,
    /// What the rows are sorted by, if the database does not sort them.
    order: &'r [Rank],
    ranks: Ranks,
    rows: &'r mut dyn Sink<DB>,
}

/// What comes next.
#[derive(PartialEq, Eq)]
enum Next {
    /// A text of rows.
    Text,
    /// A row.
    Row,
    /// Nothing that can be read: a packed value did not have its type.
    Nothing,
}

impl Next {
    fn first(are_packed: bool) -> Self {
        if are_packed { Self::Text } else { Self::Row }
    }
}

impl<'r, P: Keys<DB>, DB: Dialect> Reading<'r, P, DB> {
    pub(super) fn new(
        plan: &FetchPlan<'_, DB>,
        are_packed: bool,
        order: &'r [Rank],
        rows: &'r mut dyn Sink<DB>,
    ) -> Self {
        let row_keys = RowKeys::expected(&plan.question);
        let (name, width) = (plan.run.name, plan.question.select.len());
        let (next, ranks) = (Next::first(are_packed), Ranks::new(order.len()));
        Self { name, width, are_packed, next, row_keys, order, ranks, rows }
    }

    /// Returns the keys of the rows, and the ranks of the rows, or `None` if the rows have to be fetched one by one.
    pub(super) fn finish(self) -> Option<(RowKeys<P>, Ranks)> {
        (self.next != Next::Nothing).then_some((self.row_keys, self.ranks))
    }

    fn take(&mut self, row: Row<'_, DB>) -> Result<(), Error> {
        self.rows.read(row)?;
        for rank in self.order {
            self.ranks.push(row.number(rank.position).map_err(Error::database(self.name))?, rank.descending);
        }
        match &mut self.row_keys {
            RowKeys::Positions(positions) => {
                let position = row.number(self.width).map_err(Error::database(self.name))?;
                positions.push(usize::try_from(position).unwrap_or(NO_GROUP));
            }
            RowKeys::Keys(keys) => keys.push(P::read(row, self.width).map_err(Error::database(self.name))?),
            RowKeys::InRows => {}
        }
        Ok(())
    }

    fn take_all(&mut self, text: &str) -> Result<usize, Error> {
        let packed = Packed::new(text);
        while packed.has_more() {
            self.take(Row::Packed(&packed))?;
        }
        Ok(self.rows.len())
    }
}

impl<P: Keys<DB>, DB: Dialect> Collect<DB> for Reading<'_, P, DB> {
    fn restart(&mut self) {
        self.next = Next::first(self.are_packed);
        self.row_keys.clear();
        self.ranks.clear();
        self.rows.truncate(0);
    }

    fn row(&mut self, row: &DB::Row, checked: &Checked) -> Result<Taken, Error> {
        if self.next != Next::Text {
            return self.take(Row::Single(row, checked)).map(|()| Taken::Continue(1));
        }
        let text = DB::packed(row).map_err(Error::database(self.name));
        let taken = text.and_then(|text| text.map_or(Ok(0), |text| self.take_all(text)));
        self.next = if taken.is_ok() { Next::Row } else { Next::Nothing };
        Ok(taken.map_or(Taken::Break(()), Taken::Continue))
    }
}
