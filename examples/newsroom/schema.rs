//! Three GraphQL schemas with the same types, which give the same answer to a query.

pub mod batched;
pub mod by_hand;
pub mod naive;
