//! Relations of every kind from model to model, and lazy columns.

#![allow(unreachable_pub, reason = "nothing can be reached from outside of a test binary")]

use batchload_tests::support;

mod lazy;
mod relations;
