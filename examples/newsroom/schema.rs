//! Three GraphQL schemas with the same types, which answer the same query alike.

pub mod batched;
pub mod naive;
pub mod preloaded;
