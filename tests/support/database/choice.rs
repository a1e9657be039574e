//! Which databases run: all of them, unless `BATCHLOAD_TEST_DATABASES` names some.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write};
use std::sync::OnceLock;

use super::Kind;

const VARIABLE: &str = "BATCHLOAD_TEST_DATABASES";

pub(super) fn includes(kind: Kind) -> bool {
    static CHOSEN: OnceLock<Option<BTreeSet<&'static str>>> = OnceLock::new();
    CHOSEN.get_or_init(chosen).as_ref().is_none_or(|names| names.contains(name(kind)))
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
        Kind::MySql => "mysql",
    }
}

fn chosen() -> Option<BTreeSet<&'static str>> {
    let wanted = env::var(VARIABLE).ok().filter(|wanted| !wanted.trim().is_empty())?;
    let names: BTreeSet<_> = wanted.split(',').map(|wanted| known(wanted.trim())).collect();
    let list = names.iter().copied().collect::<Vec<_>>().join(", ");
    // Bypasses the test harness, which would hide the output of a passing test.
    let _ = writeln!(io::stderr(), "{VARIABLE}: only {list} tested, tests on other databases do nothing");
    Some(names)
}

fn known(wanted: &str) -> &'static str {
    [Kind::Sqlite, Kind::Postgres, Kind::MySql]
        .map(name)
        .into_iter()
        .find(|known| *known == wanted)
        .unwrap_or_else(|| panic!("{VARIABLE} may list sqlite, postgres and mysql, but not `{wanted}`"))
}
