//! The statement that finds slices of the rows of some keys: run, decoded, cut. Knows no cursor's text.

use std::ops::Range;
use std::sync::Arc;

use sqlx::{Pool, Row as _};

use super::Fetched;
use super::run::{Collect, Taken, run};
use crate::Error;
use crate::columns::FromColumns;
use crate::connection::Around;
use crate::dialect::{Asked, Dialect, Keys, Slices, SortColumn};
use crate::lookup::{ById, LoadFrom, Lookup, Parted, Strategy};
use crate::model::{Model, Order};
use crate::page::Slice;
use crate::query::{All, Query};
use crate::row;
use crate::shape::Shape;
use crate::sort::Datum;
use crate::stats::Meter;

/// What the keys of a batch found.
pub(crate) struct Sliced<M> {
    /// The rows of all slices.
    pub(crate) rows: Arc<Vec<M>>,
    /// The order columns of all rows, one row after the other.
    pub(crate) values: Arc<[Datum]>,
    /// Which rows each slice has, and what is around them.
    pub(crate) slices: Vec<(Range<usize>, Around)>,
}

/// Finds a slice for each key.
///
/// # Errors
///
/// [`Error::Database`] when a statement fails, [`Error::Decode`] when a row does not fit the model,
/// [`Error::TooManyRows`] when there are more rows.
pub(crate) async fn slices<L, DB>(
    pool: &Pool<DB>,
    question: &Slices<'_, DB>,
    asked: Vec<Asked<'_, L::Parts>>,
    most: usize,
    meter: &Meter,
) -> Result<Sliced<L::Model>, Error>
where
    L: LoadFrom<DB>,
    DB: Dialect,
{
    let failed = |source: sqlx::Error| Error::Database { lookup: L::NAME, source: source.into() };
    let server = DB::server(pool).await.map_err(failed)?;
    let make = || <L::Parts as Keys<DB>>::slices(question, &asked, &server);
    let collect = || Found::<L::Model, DB> {
        lookup: L::NAME,
        sort: question.sort,
        width: question.question.select.len(),
        facts: vec![None; asked.len()],
        rows: Vec::new(),
    };
    // A row that tells of others, and one that was not asked for, are not what the limit is about.
    let most = most.saturating_add(2 * asked.len());
    let found = run(pool, L::NAME, most, meter, make, collect).await?;
    meter.rows(found.rows.len());
    let are_skipped = DB::SKIPS || question.strategy == Strategy::Window;
    let slices: Vec<_> = asked.iter().map(|asked| asked.slice).collect();
    Ok(found.cut(&slices, are_skipped))
}

/// Finds the first row of each key.
///
/// # Errors
///
/// As for [`slices`].
pub(crate) async fn firsts<L, DB>(
    pool: &Pool<DB>,
    query: &All<L>,
    keys: &[L::Key],
    most: usize,
    meter: &Meter,
) -> Result<Fetched<L::Model, L::Found>, Error>
where
    L: LoadFrom<DB>,
    DB: Dialect,
{
    let order = Order::total(L::ORDER, L::Model::ORDER);
    let question = Slices {
        question: query.question(),
        order: &order,
        sort: &[],
        primary: <ById<L::Model>>::COLUMNS,
        strategy: L::STRATEGY,
    };
    let asked = keys.iter().map(Parted::parts).enumerate();
    let asked = asked.map(|(position, key)| Asked { position, key, slice: &Slice::FIRST }).collect();
    let Sliced { rows, slices, .. } = slices::<L, DB>(pool, &question, asked, most, meter).await?;
    let answers = slices.into_iter().map(|(range, _)| L::Found::gather(&rows, range.start, range.end));
    Ok(Fetched { answers: answers.collect(), rows })
}

/// Rows as the database gave them.
struct Found<'a, M, DB: Dialect> {
    lookup: &'static str,
    sort: &'a [SortColumn<DB>],
    width: usize,
    /// What is known around each slice.
    facts: Vec<Option<Facts>>,
    /// The rows of a slice stand together, in the order of the relation.
    rows: Vec<Row<M>>,
}

struct Row<M> {
    position: usize,
    model: M,
    values: Vec<Datum>,
}

/// What the database told around a slice, beside its rows.
#[derive(Clone, Copy)]
struct Facts {
    total: Option<u64>,
    earlier: bool,
    later: bool,
}

