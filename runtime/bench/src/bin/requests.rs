//! Answers requests, as often as its last argument says. `requests.sh` counts their instructions.

use std::env;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [database, contender, times] = &arguments[..] else {
        panic!("requests DATABASE CONTENDER TIMES");
    };
    batchload_bench::answer(database, contender, times.parse().expect("a number of times"));
}
