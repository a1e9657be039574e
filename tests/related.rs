//! From model to model: relations of every kind, loaded when they are asked for or before.

#![allow(unreachable_pub, reason = "nothing can be reached from outside of a test binary")]

use batchload_tests::support;

mod lazy;
mod preload;
mod relations;
