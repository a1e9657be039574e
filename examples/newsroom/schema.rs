//! Three GraphQL schemas with the same types and the same answers.

pub mod naive;
pub mod preloaded;
