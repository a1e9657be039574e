//! A cursor holds one value of a struct, and the name of a variant of an enum.

use batchload::SortKey;

#[derive(SortKey)]
struct Two(i64, i64);

#[derive(SortKey)]
struct None;

#[derive(SortKey)]
struct Odd(std::time::Duration);

#[derive(SortKey)]
struct Erased(dyn std::fmt::Display);

#[derive(SortKey)]
enum Empty {}

#[derive(SortKey)]
enum Full {
    A,
    B(i64),
}

#[derive(SortKey)]
union Both {
    a: i64,
    b: u64,
}

#[derive(SortKey)]
#[batch_load(table = "ranks")]
struct Ranked(i64);

#[derive(SortKey)]
struct Named {
    rank: i64,
}

fn main() {}
