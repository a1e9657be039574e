//! What is known of rows before they are loaded, so that the level below them can be loaded at the same time.

use std::any::Any;

use crate::facts::lookup::{ArgumentsOf, KeyOf};
use crate::facts::relation::Relation;
use crate::sql::load_from::LoadFrom;
use crate::{Dialect, Loaders, Lookup};

/// The values that rows will have in the columns that they are found by.
#[derive(Debug)]
pub struct KnownKeys {
    columns: &'static [&'static str],
    /// A `Vec` of keys.
    keys: Box<dyn Any + Send + Sync>,
}

/// Returns the values that the rows a relation will find have in the columns of its lookup, or `None` if it finds them
/// through other tables, or by recursion from the rows that have the key.
pub(super) fn known_keys<R: Relation>(rows: &[&R::From]) -> Option<KnownKeys> {
    if !R::Lookup::steps().is_empty() || R::Lookup::RECURSION.is_some() {
        return None;
    }
    let keys: Vec<KeyOf<R::Lookup>> = rows.iter().filter_map(|row| R::key(row)).collect();
    Some(KnownKeys { columns: R::Lookup::COLUMNS, keys: Box::new(keys) })
}

/// Loads what a relation will find for rows, if their known keys decide it. Returns nothing: the answers only have to
/// be known when the rows are there, and a load that fails is asked again then.
pub(super) async fn load<R, DB>(loaders: &Loaders<DB>, known: &KnownKeys, arguments: ArgumentsOf<R::Lookup>)
where
    R: Relation<Lookup: LoadFrom<DB>>,
    DB: Dialect,
{
    let Some(keys) = known.keys.downcast_ref::<Vec<KeyOf<R::Lookup>>>() else { return };
    if known.columns == R::SOURCE {
        let _ = loaders.lookup_with::<R::Lookup>(arguments).load_many(keys.clone()).await;
    }
}
