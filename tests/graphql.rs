//! Loaders in async-graphql: what an execution costs, and what it cannot see.

mod batches;
mod databases;
mod errors;
mod events;
mod freshness;
mod held;
mod linked;
mod lists;
mod nested;
mod newsroom;
mod output;
mod pages;
mod selected;
mod several;
mod tenants;
mod transactions;
mod unions;
