//! Lazy columns, which statements leave out until a caller loads them. The module `query` asks for one.

mod query;

use std::fmt;
use std::hash::{Hash, Hasher};

use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Type};

pub(crate) use query::ColumnOfRows;

use crate::One;
use crate::facts::model::Column;

/// A column that is not loaded with its row: a long text, a document, a picture.
///
/// Use it as the type of a field with `#[batch_load(lazy)]`. Every lookup leaves the column out, and
/// `model.load_<field>(&loaders)` loads it, in one statement for all rows whose loads go together.
///
/// A query of your own fills the field if it selects the column. `load_<field>` then returns that value without a
/// statement. With `#[derive(sqlx::FromRow)]`, add `#[sqlx(default)]` to the field so that queries without the column
/// work too, or `#[sqlx(skip)]` so that no query fills it.
///
/// ```
/// use batchload::Lazy;
///
/// let body = Lazy::from("All that happened.".to_owned());
/// assert_eq!(body.get().map(String::len), Some(18));
/// assert_eq!(Lazy::<String>::default().get(), None);
/// ```
pub struct Lazy<T>(Option<One<T>>);

impl<T> Lazy<T> {
    /// Returns the value, if the query that found the row selected it.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.0.as_deref()
    }

    /// Returns the value as a handle.
    pub(crate) fn one(&self) -> Option<One<T>> {
        self.0.clone()
    }
}

/// Serializes like the value, or like `None` if it is not loaded: `null` in JSON.
#[cfg(feature = "serde")]
impl<T: serde::Serialize> serde::Serialize for Lazy<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

/// A column that is not loaded.
impl<T> Default for Lazy<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<T> for Lazy<T> {
    fn from(value: T) -> Self {
        Self(Some(One::from(value)))
    }
}

impl<T> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: fmt::Debug> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(value) => f.debug_tuple("Lazy").field(value).finish(),
            None => f.write_str("Lazy(..)"),
        }
    }
}

impl<T: PartialEq> PartialEq for Lazy<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for Lazy<T> {}

impl<T: Hash> Hash for Lazy<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.get().hash(state);
    }
}

impl<T: Type<DB>, DB: Database> Type<DB> for Lazy<T> {
    fn type_info() -> DB::TypeInfo {
        T::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        T::compatible(ty)
    }
}

impl<'r, T: Decode<'r, DB>, DB: Database> Decode<'r, DB> for Lazy<T> {
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        T::decode(value).map(Self::from)
    }
}

/// A lazy column of a model by the name of its field, as the model states it.
pub trait LazyOf<M>: Send + Sync + 'static {
    /// The type of the column.
    type Value: Send + Sync + 'static;

    /// `Model::field`, for errors, traces and statistics.
    const NAME: &'static str;
    /// The field and the column of the table.
    const COLUMN: Column;

    /// Returns the field of a row.
    fn of(row: &M) -> &Lazy<Self::Value>;
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::Lazy;

    #[test]
    fn it_serializes_like_its_value_or_like_nothing() {
        let json = |lazy: Lazy<i32>| serde_json::to_string(&lazy).unwrap();
        assert_eq!((json(Lazy::from(7)), json(Lazy::default())), ("7".to_owned(), "null".to_owned()));
    }
}
