//! A lookup: one way to find rows of a model, by key columns, in a shape. Facts only, no I/O.

mod facts;

pub(crate) use self::facts::Facts;
use crate::answers::shape::Shape;
use crate::facts::filter::Filter;
use crate::facts::model::{Model, Order};
use crate::facts::step::{Recursion, Step};
use crate::key::{Key, Parted};

/// One way to find rows of a model.
///
/// `#[derive(BatchLoad)]` states one lookup for the primary key, for every `unique` and `index` field and for every
/// `belongs_to`. The runtime performs all of them with one algorithm. Do not implement this trait in any other way: any
/// release may add to it.
pub trait Lookup: Sized + Send + Sync + 'static {
    /// The model whose rows the lookup finds.
    type Model: Model;
    /// What a caller asks for: the type of the key field, or a tuple of the types of several fields.
    type Key: Key + Parted<Self::Parts>;
    /// The key as a tuple with one part for each of its columns.
    #[doc(hidden)]
    type Parts;
    /// The shape of an answer: [`One`](crate::One) or [`Many`](crate::Many) of the model, or the first of several rows.
    type Found: Shape<Self::Model>;
    /// The types of the filter's arguments, as a tuple: `()` if it has none.
    type Arguments: Key;

    /// `Model::by_field`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The columns of the key: in the table of the first of the [`steps`](Self::steps), or in the model's own table.
    #[doc(hidden)]
    const COLUMNS: &'static [&'static str];
    /// The order of the rows under one key.
    #[doc(hidden)]
    const ORDER: &'static [Order] = <Self::Model as Model>::ORDER;
    /// Whether at most one row can have a key, so that such a row answers the key wherever it was found.
    #[doc(hidden)]
    const UNIQUE: bool;
    /// How a statement finds some of a key's rows, when a load does not ask for all of them.
    #[doc(hidden)]
    const STRATEGY: Strategy = Strategy::Limit;
    /// How the rows that have a key lead to the found rows. `None` if they are the same rows.
    #[doc(hidden)]
    const RECURSION: Option<Recursion> = None;

    /// Returns the tables between the key and the model's table, starting with the one that holds the key.
    #[doc(hidden)]
    fn steps() -> Vec<Step> {
        Vec::new()
    }

    /// Returns all conditions on the model's table, apart from the model's scope.
    #[doc(hidden)]
    fn conditions() -> Vec<Filter> {
        Vec::new()
    }

    /// Returns the key of a row, or `None` if a column of the key is null. Not called if other tables are between the
    /// key and the rows, because then a row does not hold the key.
    fn key(row: &Self::Model) -> Option<Self::Key>;
}

/// How a statement finds some of each key's rows: the rows of a page, or the first row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strategy {
    /// Key by key, through an index on the key, the order columns and the primary key.
    #[default]
    Limit,
    /// All keys at once, by numbering the rows of each key: for a key without an index.
    Window,
}

/// A model that has a lookup by the field `Field`, as relations require it.
///
/// `Field` is a type with the name of the field, so that the compiler can print it in a message. `HASH` is the hash of
/// the name, so that two crates mean the same field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no lookup by `{Field}`",
    label = "no lookup by `{Field}`",
    note = "derive `BatchLoad` for `{Self}` and mark its field `{Field}` with `#[belongs_to(..)]`, `#[batch_load(index)]` or `#[batch_load(unique)]`, or name the field that holds the key, as in `foreign_key = field`; for several fields write `#[batch_load(index(a, b))]` above `{Self}`; a field with a `kind` needs `index` as well"
)]
pub trait LookupBy<Field, const HASH: u64> {
    /// The lookup.
    type Lookup: Lookup;
}

#[diagnostic::do_not_recommend]
impl<M, Field, const HASH: u64> LookupBy<Field, HASH> for M
where
    M: Model,
    ById<M>: FieldAt<HASH>,
{
    type Lookup = <ById<M> as FieldAt<HASH>>::Lookup;
}

/// The name of a field, by its 64-bit FNV-1a hash.
#[derive(Debug)]
pub struct FieldName<const HASH: u64>;

/// The lookup of a model by the field whose name has the hash `HASH`, as the model states it.
///
/// The model states facts by name on its lookup by id. On a type that all models share, coherence checks took seconds.
/// On the model itself, errors named this trait instead of the missing field.
pub trait FieldAt<const HASH: u64>: Lookup {
    /// The lookup.
    type Lookup: Lookup<Model = ModelOf<Self>>;
}

/// The key of a lookup.
pub type KeyOf<L> = <L as Lookup>::Key;

/// The types of the arguments of a lookup's filter.
pub(crate) type ArgumentsOf<L> = <L as Lookup>::Arguments;

/// The shape of the rows that a lookup finds.
pub(crate) type FoundOf<L> = <L as Lookup>::Found;

/// The answer of a load by a lookup.
pub(crate) type AnswerOf<L> = <FoundOf<L> as Shape<ModelOf<L>>>::Answer;

/// The shape of the first of the rows that a lookup finds.
pub type FirstOf<L> = <<L as Lookup>::Found as Shape<ModelOf<L>>>::First;

/// The model whose rows a lookup finds.
pub type ModelOf<L> = <L as Lookup>::Model;

/// The lookup of a model by its primary key.
pub type ById<M> = <M as Model>::ById;

/// The lookup of a model by one of its fields.
pub type By<M, Field, const HASH: u64> = <M as LookupBy<Field, HASH>>::Lookup;
