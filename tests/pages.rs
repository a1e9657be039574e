//! Pages of each parent's rows in one statement: which rows, what lies around them, and where a cursor leads.

mod facts;
mod firsts;
mod keys;
mod notes;
mod questions;
mod random;
mod through;
mod values;
mod walking;
