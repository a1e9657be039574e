//! A parent that is a row of one of several models; a column says which one. Holds the facts, and the loads that they
//! lead to.

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

/// An enum with one variant for each of several models, which holds a row of that model.
///
/// `#[derive(BatchLoad)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of models",
    label = "not an enum of models",
    note = "a `belongs_to` with a `kind` leads to an enum with `#[derive(batchload::BatchLoad)]` and one variant for each model, such as `Article(One<Article>)`"
)]
pub trait Polymorphic: Sized + Send + Sync + 'static {
    /// The key of all its models: their primary key, or a type that each primary key converts into and from.
    type Key: Key;

    /// The kinds of the models, as the column holds them.
    const KINDS: &'static [&'static str];
}

/// An enum that has a variant for the model `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no variant for `{M}`",
    label = "this relation does not lead to `{M}`",
    note = "add a variant that holds `One<{M}>` to `{Self}`"
)]
pub trait Variant<M>: Polymorphic {
    /// The kind of the model, as the column holds it.
    const KIND: &'static str;
}

/// An enum whose models `DB` can load.
pub trait LoadPolymorphic<DB: Dialect>: Polymorphic {
    /// Loads the row that a kind and a key name.
    ///
    /// # Errors
    ///
    /// Returns the error of the load.
    fn load(
        loaders: &Loaders<DB>,
        kind: &'static str,
        key: Self::Key,
    ) -> impl Future<Output = Result<Option<Self>, Error>> + Send + use<Self, DB>;
}

/// The type of a column that holds a kind: `String`, or any key type that a text converts into.
///
/// A text that does not convert is a kind that no row has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot say which of several models a row belongs to",
    label = "not a kind",
    note = "use `String`, or implement `TryFrom<&'static str>`, `Clone`, `Eq`, `Hash` and `Debug` for `{Self}`"
)]
pub trait Kind: Key {
    /// Converts the kind that a model is stated with; `None` if it does not convert.
    fn of(text: &'static str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<K: Key + TryFrom<&'static str>> Kind for K {
    fn of(text: &'static str) -> Option<Self> {
        Self::try_from(text).ok()
    }
}

/// A relation from a row to its parent, which is a row of one of several models.
pub trait PolymorphicRelation: Send + Sync + 'static {
    /// The model that the relation leads from.
    type From: Model;
    /// The enum of the models that the relation leads to, a [`Polymorphic`]. Only [`parent_key`] has that bound, so that
    /// the compiler reports a mistake in the enum once.
    type To;
    /// The type of the column that says which model it is.
    type Kind: Kind;
    /// The foreign key.
    type Key: Key;
    /// The lookup of the rows that belong to a parent, by the parent's kind and key.
    type Lookup: Lookup<Model = Self::From, Key = (Self::Kind, Self::Key)>;

    /// `Model::relation`, for errors, traces and statistics.
    const NAME: &'static str;
}

/// A polymorphic relation of a model by its name, as the relations of its parents refer to it.
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

/// The lookup of the rows that belong to a parent, by the name of the relation that leads back to the parent.
pub type ByKind<M, Name, const HASH: u64> =
    <<M as HasPolymorphic<Name, HASH>>::Relation as PolymorphicRelation>::Lookup;

/// Returns the key of the rows that belong to a row of `M`, as [`ByKind`] takes it.
pub fn key_with_kind<R, M, K>(key: &K) -> Option<KeyOf<R::Lookup>>
where
    R: PolymorphicRelation<To: Variant<M>>,
    R::Key: KeyOfAll<K>,
    M: Model,
{
    Some((R::Kind::of(<R::To as Variant<M>>::KIND)?, R::Key::from_own(key)?))
}

/// A stand-in for the key type of the models of an enum.
#[derive(Debug)]
pub struct ParentKey<K>(PhantomData<fn() -> K>);

/// Returns a stand-in for the key type of the models of an enum.
#[must_use]
pub const fn parent_key<To: Polymorphic>() -> ParentKey<To::Key> {
    ParentKey(PhantomData)
}

impl<K> ParentKey<K> {
    /// Does nothing; its bound checks that a foreign key has the same type.
    #[expect(clippy::unused_self, reason = "it says which type that is before the other is looked at")]
    pub const fn assert_same<Own: SameKey<K>>(self) {}
}

/// Does nothing; its bound checks that the key of `M`, a model of an enum, converts into the enum's key and back.
pub const fn assert_variant_key<M: Model, To: Polymorphic<Key: KeyOfAll<KeyOf<ById<M>>>>>() {}

/// The key type of all models of an enum, for a model with primary keys of the type `Own`: the same type, or one that
/// converts into `Own` and back.
#[diagnostic::on_unimplemented(
    message = "the models of an enum need one type of key, and these keys are `{Self}` and `{Own}`",
    label = "its primary key is `{Own}`",
    note = "give all models one type of key; or state one for the enum, `#[batch_load(key = SubjectId)]`, and implement `From` or `TryFrom` both ways between it and each of theirs"
)]
pub trait KeyOfAll<Own>: Sized {
    /// Returns the model's own key, or `None` if no row of that model can have this key.
    fn to_own(&self) -> Option<Own>;

    /// Returns the enum's key for a row of that model, or `None` if no row can belong to it.
    fn from_own(own: &Own) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<K: Clone + TryInto<Own>, Own: Clone + TryInto<K>> KeyOfAll<Own> for K {
    fn to_own(&self) -> Option<Own> {
        self.clone().try_into().ok()
    }

    fn from_own(own: &Own) -> Option<K> {
        own.clone().try_into().ok()
    }
}

/// A relation by which `DB` finds the parent of a row of `From`, if the row names one.
pub trait FollowParent<From, To, DB: Dialect>: Sized {
    /// Loads the parent. A null key or a null kind names no parent and asks nothing.
    ///
    /// # Errors
    ///
    /// Returns [`Error::UnknownKind`] if no model is of the row's kind, or the error of the load.
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
    /// Returns [`Error::MissingRow`] if there is no such row, [`Error::UnknownKind`] if no model is of the row's kind,
    /// or the error of the load.
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

/// A row of one of an enum's models, which `DB` can load by the enum's key.
pub trait LoadVariant<K, DB: Dialect>: Sized {
    /// Loads the row.
    ///
    /// # Errors
    ///
    /// Returns the error of the load.
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
