//! `Self` is the struct, also in attributes and within the types of fields.
#![deny(warnings)]

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use batchload::{BatchLoad, Loaders, Many, One};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Sqlite, Type};

/// A key that names the type it belongs to.
pub struct Id<T>(i64, PhantomData<fn() -> T>);

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self(self.0, PhantomData)
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Id<T> {}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> Type<Sqlite> for Id<T> {
    fn type_info() -> <Sqlite as Database>::TypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
}

impl<'r, T> Decode<'r, Sqlite> for Id<T> {
    fn decode(value: <Sqlite as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<i64 as Decode<Sqlite>>::decode(value)?, PhantomData))
    }
}

impl<'q, T> Encode<'q, Sqlite> for Id<T> {
    fn encode_by_ref(&self, buffer: &mut <Sqlite as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<'q, Sqlite>>::encode_by_ref(&self.0, buffer)
    }
}

#[derive(sqlx::FromRow, BatchLoad)]
#[has_many(Self, name = replies, foreign_key = parent_id, count)]
#[descendants(foreign_key = parent_id)]
pub struct Comment {
    pub id: Id<Self>,
    #[belongs_to(Self)]
    pub parent_id: Option<Id<Self>>,
    #[sqlx(skip)]
    pub parent: Option<Box<Self>>,
}

pub async fn load(comment: &Comment, loaders: &Loaders<Sqlite>) -> Result<(), batchload::Error> {
    let _: Option<One<Comment>> = Comment::by_id(loaders).load(comment.id.clone()).await?;
    let _: Option<One<Comment>> = comment.load_parent(loaders).await?;
    let _: Many<Comment> = comment.load_replies(loaders).await?;
    let _: Many<Comment> = comment.load_descendants(loaders).await?;
    Ok(())
}

fn main() {}
