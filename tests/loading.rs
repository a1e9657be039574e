//! Finding rows by a key: what is asked, and what comes back.

mod harness;
mod layers;
mod packed_rows;
mod prepared_types;
mod relations;
mod sql_collations;
mod sql_keys;
mod sql_limits;
mod sql_names;
mod sql_orders;
mod sql_padding;
mod sql_plans;
mod sql_sizes;
mod sql_text;
mod sql_types;
mod the_contract;
