//! From model to model, and to a column that waits: relations of every kind.

#![allow(unreachable_pub, reason = "nothing can be reached from outside of a test binary")]

use batchload_tests::support;

mod lazy;
mod relations;
