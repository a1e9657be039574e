//! Counts, sums and extremes of the rows that a relation finds: one statement for all parents.

mod facts;
mod like_a_naive_one;
mod values;
