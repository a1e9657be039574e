//! One way to find rows of a model: key columns, and a shape. Facts only, no I/O.

mod facts;

pub(crate) use self::facts::Facts;
use crate::answers::shape::Shape;
use crate::facts::filter::Filter;
use crate::facts::model::{Model, Order};
use crate::facts::step::{Recursion, Step};
use crate::key::{Key, Parted};

/// One way to find rows of a model.
///
/// `#[derive(BatchLoad)]` states one for the primary key, for every `unique` and `index` field and for
/// every `belongs_to`; the runtime performs them all with one algorithm. Nothing else should implement it: any release
/// may add to it.
pub trait Lookup: Sized + Send + Sync + 'static {
    /// The model whose rows are found.
    type Model: Model;
    /// What a caller asks for: the key field's type, or a tuple of them.
    type Key: Key + Parted<Self::Parts>;
    /// The key as a tuple with one part for each of its columns.
    #[doc(hidden)]
    type Parts;
    /// One row or many: [`One`](crate::One) or [`Many`](crate::Many) of the model, or the first of several.
    type Found: Shape<Self::Model>;
    /// What the filter's arguments stand for: a tuple, `()` where there are none.
    type Arguments: Key;

    /// `Model::by_field`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The key's columns: of the first of the [`steps`](Self::steps), or of the model's own table.
    #[doc(hidden)]
    const COLUMNS: &'static [&'static str];
    /// The order of the rows under one key.
    #[doc(hidden)]
    const ORDER: &'static [Order] = <Self::Model as Model>::ORDER;
    /// Whether at most one row can have a key, so that any such row, wherever it was found, answers it.
    #[doc(hidden)]
    const UNIQUE: bool;
    /// How some of a key's rows are found, where not all are asked for.
    #[doc(hidden)]
    const STRATEGY: Strategy = Strategy::Limit;
    /// How the rows that have a key lead to those that are found; where there is none, they are the same.
    #[doc(hidden)]
    const RECURSION: Option<Recursion> = None;

    /// The tables between the key and the model's table, the one that holds the key first.
    #[doc(hidden)]
    fn steps() -> Vec<Step> {
        Vec::new()
    }

    /// All conditions on the model's table, beside the model's scope.
    #[doc(hidden)]
    fn conditions() -> Vec<Filter> {
        Vec::new()
    }

    /// The key of a row; `None` where the column is null. Not asked for where there are
    /// [`steps`](Self::steps), for then a row does not hold the key.
    fn key(row: &Self::Model) -> Option<Self::Key>;
}

/// How some of each key's rows are found: the rows of a page, or the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strategy {
    /// Key by key, through an index on the key, the order and the primary key.
    #[default]
    Limit,
    /// All keys at once, numbering the rows of each: where no index has the key.
    Window,
}

/// The lookup of a model by one of its fields, as a relation asks for it.
///
/// `Field` is a type named like the field, so that a compiler's message can print it; `HASH` is the
/// hash of the name, so that two crates mean the same field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no lookup by `{Field}`",
    label = "no lookup by `{Field}`",
    note = "derive `BatchLoad` for `{Self}` and mark its field `{Field}` with `#[belongs_to(..)]`, `#[batch_load(index)]` or `#[batch_load(unique)]`, or name the field that holds the key (one with a `kind` needs `index` as well)"
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

/// The lookup of a model by one of its fields, as the model states it.
///
/// Facts by name are stated on the lookup by id: on a type that all models share, coherence checks took seconds, and on
/// the model, errors named this trait instead of the missing field.
pub trait FieldAt<const HASH: u64>: Lookup {
    /// The lookup.
    type Lookup: Lookup<Model = ModelOf<Self>>;
}

/// The key of a lookup.
pub type KeyOf<L> = <L as Lookup>::Key;

/// What the arguments of a lookup's filter stand for.
pub(crate) type ArgumentsOf<L> = <L as Lookup>::Arguments;

/// The shape of what a lookup finds.
pub(crate) type FoundOf<L> = <L as Lookup>::Found;

/// What a load by a lookup answers.
pub(crate) type AnswerOf<L> = <FoundOf<L> as Shape<ModelOf<L>>>::Answer;

/// The shape of the first of the rows that a lookup finds.
pub type FirstOf<L> = <<L as Lookup>::Found as Shape<ModelOf<L>>>::First;

/// The model whose rows a lookup finds.
pub type ModelOf<L> = <L as Lookup>::Model;

/// The lookup of a model by its primary key.
pub type ById<M> = <M as Model>::ById;

/// The lookup of a model by one of its fields.
pub type By<M, Field, const HASH: u64> = <M as LookupBy<Field, HASH>>::Lookup;
