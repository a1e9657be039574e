//! batchload

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private1;
mod batch_fn;
mod dialect;
mod error;
mod fetch;
mod found;
#[cfg(feature = "async-graphql")]
pub mod graphql;
mod handle;
mod loader;
mod loaders;
mod lookup;
mod model;
mod pairing;
mod relation;
mod rows;
mod scheduler;
mod shape;
mod source;
mod stats;

pub use batch_fn::BatchFn;
#[cfg(feature = "macros")]
pub use batchload_macros::BatchLoad;
pub use dialect::Dialect;
pub use error::Error;
pub use handle::{IntoIter, Many, One};
pub use loader::{Builder, Loader};
pub use loaders::{Loaders, LoadersBuilder};
pub use lookup::{Key, LoadFrom, Lookup};
pub use model::{Column, FromColumns, Model, Order, Value};
pub use rows::Rows;
pub use scheduler::{Drive, drive};
pub use shape::Shape;
pub use source::Source;
pub use stats::Stats;
