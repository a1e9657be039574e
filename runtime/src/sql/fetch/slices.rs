//! The statement that finds slices of the rows of some keys: runs it, decodes the rows and cuts them. Knows no text of
//! cursors.

use std::ops::Range;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use sqlx::Row as _;

use super::Sink;
use super::run::{Collect, Runner, Taken};
use crate::Error;
use crate::facts::lookup::Facts;
use crate::facts::page::{Slice, Surroundings};
use crate::facts::sort::Datum;
use crate::key::Parted;
use crate::sql::dialect::{Checked, Dialect, KeyedSlice, Keys, Row, Slices};

/// The slices that the keys of a batch found.
pub(crate) struct Sliced {
    /// The order columns of all rows, one row after the other.
    pub(crate) values: Arc<[Datum]>,
    /// The places of each slice's rows.
    pub(crate) places: Vec<Range<usize>>,
    /// The facts around each slice.
    pub(crate) surroundings: Vec<Surroundings>,
}

/// Finds a slice for each key.
///
/// # Errors
///
/// Returns [`Error::Database`] if a statement fails, [`Error::Decode`] if a row does not fit the model, and
/// [`Error::TooManyRows`] if there are more rows than allowed.
pub(crate) fn slices<'a, K, P, DB>(
    run: Runner<'a, DB>,
    slices: Slices<'a, DB>,
    keys: &'a [(K, Slice)],
    rows: &'a mut dyn Sink<DB>,
) -> BoxFuture<'a, Result<Sliced, Error>>
where
    K: Parted<P>,
    P: Keys<DB>,
    DB: Dialect,
{
    let asked = keys.iter().enumerate();
    let asked =
        asked.map(|(position, (key, slice))| KeyedSlice { position, key: key.parts(), slice }).collect();
    Box::pin(find(run, slices, asked, rows))
}

/// Finds the first row of each key. Returns its place, or an empty range.
///
/// # Errors
///
/// Returns the same errors as [`slices`].
pub(crate) fn firsts<'a, K, P, DB>(
    run: Runner<'a, DB>,
    slices: Slices<'a, DB>,
    keys: &'a [K],
    rows: &'a mut dyn Sink<DB>,
) -> BoxFuture<'a, Result<Vec<Range<usize>>, Error>>
where
    K: Parted<P>,
    P: Keys<DB>,
    DB: Dialect,
{
    let asked = keys.iter().enumerate();
    let asked = asked
        .map(|(position, key)| KeyedSlice { position, key: key.parts(), slice: &Slice::FIRST })
        .collect();
    Box::pin(async move { Ok(find(run, slices, asked, rows).await?.places) })
}

async fn find<P: Keys<DB>, DB: Dialect>(
    run: Runner<'_, DB>,
    slices: Slices<'_, DB>,
    asked: Vec<KeyedSlice<'_, P>>,
    rows: &mut dyn Sink<DB>,
) -> Result<Sliced, Error> {
    if asked.is_empty() {
        return Ok(Sliced { values: Arc::default(), places: Vec::new(), surroundings: Vec::new() });
    }
    let server = server(&run, slices.facts).await?;
    refuse_unsortable(&slices, &server)?;
    let make = || P::slices(&slices, &asked, &server);
    let mut found = Incoming {
        of: &slices,
        server: &server,
        surroundings: vec![Surroundings::default(); asked.len()],
        wanted: asked.iter().map(|asked| asked.slice).collect(),
        seen: vec![0; asked.len()],
        positions: Vec::new(),
        values: Vec::new(),
        rows,
    };
    run.collect(asked.len(), &make, &mut found).await?;
    run.meter.rows(found.positions.len());
    Ok(found.cut())
}

/// Returns the facts that shape the statements about a table. Asks the server for them if necessary. Calls at the same
/// time ask separately: no call waits for the answer to another, and no call goes on without an answer.
async fn server<DB: Dialect>(run: &Runner<'_, DB>, facts: &Facts) -> Result<DB::Server, Error> {
    let pool = &run.origin.pool;
    if let Some(server) = DB::fresh_server(pool, facts.table) {
        return Ok(server);
    }
    let mut connection = run.origin.connection(facts.name).await?;
    let server =
        DB::ask_server(&mut connection, pool, facts.table).await.map_err(Error::database(facts.name));
    connection.finish(&server);
    server
}

/// Refuses columns that are known to make no cursors, before the statement runs.
fn refuse_unsortable<DB: Dialect>(slices: &Slices<'_, DB>, server: &DB::Server) -> Result<(), Error> {
    let facts = slices.facts;
    if slices.sort.is_empty() {
        return Ok(());
    }
    for order in slices.order {
        let column = facts.columns.iter().find(|column| column.name == order.column);
        if let (Some(column), Some(why)) = (column, DB::unsortable_column(server, facts.table, order.column))
        {
            return Err(column.unfit(facts.model, sqlx::Error::Decode(why.into())));
        }
    }
    Ok(())
}

/// Rows as the database gave them.
struct Incoming<'a, DB: Dialect> {
    of: &'a Slices<'a, DB>,
    server: &'a DB::Server,
    /// The facts around each slice, which the database tells besides the rows.
    surroundings: Vec<Surroundings>,
    /// The slice of each key.
    wanted: Vec<&'a Slice>,
    /// How many rows came for each slice.
    seen: Vec<usize>,
    /// The slice of each row. The rows of a slice are adjacent, in the order of the relation.
    positions: Vec<usize>,
    /// The order columns of all rows, one row after the other.
    values: Vec<Datum>,
    rows: &'a mut dyn Sink<DB>,
}

