//! The derive, next to `FromRow` and `SimpleObject`, in crates of every edition in which those two work. This file
//! holds only examples, which `cargo test` compiles.

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
