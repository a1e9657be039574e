//! A parent that is a row of one of several models: which one, a column says. Facts, and the loads they lead
//! to.

use std::marker::PhantomData;

use futures_util::future::{Either, FutureExt, ready};

use crate::answers::shape::Shape;
use crate::facts::lookup::{ById, FieldName, KeyOf, Lookup};
use crate::facts::model::Model;
use crate::facts::relation::SameKey;
use crate::key::Key;
use crate::sql::dialect::Dialect;
use crate::sql::load_from::LoadFrom;
use crate::{Error, Loaders, One};

/// An enum with one variant for each of several models: a row of any of them.
///
/// `#[derive(BatchLoad)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of models",
    label = "not an enum of models",
    note = "a `belongs_to` with a `kind` leads to an enum with `#[derive(batchload::BatchLoad)]` and one variant for each model, such as `Article(One<Article>)`"
)]
pub trait Polymorphic: Sized + Send + Sync + 'static {
    /// What its models go by: their primary key, or what that can be made from and into.
    type Key: Key;

    /// The kinds of the models, as the column has them.
    const KINDS: &'static [&'static str];
}

/// A model among those of an enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no variant for `{M}`",
    label = "this relation does not lead to `{M}`",
    note = "add a variant that holds `One<{M}>` to `{Self}`"
)]
pub trait Variant<M>: Polymorphic {
    /// The kind of the model, as the column has it.
    const KIND: &'static str;
}

/// An enum whose models `DB` can load.
pub trait LoadPolymorphic<DB: Dialect>: Polymorphic {
    /// The row of a kind that a key names.
    ///
    /// # Errors
    ///
    /// Whatever the load fails with.
    fn load(
        loaders: &Loaders<DB>,
        kind: &'static str,
        key: Self::Key,
    ) -> impl Future<Output = Result<Option<Self>, Error>> + Send + use<Self, DB>;
}

/// What the column of a kind holds: `String`, or any key that a text can be made into one.
///
/// A text that cannot be made into one is a kind that no row has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot say which of several models a row belongs to",
    label = "not a kind",
    note = "use `String`, or implement `TryFrom<&'static str>`, `Clone`, `Eq`, `Hash` and `Debug` for `{Self}`"
)]
pub trait Kind: Key {
    /// The kind that a model is stated with.
    fn of(text: &'static str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<K: Key + TryFrom<&'static str>> Kind for K {
    fn of(text: &'static str) -> Option<Self> {
        Self::try_from(text).ok()
    }
}

/// From a row to its parent, which is a row of one of several models.
pub trait PolymorphicRelation: Send + Sync + 'static {
    /// The model that the relation leads from.
    type From: Model;
    /// The models that it leads to: a [`Polymorphic`], which is left to [`parent`], so that a mistake in it is
    /// told once.
    type To;
    /// What says which of them.
    type Kind: Kind;
    /// The foreign key.
    type Key: Key;
    /// The lookup of the rows that belong to a row of a kind.
    type Lookup: Lookup<Model = Self::From, Key = (Self::Kind, Self::Key)>;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
}

/// A polymorphic relation of a model by its name: what its parents' relations go by.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `belongs_to` with a `kind` that is called `{Name}`",
    label = "no such relation",
    note = "write `#[belongs_to(.., kind = ..)]` above a field of `{Self}`, and name the relation here"
)]
pub trait HasPolymorphic<Name, const HASH: u64> {
    /// The relation.
    type Relation: PolymorphicRelation<From = Self>;
}

#[diagnostic::do_not_recommend]
impl<M: Model, Name, const HASH: u64> HasPolymorphic<Name, HASH> for M
where
    FieldName<HASH>: PolymorphicOf<M>,
{
    type Relation = <FieldName<HASH> as PolymorphicOf<M>>::Relation;
}

/// A polymorphic relation of a model by its name, as the model states it.
pub trait PolymorphicOf<M> {
    /// The relation.
    type Relation: PolymorphicRelation<From = M>;
}

/// The lookup of the rows that belong to a row of a kind, by the name of the relation that leads back.
pub type ByKind<M, Name, const HASH: u64> =
    <<M as HasPolymorphic<Name, HASH>>::Relation as PolymorphicRelation>::Lookup;

/// The key of the rows that belong to a row of `M`, as [`ByKind`] takes it.
pub fn of_kind<R, M, K>(key: &K) -> Option<KeyOf<R::Lookup>>
where
    R: PolymorphicRelation<To: Variant<M>>,
    R::Key: KeyOfAll<K>,
    M: Model,
{
    Some((R::Kind::of(<R::To as Variant<M>>::KIND)?, R::Key::of_own(key)?))
}

/// The key of the models of an enum.
#[derive(Debug)]
pub struct ParentKey<K>(PhantomData<fn() -> K>);

/// The key of the models of an enum.
#[must_use]
pub const fn parent<To: Polymorphic>() -> ParentKey<To::Key> {
    ParentKey(PhantomData)
}

impl<K> ParentKey<K> {
    /// Does nothing but to name a foreign key that is of the same type.
    #[expect(clippy::unused_self, reason = "it says which type that is before the other is looked at")]
    pub const fn is<Own: SameKey<K>>(self) {}
}

