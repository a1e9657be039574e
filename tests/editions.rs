//! The derive in crates of every edition that its companions work in. Holds nothing but examples, which
//! `cargo test` compiles; `FromRow` and `SimpleObject` stand beside it.

macro_rules! edition {
    ($row:ident, $edition:literal) => {
        #[doc = concat!("The same models in edition ", $edition, ".")]
        #[doc = concat!("```no_run,edition", $edition)]
        #[doc = include_str!("editions.txt")]
        #[doc = "```"]
        #[derive(Debug)]
        pub struct $row;
    };
}

edition!(M01Edition2018, "2018");
edition!(M01Edition2021, "2021");
edition!(M01Edition2024, "2024");
