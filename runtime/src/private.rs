//! The only paths that generated code may use. Not part of the public interface.

pub use sqlx;

pub use crate::aggregate::{Aggregate, Avg, Count, Exists, Max, Min, Sum, ordered, summable};
pub use crate::bindings::Arguments;
pub use crate::columns::{FromColumns, FromRow, convert, read, read_row};
pub use crate::dialect::{Dialect, Row, Value};
pub use crate::every::{Every, NoKey};
pub use crate::filter::{Filter, Piece};
pub use crate::follow::{Follow, FollowPage, Require, Total, column, total};
pub use crate::hierarchy::{Direction, Hierarchy, Recursive};
pub use crate::lazy::{Lazy, LazyOf};
pub use crate::linked::{FollowLinks, Linked, LinkedBy, behind};
pub use crate::load_from::LoadFrom;
pub use crate::loader::Loader;
pub use crate::loaders::Loaders;
pub use crate::lookup::{By, ById, FieldAt, FieldName, FirstOf, KeyOf, Lookup, ModelOf, Strategy};
pub use crate::model::{Column, ColumnAt, HasColumn, Model, Order};
pub use crate::page::{Page, Sizes};
pub use crate::paged::{PageFrom, Paged};
pub use crate::polymorphic::{
    ByKind, FollowParent, HasPolymorphic, Kind, LoadPolymorphic, LoadVariant, Polymorphic, PolymorphicOf,
    PolymorphicRelation, RequireParent, Variant, is_variant, of_kind, parent,
};
pub use crate::preload::{Preload, PreloadParent, PreloadTotal};
pub use crate::relation::{
    HasRelation, Is, Refined, Related, Relation, RelationAt, Takes, Via, key, key_to_many, key_to_one,
};
pub use crate::sort::{Datum, SortKey};
pub use crate::step::{Recursion, Step};
pub use crate::through::{Across, JoinTable, Onward, Then, columns_of, far, leads_to};
pub use crate::{Connection, Error, Many, One};