impl<DB: Dialect> Collect<DB> for Incoming<'_, DB> {
    fn restart(&mut self) {
        self.surroundings.fill(Surroundings::default());
        self.seen.fill(0);
        self.positions.clear();
        self.values.clear();
        self.rows.truncate(0);
    }

    fn row(&mut self, row: &DB::Row, checked: &Checked) -> Result<Taken, Error> {
        let facts = self.of.facts;
        let width = self.of.rows.select.len();
        let number = |at: usize| DB::number(row, width + at).map_err(Error::database(facts.name));
        // Keys that only pad a list have no position.
        let Some(position) = usize::try_from(number(0)?).ok().filter(|at| *at < self.surroundings.len())
        else {
            return Ok(Taken::Continue(0));
        };
        // The columns with facts exist if any slice asks for facts. In a row of the model they hold none.
        if row.len() > width + 1 {
            let (total, previous, next) = (number(1)?, number(2)?, number(3)?);
            if previous >= 0 {
                let total = u64::try_from(total).ok();
                self.surroundings[position] =
                    Surroundings { has_previous: previous > 0, has_next: next > 0, total };
                return Ok(Taken::Continue(0));
            }
        }
        let nth = self.seen[position];
        self.seen[position] += 1;
        // This comes before the model is read, which can change how a driver sees a value.
        for column in self.of.sort {
            let value = column.read(row, facts)?;
            if let Some(why) = DB::unsortable_value(self.server, &value) {
                return Err(column.refuse(facts, why));
            }
            self.values.push(value);
        }
        if self.positions.last() == Some(&position) && self.last_two_are_equal() {
            return Err(Error::SamePrimaryKey { lookup: facts.name });
        }
        self.rows.read(Row::Single(row, checked))?;
        self.positions.push(position);
        // A row that only shows that there are more does not count towards the limit.
        let is_wanted = nth != self.wanted[position].size as usize;
        Ok(Taken::Continue(usize::from(is_wanted)))
    }
}

impl<DB: Dialect> Incoming<'_, DB> {
    /// Returns whether the last two rows have the same place in the order, so that a cursor cannot tell them apart.
    fn last_two_are_equal(&self) -> bool {
        let mut places = self.values.rchunks_exact(self.of.sort.len().max(1));
        matches!((places.next(), places.next()), (Some(last), Some(before)) if last == before)
    }

    /// Returns the slices, without the rows that were read but do not belong to them.
    fn cut(self) -> Sliced {
        let wanted = &self.wanted;
        let mut found = vec![0..0; wanted.len()];
        for (at, position) in self.positions.iter().enumerate() {
            extend(&mut found[*position], at);
        }
        let kept: Vec<_> = found.into_iter().zip(wanted).map(|(range, slice)| kept(range, slice)).collect();
        let width = self.of.sort.len();
        let mut all = self.values.into_iter();
        let mut values = Vec::with_capacity(all.len());
        let mut places = vec![0..0; wanted.len()];
        let mut taken = 0;
        for (at, position) in self.positions.into_iter().enumerate() {
            let own = all.by_ref().take(width);
            if kept[position].0.contains(&at) {
                values.extend(own);
                self.rows.swap(taken, at);
                extend(&mut places[position], taken);
                taken += 1;
            } else {
                own.for_each(drop);
            }
        }
        self.rows.truncate(taken);
        let surroundings =
            kept.iter().zip(wanted).zip(self.surroundings).map(|(((_, more), slice), found)| {
                let (has_previous, has_next) = (slice.backward && *more, !slice.backward && *more);
                Surroundings {
                    has_previous: found.has_previous || has_previous,
                    has_next: found.has_next || has_next,
                    ..found
                }
            });
        Sliced { values: values.into(), places, surroundings: surroundings.collect() }
    }
}

/// Extends a range by one place, which is the next one unless the range is empty.
fn extend(range: &mut Range<usize>, at: usize) {
    let start = if range.start == range.end { at } else { range.start };
    *range = start..at + 1;
}

/// Returns the rows of a slice among the rows that were read for it, and whether there are more at its end.
fn kept(found: Range<usize>, slice: &Slice) -> (Range<usize>, bool) {
    let Range { start, end } = found;
    let kept = (end - start).min(slice.size as usize);
    let more = end - start > kept;
    (if slice.backward { end - kept..end } else { start..start + kept }, more)
}

#[cfg(test)]
mod tests {
    use super::kept;
    use crate::facts::page::Slice;

    #[test]
    fn the_row_too_many_is_told_and_left_out() {
        let slice = |backward, size, offset| Slice { backward, size, offset, more: true, ..Slice::FIRST };
        assert_eq!(kept(10..13, &slice(false, 2, 0)), (10..12, true));
        assert_eq!(kept(10..13, &slice(true, 2, 0)), (11..13, true));
        assert_eq!(kept(10..12, &slice(false, 2, 0)), (10..12, false));
        assert_eq!(kept(0..0, &slice(true, 2, 5)), (0..0, false));
    }
}
