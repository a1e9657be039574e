//! The crate under another name, and behind another crate.
#![deny(warnings)]

extern crate batchload as renamed;

mod facade {
    pub mod loading {
        pub use renamed::*;
    }
}

#[derive(renamed::BatchLoad)]
#[batch_load(crate = "renamed")]
#[has_many(Article)]
pub struct Reporter {
    pub id: i64,
}

#[derive(facade::loading::BatchLoad)]
#[batch_load(crate = crate::facade::loading)]
pub struct Article {
    pub id: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
}

fn main() {}
