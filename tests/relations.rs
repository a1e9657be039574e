//! Relations of every kind: the rows that they find, and how many statements they cost.

mod by_name;
mod checked;
mod composite;
mod filtered;
mod has_one;
mod linked;
mod links;
mod lists;
mod many_to_many;
mod models;
mod nulls;
mod numbered;
mod optional;
mod oracle;
mod polymorphic;
mod recursive;
mod scoped;
mod self_relations;
mod sizes;
mod tenants;
mod through;
mod typed_keys;
