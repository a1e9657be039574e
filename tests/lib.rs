//! The code that the test binaries share, compiled once, and the tests that are documentation.

#![allow(missing_debug_implementations, missing_docs, reason = "only the tests beside it use this crate")]
#![allow(clippy::missing_panics_doc, reason = "tests panic when something is not as it should be")]

pub mod editions;
pub mod support;
