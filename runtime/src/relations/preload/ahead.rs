//! What is known of rows before they are there, so that what is below them can be loaded beside them.

use std::any::Any;

use crate::facts::lookup::{ArgumentsOf, KeyOf};
use crate::facts::relation::Relation;
use crate::sql::load_from::LoadFrom;
use crate::{Dialect, Loaders, Lookup};

/// The values that rows will have in the columns that they are found by.
#[derive(Debug)]
pub struct KeysAhead {
    columns: &'static [&'static str],
    /// A `Vec` of keys.
    keys: Box<dyn Any + Send + Sync>,
}

/// What is known of the rows that a relation will find for others, if they are found by columns of their own: not
/// behind other tables, and not behind the rows that have the key.
pub(super) fn known<R: Relation>(rows: &[&R::From]) -> Option<KeysAhead> {
    if !R::Lookup::steps().is_empty() || R::Lookup::RECURSION.is_some() {
        return None;
    }
    let keys: Vec<KeyOf<R::Lookup>> = rows.iter().filter_map(|row| R::key(row)).collect();
    Some(KeysAhead { columns: R::Lookup::COLUMNS, keys: Box::new(keys) })
}

/// Loads what a relation will find for rows, if what is known of them decides it. Nothing is told of it: it is
/// to be known when the rows are there, and what fails is asked again then.
pub(super) async fn load<R, DB>(loaders: &Loaders<DB>, known: &KeysAhead, arguments: ArgumentsOf<R::Lookup>)
where
    R: Relation<Lookup: LoadFrom<DB>>,
    DB: Dialect,
{
    let Some(keys) = known.keys.downcast_ref::<Vec<KeyOf<R::Lookup>>>() else { return };
    if known.columns == R::SOURCE {
        let _ = loaders.lookup_with::<R::Lookup>(arguments).load_many(keys.clone()).await;
    }
}