/// Does nothing but to name a model of an enum, whose key goes into that of all of them.
pub const fn is_variant<M: Model, To: Polymorphic<Key: KeyOfAll<KeyOf<ById<M>>>>>() {}

/// What the models of an enum go by, one of which has primary keys of the type `Own`: the same type, or one that
/// is converted into it and back.
#[diagnostic::on_unimplemented(
    message = "the models of an enum go by one type of key, and these are `{Self}` and `{Own}`",
    label = "its primary key is `{Own}`",
    note = "give all models one type of key; or state one for the enum, `#[batch_load(key = SubjectId)]`, and implement `From` or `TryFrom` both ways between it and each of theirs"
)]
pub trait KeyOfAll<Own>: Sized {
    /// The model's own key; none, if no row of that model can have this one.
    fn to_own(&self) -> Option<Own>;

    /// The key of a row of that model; none, if no row can belong to it.
    fn of_own(own: &Own) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<K: Clone + TryInto<Own>, Own: Clone + TryInto<K>> KeyOfAll<Own> for K {
    fn to_own(&self) -> Option<Own> {
        self.clone().try_into().ok()
    }

    fn of_own(own: &Own) -> Option<K> {
        own.clone().try_into().ok()
    }
}

/// A relation by which `DB` finds the parent of a row of `From`, if the row names one.
pub trait FollowParent<From, To, DB: Dialect>: Sized {
    /// Loads the parent; a key or a kind that is null names none, and nothing is asked.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKind`] when no model is of the row's kind, and whatever the load fails with.
    fn follow_parent(
        loaders: &Loaders<DB>,
        row: &From,
    ) -> impl Future<Output = Result<Option<To>, Error>> + Send + use<Self, From, To, DB>;
}

impl<R, From, To, DB> FollowParent<From, To, DB> for R
where
    R: PolymorphicRelation<From = From, To = To, Key: SameKey<To::Key>>,
    To: LoadPolymorphic<DB>,
    DB: Dialect,
{
    fn follow_parent(
        loaders: &Loaders<DB>,
        row: &From,
    ) -> impl Future<Output = Result<Option<To>, Error>> + Send + use<R, From, To, DB> {
        let load = R::Lookup::key(row).map(|(kind, key)| {
            let known = To::KINDS.iter().find(|known| R::Kind::of(known).as_ref() == Some(&kind));
            let known = known.ok_or_else(|| Error::unknown_kind(R::NAME, &kind))?;
            Ok(To::load(loaders, known, key.same_key()))
        });
        match load.transpose() {
            Ok(Some(load)) => Either::Left(load),
            Ok(None) => Either::Right(ready(Ok(None))),
            Err(error) => Either::Right(ready(Err(error))),
        }
    }
}

/// A relation by which `DB` finds the parent that every row of `From` names.
pub trait RequireParent<From, To, DB: Dialect>: Sized {
    /// Loads the parent.
    ///
    /// # Errors
    ///
    /// [`Error::MissingRow`] when there is no such row, [`Error::UnknownKind`] when no model is of the row's
    /// kind, and whatever the load fails with.
    fn require_parent(
        loaders: &Loaders<DB>,
        row: &From,
    ) -> impl Future<Output = Result<To, Error>> + Send + use<Self, From, To, DB>;
}

impl<R, From, To, DB> RequireParent<From, To, DB> for R
where
    R: PolymorphicRelation<From = From, To = To, Key: SameKey<To::Key>>,
    To: LoadPolymorphic<DB>,
    DB: Dialect,
{
    fn require_parent(
        loaders: &Loaders<DB>,
        row: &From,
    ) -> impl Future<Output = Result<To, Error>> + Send + use<R, From, To, DB> {
        let load = R::follow_parent(loaders, row);
        let key = R::Lookup::key(row);
        load.map(move |parent| parent?.ok_or_else(|| Error::missing_row(R::NAME, key.as_ref())))
    }
}

/// A row of a model of an enum, as `DB` loads it by its key.
pub trait LoadVariant<K, DB: Dialect>: Sized {
    /// Loads the row.
    ///
    /// # Errors
    ///
    /// Whatever the load fails with.
    fn load_variant(
        loaders: &Loaders<DB>,
        key: &K,
    ) -> impl Future<Output = Result<Option<Self>, Error>> + Send + use<Self, K, DB>;
}

impl<M, K, DB> LoadVariant<K, DB> for One<M>
where
    M: Model<ById: LoadFrom<DB, Arguments = (), Found: Shape<M, Answer = Option<Self>>>>,
    K: KeyOfAll<KeyOf<ById<M>>>,
    DB: Dialect,
{
    fn load_variant(
        loaders: &Loaders<DB>,
        key: &K,
    ) -> impl Future<Output = Result<Option<Self>, Error>> + Send + use<M, K, DB> {
        match key.to_own() {
            Some(key) => Either::Left(loaders.lookup::<ById<M>>().into_load(key)),
            None => Either::Right(ready(Ok(None))),
        }
    }
}
