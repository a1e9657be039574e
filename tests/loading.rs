//! Finding rows by a key: what is asked, and what comes back.

mod harness;
mod relations;
mod sql_collations;
mod sql_keys;
mod sql_names;
mod sql_plans;
mod sql_sizes;
mod the_contract;
