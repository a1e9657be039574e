//! The targets, and how far they were met. Nothing here is measured.

use std::fmt::Write;

use crate::null::SIZES;
use crate::record::Metric;
use crate::records::Records;
use crate::table::{duration, header, named, whole};

const OURS: &str = "batchload, driven";
const PLAIN: &str = "plain future";
const FLAVOURS: [&str; 3] = ["current thread", "in a task", "under block_on"];
const DATABASES: [&str; 2] = ["SQLite", "PostgreSQL"];
/// The scenarios of every kind of relation, and the database of each.
pub const RELATIONS: [(&str, &str); 3] = [
    ("relations, SQLite", "SQLite"),
    ("relations, PostgreSQL", "PostgreSQL"),
    ("relations, MariaDB", "MariaDB"),
];

/// A figure that should not be larger than another.
struct Target {
    what: String,
    wanted: f64,
    measured: f64,
    show: fn(f64) -> String,
}

impl Target {
    fn met(&self) -> bool {
        // Figures that are shown as equal count as equal.
        self.measured <= self.wanted || (self.show)(self.measured) == (self.show)(self.wanted)
    }
}

fn times(ratio: f64) -> String {
    format!("{ratio:.2} ×")
}

fn two_digits(number: f64) -> String {
    format!("{number:.2}")
}

/// The targets for everything that was measured.
struct Targets<'a> {
    records: &'a Records,
    all: Vec<Target>,
}

