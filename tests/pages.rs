//! Pages of each parent's rows in one statement: which rows, what lies around them, and where a cursor leads.

mod derived;
mod facts;
mod firsts;
mod forged;
mod keys;
mod notes;
mod on_mysql;
mod plans;
mod questions;
mod random;
mod through;
mod times;
mod told;
mod values;
mod walking;
