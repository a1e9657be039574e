//! Loaders in async-graphql: what an execution costs, and what it cannot see.

mod nested;
