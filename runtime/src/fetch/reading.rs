//! Rows as they come, packed or one by one: read into models, with what the database tells about their keys.

use std::hash::Hash;

use super::failed;
use super::run::{Collect, Taken};
use crate::Error;
use crate::dialect::{Dialect, Keys, Pairing, Question};
use crate::lookup::Parted;
use crate::packed::Packed;
use crate::pairing::{NOBODY, Pairs};
use crate::query::Query;
use crate::row::Row;

/// Rows as the database gave them, and what it told about their keys.
pub(super) struct Found<M, K> {
    pub(super) rows: Vec<M>,
    pub(super) told: Told<K>,
}

/// What the database told about the keys of the rows.
pub(super) enum Told<K> {
    /// The position of the asked key.
    Positions(Vec<usize>),
    /// The key itself.
    Keys(Vec<K>),
    /// Nothing, for the rows hold their keys.
    Nothing,
}

impl<K: Eq + Hash + Clone> Told<K> {
    pub(super) fn pairs<M>(self, keys: &[K], rows: &[M], key_of: impl Fn(&M) -> Option<K>) -> Pairs<K> {
        match self {
            // What is found for one key is its.
            _ if keys.len() == 1 => Pairs::by_position(1, vec![0; rows.len()]),
            Self::Positions(positions) => Pairs::by_position(keys.len(), positions),
            Self::Keys(of_rows) => Pairs::by_value(keys, of_rows.into_iter().map(Some)),
            Self::Nothing => Pairs::by_value(keys, rows.iter().map(key_of)),
        }
    }
}

/// The fewest single rows that come faster when they are packed, and the most keys for which they are: rows
/// beyond a number come one by one anyway.
const FEWEST_SINGLE: usize = 4;
const MOST_KEYS: usize = 10_000;

/// The most columns of packed rows: a function of the database takes so many arguments.
const MOST_COLUMNS: usize = 100;

/// How many columns the rows for so many keys have, if they are to come packed.
pub(super) fn packed<Q: Query<DB>, DB: Dialect>(question: &Question<'_, DB>, keys: usize) -> Option<usize> {
    let fewest = if Q::UNIQUE { FEWEST_SINGLE } else { 1 };
    let (told, are_carried) = match Q::Parts::pairing() {
        Pairing::Position => (1, true),
        _ if question.with_keys => (question.keys.len(), Q::Parts::are_carried()),
        _ => (0, true),
    };
    let columns = question.select.len() + told;
    let is_worth_it = (fewest..=MOST_KEYS).contains(&keys) && columns <= MOST_COLUMNS;
    (is_worth_it && are_carried && Q::is_carried()).then_some(columns)
}

/// Rows as they come.
pub(super) struct Reading<'q, Q: Query<DB>, DB: Dialect> {
    query: &'q Q,
    /// How many columns are read, in front of what tells the keys.
    width: usize,
    next: Next,
    found: Found<Q::Row, Q::Key>,
}

/// What comes next.
enum Next {
    /// A text of rows.
    Text,
    /// A row.
    Row,
    /// Nothing that could be read: a packed value was not of its type.
    Nothing,
}

impl<'q, Q: Query<DB>, DB: Dialect> Reading<'q, Q, DB> {
    pub(super) fn new(query: &'q Q, question: &Question<'_, DB>, are_packed: bool) -> Self {
        let told = match Q::Parts::pairing() {
            Pairing::Position => Told::Positions(Vec::new()),
            _ if question.with_keys => Told::Keys(Vec::new()),
            _ => Told::Nothing,
        };
        Self {
            query,
            width: question.select.len(),
            next: if are_packed { Next::Text } else { Next::Row },
            found: Found { rows: Vec::new(), told },
        }
    }

    /// What was found; `None` if it has to be asked for one by one.
    pub(super) fn found(self) -> Option<Found<Q::Row, Q::Key>> {
        (!matches!(self.next, Next::Nothing)).then_some(self.found)
    }

    fn take(&mut self, row: Row<'_, DB>) -> Result<(), Error> {
        self.found.rows.push(self.query.read(row)?);
        match &mut self.found.told {
            Told::Positions(positions) => {
                let position = row.number(self.width).map_err(failed::<Q, DB>)?;
                positions.push(usize::try_from(position).unwrap_or(NOBODY));
            }
            Told::Keys(keys) => {
                let parts = Q::Parts::read(row, self.width).map_err(failed::<Q, DB>)?;
                keys.push(Q::Key::whole(parts));
            }
            Told::Nothing => {}
        }
        Ok(())
    }

    fn take_all(&mut self, text: &str) -> Result<usize, Error> {
        let packed = Packed::new(text);
        while packed.has_more() {
            self.take(Row::Packed(&packed))?;
        }
        Ok(self.found.rows.len())
    }
}

impl<Q: Query<DB>, DB: Dialect> Collect<DB> for Reading<'_, Q, DB> {
    fn row(&mut self, row: &DB::Row) -> Result<Taken, Error> {
        if !matches!(self.next, Next::Text) {
            return self.take(Row::Single(row)).map(|()| Taken::Continue(1));
        }
        let text = DB::packed(row).map_err(failed::<Q, DB>);
        let taken = text.and_then(|text| text.map_or(Ok(0), |text| self.take_all(text)));
        self.next = if taken.is_ok() { Next::Row } else { Next::Nothing };
        Ok(taken.map_or(Taken::Break(()), Taken::Continue))
    }
}