impl<M: FromColumns<DB>, DB: Dialect> Collect<DB> for Found<'_, M, DB> {
    fn row(&mut self, row: &DB::Row) -> Result<Taken, Error> {
        let number = |at: usize| DB::number(row, self.width + at).map_err(|error| self.failed(error));
        // Keys that only pad a list stand at no position.
        let Some(position) = usize::try_from(number(0)?).ok().filter(|at| *at < self.facts.len()) else {
            return Ok(Taken::Continue(1));
        };
        // The columns with facts are there if any slice asks for some, and a row of the model has none.
        if row.len() > self.width + 1 {
            let (total, earlier, later) = (number(1)?, number(2)?, number(3)?);
            if earlier >= 0 {
                let total = u64::try_from(total).ok();
                self.facts[position] = Some(Facts { total, earlier: earlier > 0, later: later > 0 });
                return Ok(Taken::Continue(1));
            }
        }
        // Before the model is read, which can change how a driver sees a value.
        let values = self.sort.iter().map(|column| column.read::<M>(row)).collect::<Result<_, _>>()?;
        self.rows.push(Row { position, model: M::from_columns(row::Row::Single(row))?, values });
        Ok(Taken::Continue(1))
    }
}

impl<M, DB: Dialect> Found<'_, M, DB> {
    fn failed(&self, source: sqlx::Error) -> Error {
        Error::Database { lookup: self.lookup, source: source.into() }
    }

    /// The rows of each slice, without those that were only read to know of them.
    fn cut(self, slices: &[&Slice], are_skipped: bool) -> Sliced<M> {
        let mut found = vec![0..0; slices.len()];
        for (at, row) in self.rows.iter().enumerate() {
            extend(&mut found[row.position], at);
        }
        let kept: Vec<_> =
            found.into_iter().zip(slices).map(|(range, slice)| kept(range, slice, are_skipped)).collect();
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut values = Vec::with_capacity(self.rows.len() * self.sort.len());
        let mut places = vec![0..0; slices.len()];
        for (at, row) in self.rows.into_iter().enumerate() {
            if kept[row.position].0.contains(&at) {
                extend(&mut places[row.position], rows.len());
                rows.push(row.model);
                values.extend(row.values);
            }
        }
        let around = kept.iter().zip(slices).zip(self.facts).map(|(((_, more), slice), facts)| Around {
            previous: facts.is_some_and(|facts| facts.earlier) || slice.backward && *more,
            next: facts.is_some_and(|facts| facts.later) || !slice.backward && *more,
            total: facts.and_then(|facts| facts.total),
        });
        let slices = places.into_iter().zip(around).collect();
        Sliced { rows: Arc::new(rows), values: values.into(), slices }
    }
}

/// Takes one more place into a range, the next one if there are some already.
fn extend(range: &mut Range<usize>, at: usize) {
    let start = if range.start == range.end { at } else { range.start };
    *range = start..at + 1;
}

/// The rows of a slice among those that were found for it, and whether there are more at its end.
fn kept(found: Range<usize>, slice: &Slice, are_skipped: bool) -> (Range<usize>, bool) {
    let Range { start, end } = found;
    let most = |rows: i64| usize::try_from(rows).unwrap_or(usize::MAX);
    let offset = if are_skipped { 0 } else { most(slice.offset()) };
    let rows = (end - start).saturating_sub(offset).min(most(slice.limit()));
    let kept = rows.min(slice.size as usize);
    let kept = if slice.backward {
        let end = end - offset.min(end - start);
        end - kept..end
    } else {
        let start = start + offset.min(end - start);
        start..start + kept
    };
    (kept, rows > slice.size as usize)
}

#[cfg(test)]
mod tests {
    use super::kept;
    use crate::page::Slice;

    fn slice(backward: bool, size: u32, offset: u64) -> Slice {
        Slice { backward, size, offset, more: true, ..Slice::FIRST }
    }

    #[test]
    fn the_row_too_many_is_told_and_left_out() {
        assert_eq!(kept(10..13, &slice(false, 2, 0), true), (10..12, true));
        assert_eq!(kept(10..13, &slice(true, 2, 0), true), (11..13, true));
        assert_eq!(kept(10..12, &slice(false, 2, 0), true), (10..12, false));
        assert_eq!(kept(0..0, &slice(true, 2, 5), true), (0..0, false));
    }

    #[test]
    fn rows_that_were_not_passed_over_are_cut() {
        assert_eq!(kept(10..20, &slice(false, 2, 3), false), (13..15, true));
        assert_eq!(kept(10..20, &slice(true, 2, 3), false), (15..17, true));
        assert_eq!(kept(10..12, &slice(false, 2, 3), false), (12..12, false));
        assert_eq!(kept(10..12, &slice(true, 2, 3), false), (10..10, false));
        assert_eq!(kept(10..15, &slice(false, 2, 3), false), (13..15, false));
    }
}
