//! A database under load, of any kind.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use futures_util::future::BoxFuture;

use crate::dice::Dice;
use crate::errors::Weather;

type Job<T> = BoxFuture<'static, T>;

/// A database, and the operations on it.
#[derive(Clone)]
pub struct Database {
    pub name: &'static str,
    /// Makes the request of a seed.
    pub start: Arc<dyn Fn(u64, Weather) -> Job<()> + Send + Sync>,
    /// Makes the request of a seed, with a pool that lives on the same runtime.
    pub start_elsewhere: Arc<dyn Fn(u64) -> Job<()> + Send + Sync>,
    /// Waits until no connection is in use, and uses all of them.
    pub settle: Arc<dyn Fn() -> Job<Result<(), String>> + Send + Sync>,
    /// Checks that of every transaction everything is there or nothing.
    pub audit: Arc<dyn Fn() -> Job<Result<(), String>> + Send + Sync>,
    /// Holds statements up, cancels them and kills their connections, until the run is over.
    pub sabotage: Arc<dyn Fn(Dice, Arc<AtomicBool>) -> Job<()> + Send + Sync>,
}
