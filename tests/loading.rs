//! Finding rows by a key: which statements are sent, and which rows come back.

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
