//! Finding rows by a key: what is asked, and what comes back.

mod harness;
mod relations;
