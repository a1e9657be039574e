//! The only paths that generated code may use. Not part of the public interface.

pub use sqlx;

pub use crate::facts::every::{Every, NoKey};
pub use crate::facts::filter::{Filter, Piece};
pub use crate::facts::hierarchy::{Direction, Hierarchy, Recursive};
pub use crate::facts::lookup::{By, ById, FieldAt, FieldName, FirstOf, KeyOf, Lookup, ModelOf, Strategy};
pub use crate::facts::model::{Column, ColumnAt, Model, Order};
pub use crate::facts::page::{Page, Sizes};
pub use crate::facts::relation::{
    Is, Refined, Related, Relation, RelationAt, Takes, Via, key, key_to_many, key_to_one,
};
pub use crate::facts::sort::{Datum, SortKey};
pub use crate::facts::through::{AcrossJoin, Chain, ChainByName, JoinTable, columns_of, far, leads_to};
pub use crate::loaders::Loaders;
pub use crate::loaders::loader::Loader;
pub use crate::queries::aggregate::{Aggregate, Avg, Count, Exists, Max, Min, Sum, ordered, summable};
pub use crate::queries::lazy::{Lazy, LazyOf};
pub use crate::queries::paged::{PageFrom, Paged};
pub use crate::relations::check::{Check, CheckColumn, CheckLookup, CheckRelation};
pub use crate::relations::follow::{Follow, FollowAggregate, FollowPage, Require, aggregate, column};
pub use crate::relations::linked::{FollowLinks, Linked, LinkedBy, assert_read_by_position};
pub use crate::relations::polymorphic::{
    ByKind, FollowParent, HasPolymorphic, Kind, LoadPolymorphic, LoadVariant, Polymorphic, PolymorphicOf,
    PolymorphicRelation, RequireParent, Variant, assert_variant_key, key_with_kind, parent_key,
};
pub use crate::relations::preload::{Preload, PreloadAggregate, PreloadParent};
pub use crate::sql::bindings::Arguments;
pub use crate::sql::column_type::ColumnType;
pub use crate::sql::columns::{FromColumns, FromRow, convert, read, read_row};
pub use crate::sql::dialect::{Dialect, Row, Value};
pub use crate::sql::load_from::LoadFrom;
pub use crate::sql::probe::Probe;
pub use crate::{Connection, Error, Many, One};
