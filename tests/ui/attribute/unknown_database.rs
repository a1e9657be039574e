//! A database that batchload does not know, or whose feature is not enabled, is named with what to do.

use batchload::Dialect;

fn load_from<DB: Dialect>() {}

fn main() {
    load_from::<String>();
}
