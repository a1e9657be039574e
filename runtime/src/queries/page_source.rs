//! The pages of a relation as a source: asks for slices, and makes connections of the found rows.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::answers::found_rows::FoundRows;
use crate::answers::shape;
use crate::facts::lookup::{ArgumentsOf, Facts, KeyOf, Lookup, ModelOf};
use crate::facts::model::{Model, Order};
use crate::facts::page::{Page, Slice};
use crate::key::Parted;
use crate::queries::connection::{Connection, CursorPlaces};
use crate::queries::cursor::Cursors;
use crate::queries::hint;
use crate::queries::paged::PageFrom;
use crate::sources::capacity::{Capacity, Weight};
use crate::sources::source::Source;
use crate::sql::bindings::Bindings;
use crate::sql::dialect::{Dialect, Keys, Question, Slices, SortColumn};
use crate::sql::fetch::{self, Models, Runner};
use crate::sql::origin::Origin;
use crate::sql::query::All;
use crate::stats::Meter;
use crate::{Error, Many};

/// The pages of a relation, read from a database.
pub(crate) struct PageSource<P: PageFrom<DB>, DB: Dialect> {
    origin: Origin<DB>,
    arguments: ArgumentsOf<P::Lookup>,
    found: Arc<FoundRows<ModelOf<P::Lookup>>>,
    sort: PageOrder<DB>,
    relation: PhantomData<fn() -> P>,
}

/// The order of a relation's rows, and the format of their cursors.
struct PageOrder<DB: Dialect> {
    order: Vec<Order>,
    columns: Vec<SortColumn<DB>>,
    cursors: Cursors,
}

impl<DB: Dialect> PageOrder<DB> {
    fn of<P: PageFrom<DB>>(arguments: &ArgumentsOf<P::Lookup>) -> Self {
        let order = const { &Facts::of::<P::Lookup>() }.total_order();
        let columns = P::columns(&order);
        let way = (ModelOf::<P::Lookup>::TABLE, P::Lookup::COLUMNS, P::Lookup::steps());
        let cursors = Cursors::new(P::NAME, (way, &order, P::Lookup::conditions(), arguments));
        Self { order, columns, cursors }
    }

    /// Reads the values in a cursor.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cursor`] if the text is not a cursor of the relation.
    fn read(&self, cursor: &str) -> Result<Arc<[crate::Datum]>, Error> {
        let values = self.cursors.read(cursor, self.columns.len())?;
        let fit = values.iter().zip(&self.columns).all(|(value, column)| column.accepts(value));
        if fit { Ok(values.into()) } else { Err(self.cursors.damaged()) }
    }
}

/// Returns the slice of rows that a page asks for.
///
/// # Errors
///
/// Returns [`Error::Page`] or [`Error::Cursor`] if the relation has no such page.
pub(crate) fn slice<P: PageFrom<DB>, DB: Dialect>(
    page: &Page,
    arguments: &ArgumentsOf<P::Lookup>,
) -> Result<Slice, Error> {
    page.slice(P::NAME, P::SIZES, |cursor| PageOrder::of::<P>(arguments).read(cursor))
}

impl<P: PageFrom<DB>, DB: Dialect> PageSource<P, DB> {
    pub(crate) fn new(
        origin: Origin<DB>,
        arguments: ArgumentsOf<P::Lookup>,
        found: Arc<FoundRows<ModelOf<P::Lookup>>>,
    ) -> Self {
        let sort = PageOrder::of::<P>(&arguments);
        hint::index::<P, DB>(&sort.order);
        Self { origin, arguments, found, sort, relation: PhantomData }
    }
}

impl<P: PageFrom<DB>, DB: Dialect> Source for PageSource<P, DB> {
    type Key = (KeyOf<P::Lookup>, Slice);
    type Answer = Connection<ModelOf<P::Lookup>>;

    /// A statement may bind a key four times: for the rows, for their number, and for the rows before and after. It may
    /// bind the value of a cursor three times in each of the conditions for three of these.
    fn capacity(&self) -> Capacity<Self::Key> {
        let known = DB::known_server(&self.origin.pool, <ModelOf<P::Lookup> as Model>::TABLE);
        Capacity {
            keys: <P::Lookup as Lookup>::Parts::max_slices(&known),
            bytes: <P::Lookup as Lookup>::Parts::max_bytes(),
            weight: Weight::Each(|(key, slice)| 4 * key.parts().bytes() + 9 * slice.bytes()),
        }
    }

    async fn fetch(&self, keys: &[Self::Key], meter: &Meter) -> Result<Vec<Self::Answer>, Error> {
        let generation = self.found.generation();
        let PageOrder { order, columns, cursors } = &self.sort;
        let facts = const { &Facts::of::<P::Lookup>() };
        let bindings = Bindings { arguments: &self.arguments, scope: &self.origin.scope };
        let slices = Slices { rows: Question::rows(facts, bindings), order, sort: columns, facts };
        let mut models = Models::of::<All<P::Lookup>>();
        let run = Runner { origin: &self.origin, name: P::Lookup::NAME, meter };
        let found = fetch::slices(run, slices, keys, &mut models).await?;
        let rows = models.rows.cut(&found.places);
        self.found.note_pieces(generation, &rows);
        let mut connections = Vec::with_capacity(keys.len());
        for (place, surroundings) in found.places.iter().zip(found.surroundings) {
            let own = shape::gather::<_, Many<ModelOf<P::Lookup>>>(&rows, place);
            let places = CursorPlaces {
                cursors: *cursors,
                values: Arc::clone(&found.values),
                width: columns.len(),
                start: place.start,
            };
            connections.push(Connection::new(own, places, surroundings));
        }
        Ok(connections)
    }

    fn note_clear(&self) {
        self.found.clear();
    }
}
