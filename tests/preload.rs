//! Trees of relations, loaded level by level and read without awaiting.

mod ahead;
mod levels;
mod like_a_naive_search;
mod like_single_loads;
mod linked;
mod models;
mod pages;
mod parents;
mod selected;
mod shapes;
