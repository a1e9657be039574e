//! Every kind of relation on every database: for many rows at once, and for one row after the other.

use std::time::Duration;

use crate::databases::{mysql, postgres, sqlite};
use crate::measure::{Bench, Mode, Run};
use crate::runtimes::Flavour;

/// Measures one database with its own types.
macro_rules! on {
    ($database:ident, $bench:ident, $flavour:ident) => {{
        use $database::NAME;
        use $database::relations::{Asks, KINDS, load, open};

        let pool = $flavour.run(open("relations"));
        for (kind, relation) in KINDS {
            let rows = |asks| $flavour.run(load(pool.clone(), relation, asks));
            assert_eq!(rows(Asks::AtOnce), rows(Asks::OneByOne), "{kind}");
            let run = |asks| {
                let pool = &pool;
                move || $flavour.measure(load(pool.clone(), relation, asks)).1.each(1)
            };
            let mut ways: [Run<'_>; 2] =
                [("at once", Box::new(run(Asks::AtOnce))), ("one by one", Box::new(run(Asks::OneByOne)))];
            $bench.in_turn_for(Duration::from_secs(1), &format!("relations, {NAME}"), kind, &mut ways);
        }
        $flavour.run(async move { pool.close().await });
    }};
}

pub fn relations(bench: &mut Bench) {
    if !matches!(bench.mode, Mode::Times) {
        return;
    }
    postgres::start();
    mysql::start();
    let flavour = &Flavour::usual(bench.mode);
    on!(sqlite, bench, flavour);
    on!(postgres, bench, flavour);
    on!(mysql, bench, flavour);
}
