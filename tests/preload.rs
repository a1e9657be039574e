//! Trees of relations, loaded level by level and read without awaiting.

mod levels;
mod like_single_loads;
mod models;
mod shapes;
