//! From model to model: relations of every kind, what is counted over them, and loading them before they are
//! asked for or when they are.

#![allow(unreachable_pub, reason = "nothing can be reached from outside of a test binary")]

use batchload_tests::support;

mod aggregates;
mod lazy;
mod preload;
mod relations;
