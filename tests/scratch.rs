#![allow(unreachable_pub, missing_docs)]
mod relations {
    pub mod polymorphic;
    pub mod recursive;
}
mod support;
#[path = "graphql/unions.rs"]
mod unions;
