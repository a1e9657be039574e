//! stub
use crate::{
    Error,
    dialect::Dialect,
    lookup::{LoadFrom, Lookup},
    shape::Shape,
    stats::Meter,
};
use std::sync::Arc;
pub(crate) struct Fetched<L: Lookup> {
    pub(crate) rows: Arc<Vec<L::Model>>,
    pub(crate) answers: Vec<<L::Found as Shape<L::Model>>::Answer>,
}
pub(crate) async fn fetch<L, DB>(
    _pool: &sqlx::Pool<DB>,
    _keys: &[L::Key],
    _meter: &Meter,
) -> Result<Fetched<L>, Error>
where
    L: LoadFrom<DB>,
    DB: Dialect,
{
    Err(Error::Lost { loader: L::NAME })
}
