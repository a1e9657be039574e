//! The lookup of every row of a model, for lists that belong to no row. Facts only, no I/O.

use std::marker::PhantomData;

use crate::Many;
use crate::facts::lookup::Lookup;
use crate::facts::model::Model;
use crate::key::Parted;
use crate::name::Name;

/// The key of a list that belongs to no row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NoKey;

impl Parted<(i64,)> for NoKey {
    fn parts(&self) -> (i64,) {
        (1,)
    }

    fn whole(_: (i64,)) -> Self {
        Self
    }
}

/// The name for no column: statements have the number 1 in its place, for every row.
pub(crate) const NO_KEY_COLUMN: &str = "";

/// The lookup of every row of a model.
#[derive(Debug)]
pub struct Every<M>(PhantomData<fn() -> M>);

impl<M: Model> Every<M> {
    const NAME: Name = Name::of(&[M::NAME, "::every"]);
}

impl<M: Model> Lookup for Every<M> {
    type Model = M;
    type Key = NoKey;
    type Parts = (i64,);
    type Found = Many<M>;
    type Arguments = ();

    const NAME: &'static str = Self::NAME.as_str();
    const COLUMNS: &'static [&'static str] = &[NO_KEY_COLUMN];
    const UNIQUE: bool = false;

    fn key(_row: &M) -> Option<NoKey> {
        Some(NoKey)
    }
}
