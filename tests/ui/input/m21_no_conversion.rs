//! A field under `try_from` is converted from the type that is read.

use batchload::BatchLoad;

#[derive(BatchLoad)]
struct Reporter {
    id: i64,
    #[sqlx(try_from = "i64")]
    salary: Money,
}

struct Money(i64);

fn main() {}