impl Targets<'_> {
    fn add(&mut self, what: impl Into<String>, wanted: f64, measured: Option<f64>, show: fn(f64) -> String) {
        if let Some(measured) = measured {
            self.all.push(Target { what: what.into(), wanted, measured, show });
        }
    }

    /// Returns one contender's figure as a multiple of another's.
    fn ratio(&self, scenario: &str, case: &str, one: &str, other: &str, metric: Metric) -> Option<f64> {
        let of = |contender| self.records.median(scenario, case, contender, metric);
        Some(of(one)? / of(other)?)
    }

    fn siblings(&mut self) {
        for flavour in FLAVOURS {
            let scenario = &format!("siblings, {flavour}");
            let of = |case: &str, contender: &str| {
                self.records.median(scenario, case, contender, Metric::Nanoseconds)
            };
            let best = |case: &str| {
                let contenders = self.records.contenders(scenario, Metric::Nanoseconds);
                let peers = contenders
                    .into_iter()
                    .filter(|name| !name.starts_with("batchload") && !name.starts_with(PLAIN));
                peers.filter_map(|peer| of(case, peer)).reduce(f64::min)
            };
            let against: Vec<_> = SIZES
                .iter()
                .filter_map(|size| {
                    let case = size.to_string();
                    Some((*size, of(&case, OURS)? / best(&case)?))
                })
                .collect();
            let above = |case| Some(of(case, OURS)? - of(case, PLAIN)?);
            let (at_large, cached) = (above("10000"), above("cached"));
            let sizes: Option<Vec<f64>> =
                ["100", "1000", "10000", "100000"].iter().map(|case| of(case, OURS)).collect();
            let growth = sizes.and_then(|sizes| {
                Some(sizes.iter().copied().reduce(f64::max)? / sizes.iter().copied().reduce(f64::min)?)
            });
            for (size, ratio) in against {
                let what = format!(
                    "{} siblings, {flavour}: against the best of the peers",
                    named(&size.to_string())
                );
                self.add(what, 1.0, Some(ratio), times);
            }
            let what = format!("10 000 siblings, {flavour}: a load above a plain future");
            self.add(what, 120.0, at_large, duration);
            self.add(format!("cached, {flavour}: a load above a plain future"), 40.0, cached, duration);
            self.add(format!("100 to 100 000 siblings, {flavour}: growth of a load"), 1.5, growth, times);
            let batches = SIZES.iter().filter_map(|size| {
                self.records
                    .find(scenario, &size.to_string(), OURS, Metric::Batches)
                    .map(|record| record.most)
            });
            let batches = batches.reduce(f64::max);
            self.add(format!("any number of siblings, {flavour}: batches at most"), 1.0, batches, whole);
        }
        let scenario = "siblings, current thread";
        let of = |contender| self.records.median(scenario, "10000", contender, Metric::Allocations);
        let allocations = of(OURS).zip(of(PLAIN)).map(|(ours, plain)| ours - plain);
        self.add("allocations of a load above a plain future", 0.5, allocations, two_digits);
        let instructions = self.records.median("instructions", "driven", "batchload", Metric::Instructions);
        self.add("instructions of a load above a plain future", 800.0, instructions, whole);
    }

    fn latency(&mut self) {
        for (flavour, wanted) in [("in a task", 2e3), ("under block_on", 1e3)] {
            let measured = self.records.median("single", flavour, OURS, Metric::Nanoseconds);
            self.add(format!("a single load {flavour}"), wanted, measured, duration);
        }
        for flavour in FLAVOURS {
            let measured = self.records.median("levels", flavour, OURS, Metric::Nanoseconds);
            self.add(format!("five levels of 100, {flavour}"), 1e5, measured, duration);
        }
    }

    fn newsroom(&mut self) {
        for (query, wanted) in [("nested", [1.0, 1.03]), ("many-to-many", [1.1, 1.1])] {
            let scenario = &format!("newsroom, {query}");
            for (database, wanted) in DATABASES.into_iter().zip(wanted) {
                for (contender, how) in [("batchload", ""), ("batchload, selected ahead", ", selected ahead")]
                {
                    let measured = self.ratio(scenario, database, contender, "by hand", Metric::Nanoseconds);
                    let what = format!("{query} query on {database}{how}: time, of by hand");
                    self.add(what, wanted, measured, times);
                }
            }
            for (metric, what) in
                [(Metric::Allocations, "allocations"), (Metric::PeakBytes, "peak of memory")]
            {
                // On SQLite, a thread of the driver allocates as well, and its allocations are not counted.
                let measured = self.ratio(scenario, "PostgreSQL", "batchload", "by hand", metric);
                self.add(format!("{query} query on PostgreSQL: {what}, of by hand"), 1.05, measured, times);
            }
        }
        for database in DATABASES {
            let sent = self.records.find("newsroom, nested", database, "batchload", Metric::Statements);
            let sent = sent.map(|record| record.most);
            self.add(format!("nested query on {database}: statements"), 2.0, sent, whole);
        }
        for database in DATABASES {
            let less = self.ratio("throughput", database, "by hand", "batchload", Metric::RequestsPerSecond);
            let what = format!("64 at once on {database}: requests by hand for each of ours");
            self.add(what, 1.0 / 0.95, less, times);
            let slow = self.ratio("throughput", database, "batchload", "by hand", Metric::Slow);
            self.add(format!("64 at once on {database}: p99, of by hand"), 1.3, slow, times);
        }
    }

    fn parents(&mut self) {
        let others = [("by hand, FromRow", 1.0), ("SeaORM, load_many", 1.0), ("diesel, grouped_by", 1.5)];
        for database in DATABASES {
            for (other, wanted) in others {
                if other.starts_with("diesel") && database != "SQLite" {
                    continue;
                }
                let measured =
                    self.ratio("parents", database, "batchload, preload", other, Metric::Nanoseconds);
                let what = format!("parents with children on {database}, of {other}");
                self.add(what, wanted, measured, times);
            }
        }
    }

    fn relations(&mut self) {
        for (scenario, database) in RELATIONS {
            let ratio =
                |kind: &&str| self.ratio(scenario, kind, "at once", "one by one", Metric::Nanoseconds);
            let kinds = self.records.cases(scenario, Metric::Nanoseconds);
            let slowest = kinds.iter().filter_map(ratio).reduce(f64::max);
            let what = format!("every kind of relation on {database}, at once: of one by one, at most");
            self.add(what, 1.0, slowest, times);
        }
    }

    fn compiling(&mut self) {
        for case in ["check from clean", "build from clean"] {
            let measured = self.ratio("compile", case, "batchload", "loaders by hand", Metric::Nanoseconds);
            self.add(format!("100 models, {case}, of loaders by hand"), 1.15, measured, times);
        }
        let of =
            |contender| self.records.median("compile", "check after an edit", contender, Metric::Nanoseconds);
        let more = of("batchload").zip(of("loaders by hand")).map(|(ours, theirs)| ours - theirs);
        self.add("100 models, check after an edit, above loaders by hand", 1e9, more, duration);
    }

    fn memory(&mut self) {
        let of = |case: &str, metric| self.records.median("memory", case, "batchload", metric);
        let cases = self.records.cases("memory", Metric::PeakBytes);
        let ratios: Vec<_> = cases
            .iter()
            .map(|case| {
                let peak = of(case, Metric::PeakBytes).zip(of(case, Metric::RowBytes));
                (format!("{} rows of one relation: peak of memory, of the rows", named(case)), peak)
            })
            .collect();
        for (what, peak) in ratios {
            self.add(what, 1.2, peak.map(|(peak, rows)| peak / rows), times);
        }
    }
}

/// Returns the table, and how many targets were missed.
pub fn table(records: &Records) -> String {
    let mut targets = Targets { records, all: Vec::new() };
    targets.siblings();
    targets.latency();
    targets.newsroom();
    targets.parents();
    targets.relations();
    targets.compiling();
    targets.memory();
    let (met, missed): (Vec<_>, Vec<_>) = targets.all.iter().partition(|target| target.met());
    let mut text = String::new();
    for (name, targets) in [("missed", &missed), ("met", &met)] {
        let _ = writeln!(text, "{} of {} {name}:\n", targets.len(), met.len() + missed.len());
        if targets.is_empty() {
            continue;
        }
        text += &header(&["wanted at most", "measured"]);
        for Target { what, wanted, measured, show } in targets {
            let _ = writeln!(text, "| {what} | {} | {} |", show(*wanted), show(*measured));
        }
        text.push('\n');
    }
    text
}
