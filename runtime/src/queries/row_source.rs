//! The rows of a lookup as a source.

use std::sync::Arc;

use sqlx::Database;

use crate::Error;
use crate::answers::found_rows::{FoundRows, SeenCount};
use crate::answers::shape::{self, Shape};
use crate::facts::lookup::{AnswerOf, Facts, Lookup};
use crate::facts::model::Model;
use crate::queries::hint::SingleKeyBatches;
use crate::sources::capacity::Capacity;
use crate::sources::source::Source;
use crate::sql::bindings::Bindings;
use crate::sql::dialect::{Dialect, Keys, Question, Slices};
use crate::sql::fetch::{self, FetchPlan, Models, Runner};
use crate::sql::load_from::LoadFrom;
use crate::sql::origin::Origin;
use crate::sql::query::All;
use crate::stats::Meter;

/// The rows of a lookup, read from a database: the source behind the loader that `Model::by_field` returns.
pub(crate) struct RowSource<L: Lookup, DB: Database> {
    origin: Origin<DB>,
    arguments: L::Arguments,
    found: Arc<FoundRows<L::Model>>,
    /// How many batches of `found` this lookup has taken in.
    seen: SeenCount,
    single_key_batches: SingleKeyBatches,
}

impl<L: LoadFrom<DB>, DB: Dialect> RowSource<L, DB> {
    pub(crate) fn new(origin: Origin<DB>, arguments: L::Arguments, found: Arc<FoundRows<L::Model>>) -> Self {
        Self {
            origin,
            arguments,
            found,
            seen: SeenCount::default(),
            single_key_batches: SingleKeyBatches::default(),
        }
    }
}

impl<L, DB> Source for RowSource<L, DB>
where
    L: LoadFrom<DB>,
    DB: Dialect,
{
    type Key = L::Key;
    type Answer = AnswerOf<L>;

    const CAN_HAVE_NEW_ANSWERS: bool = L::UNIQUE;

    fn capacity(&self) -> Capacity<L::Key> {
        let all = fetch::capacity::<_, L::Parts, DB>();
        if L::Found::IS_FIRST {
            return Capacity {
                keys: L::Parts::max_slices(&DB::known_server(&self.origin.pool, L::Model::TABLE)),
                ..all
            };
        }
        all
    }

    async fn fetch(&self, keys: &[L::Key], meter: &Meter) -> Result<Vec<Self::Answer>, Error> {
        self.single_key_batches.note(L::NAME, keys.len());
        let generation = self.found.generation();
        let mut models = Models::of::<All<L>>();
        let places = if L::Found::IS_FIRST {
            let facts = const { &Facts::of::<L>() };
            let run = Runner { origin: &self.origin, name: L::NAME, meter };
            let bindings = Bindings { arguments: &self.arguments, scope: &self.origin.scope };
            let order = facts.total_order();
            let slices = Slices { rows: Question::rows(facts, bindings), order: &order, sort: &[], facts };
            fetch::firsts(run, slices, keys, &mut models).await?
        } else {
            let plan = FetchPlan::new::<All<L>>(&self.origin, &self.arguments, meter);
            fetch::fetch(plan, keys, &mut models).await?
        };
        let rows = models.rows.cut(&places);
        self.found.note_pieces(generation, &rows);
        Ok(shape::answers::<_, L::Found>(&rows, &places))
    }

    fn take_new_answers(&self) -> (Vec<L::Key>, Vec<Self::Answer>) {
        let (mut keys, mut answers) = (Vec::new(), Vec::new());
        for rows in &self.found.take_unseen(&self.seen) {
            for (at, row) in rows.iter().enumerate() {
                if let Some(key) = L::key(row) {
                    keys.push(key);
                    answers.push(shape::answer::<_, L::Found>(rows, at));
                }
            }
        }
        (keys, answers)
    }

    fn note_clear(&self) {
        self.found.clear();
    }
}
