//! Following relations: which rows come back, and in how many statements.

mod recursive;
