//! Loaders that were written for async-graphql, as batch functions.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use async_graphql::dataloader;

use crate::key::Key;
use crate::sources::batch_fn::BatchFn;
use crate::sources::found::Found;

/// A loader written for async-graphql's own data loader, as a [`BatchFn`].
///
/// With it, an application can move to batchload one relation at a time. Its existing loaders become loaders of a
/// request: shared, driven and contained like the others. If a loader has several types of keys, `K` says which one is
/// meant.
///
/// ```
/// # use std::{collections::HashMap, sync::Arc};
/// use async_graphql::dataloader;
/// use batchload::{Loader, graphql::FromLoader};
///
/// struct Names;
///
/// impl dataloader::Loader<i64> for Names {
///     type Value = String;
///     type Error = Arc<sqlx::Error>;
///
///     async fn load(&self, keys: &[i64]) -> Result<HashMap<i64, String>, Self::Error> {
///         Ok(keys.iter().map(|key| (*key, format!("name {key}"))).collect())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), batchload::Error> {
/// let names = Loader::new(FromLoader::<i64, _>::new(Names));
/// assert_eq!(names.load(7).await?.as_deref(), Some("name 7"));
/// # Ok(())
/// # }
/// ```
pub struct FromLoader<K, L> {
    loader: L,
    key: PhantomData<fn() -> K>,
}

impl<K, L> FromLoader<K, L> {
    /// Wraps the loader as a batch function for keys of type `K`.
    #[must_use]
    pub fn new(loader: L) -> Self {
        Self { loader, key: PhantomData }
    }
}

impl<K, L> BatchFn for FromLoader<K, L>
where
    K: Key,
    L: dataloader::Loader<K>,
    L::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Key = K;
    type Value = L::Value;
    type Error = L::Error;

    async fn load_batch(&self, keys: &[K]) -> Result<Found<K, L::Value>, L::Error> {
        Ok(self.loader.load(keys).await?.into())
    }
}

impl<K, L> fmt::Debug for FromLoader<K, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromLoader").field("loader", &type_name::<L>()).finish()
    }
}
