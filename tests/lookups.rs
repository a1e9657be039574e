//! The rows of a lookup: their SQL, keys and types on every database, and the aggregates over them.

#![allow(unreachable_pub, reason = "nothing can be reached from outside of a test binary")]

use batchload_tests::support;

mod aggregates;
mod loading;
