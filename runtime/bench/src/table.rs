//! Records as Markdown: a row for each contender, a column for each case.

use std::fmt::Write;

use crate::record::{Metric, Record};

/// The tables of some records, one for each scenario and metric.
pub fn all(records: &[Record]) -> String {
    let mut text = String::new();
    let mut tables: Vec<(&str, Metric)> = Vec::new();
    for record in records {
        let table = (&*record.scenario, record.metric);
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    for (scenario, metric) in tables {
        let _ = writeln!(text, "\n{scenario}: {metric}\n\n{}", one(records, scenario, metric));
    }
    text
}

/// One table.
pub fn one(records: &[Record], scenario: &str, metric: Metric) -> String {
    let of_table: Vec<&Record> =
        records.iter().filter(|record| record.scenario == scenario && record.metric == metric).collect();
    let cases = distinct(of_table.iter().map(|record| &*record.case));
    let contenders = distinct(of_table.iter().map(|record| &*record.contender));
    let mut text = format!("| | {} |\n|---|{}\n", cases.join(" | "), "---:|".repeat(cases.len()));
    for contender in contenders {
        let _ = write!(text, "| {} |", emphasized(contender));
        for case in &cases {
            let record =
                of_table.iter().find(|record| record.contender == contender && record.case == **case);
            let _ = write!(text, " {} |", record.map_or_else(|| "–".to_owned(), |record| cell(record)));
        }
        text.push('\n');
    }
    text
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

/// This library stands out among its peers.
fn emphasized(contender: &str) -> String {
    if contender.starts_with("batchload") { format!("**{contender}**") } else { contender.to_owned() }
}

fn cell(record: &Record) -> String {
    let Record { metric, median, least, most, .. } = record;
    match metric {
        Metric::Nanoseconds | Metric::Slow => duration(*median),
        Metric::Allocations if *median < 100.0 => format!("{median:.2}"),
        Metric::Batches | Metric::Statements if least < most => {
            format!("{} ({}–{})", whole(*median), whole(*least), whole(*most))
        }
        _ => whole(*median),
    }
}

/// A time as a person reads it.
pub fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.0} ns"),
        1e3..1e4 => format!("{:.2} µs", nanoseconds / 1e3),
        1e4..1e6 => format!("{:.1} µs", nanoseconds / 1e3),
        1e6..1e7 => format!("{:.2} ms", nanoseconds / 1e6),
        _ => format!("{:.1} ms", nanoseconds / 1e6),
    }
}

/// A number with its thousands apart.
pub fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}
