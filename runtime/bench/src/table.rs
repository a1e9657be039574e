//! Records as Markdown: a row for each contender, a column for each case.

use std::fmt::Write;

use crate::record::{Metric, Record};
use crate::records::Records;

/// Returns every table, for those who run one scenario by hand.
pub fn all(records: &Records) -> String {
    let mut text = String::new();
    for (scenario, metric) in records.tables() {
        let _ = writeln!(text, "{scenario}: {metric}\n\n{}", one(records, scenario, metric));
    }
    text
}

/// Returns the cases of a scenario side by side.
pub fn one(records: &Records, scenario: &str, metric: Metric) -> String {
    let cases = records.cases(scenario, metric);
    let names: Vec<String> = cases.iter().map(|case| named(case)).collect();
    let mut text = header(&names);
    for contender in records.contenders(scenario, metric) {
        let cells =
            cases.iter().map(|case| records.find(scenario, case, contender, metric).map_or_else(none, cell));
        row(&mut text, contender, cells);
    }
    text
}

/// Returns one case of several scenarios side by side.
pub fn across(records: &Records, scenarios: &[(&str, &str)], case: &str, metric: Metric) -> String {
    let names: Vec<&str> = scenarios.iter().map(|(_, name)| *name).collect();
    let mut text = header(&names);
    for contender in records.contenders(scenarios[0].0, metric) {
        let cells = scenarios
            .iter()
            .map(|(scenario, _)| records.find(scenario, case, contender, metric).map_or_else(none, cell));
        row(&mut text, contender, cells);
    }
    text
}

/// Returns the cost of answers in every case: the time and its range, the ratio to the first contender, the statements.
pub fn compared(records: &Records, scenario: &str) -> String {
    let cases = records.cases(scenario, Metric::Nanoseconds);
    let mut names = Vec::new();
    for case in &cases {
        names.extend([(*case).to_owned(), "range".to_owned(), "ratio".to_owned(), "statements".to_owned()]);
    }
    let mut text = header(&names);
    let contenders = records.contenders(scenario, Metric::Nanoseconds);
    for contender in &contenders {
        let mut cells = Vec::new();
        for case in &cases {
            let of = |metric| records.find(scenario, case, contender, metric);
            let limit = records.median(scenario, case, contenders[0], Metric::Nanoseconds);
            let time = of(Metric::Nanoseconds);
            cells.push(time.map_or_else(none, cell));
            cells.push(time.map_or_else(none, range));
            cells.push(time.zip(limit).map_or_else(none, |(time, limit)| ratio(time.median / limit)));
            cells.push(of(Metric::Statements).map_or_else(none, cell));
        }
        row(&mut text, contender, cells.into_iter());
    }
    text
}

/// Returns the contenders of several scenarios side by side, with a row for each case.
pub fn by_case(records: &Records, scenarios: &[(&str, &str)], metric: Metric) -> String {
    let mut names = Vec::new();
    for (scenario, name) in scenarios {
        names.extend(
            records.contenders(scenario, metric).iter().map(|contender| format!("{name}, {contender}")),
        );
    }
    let mut text = header(&names);
    for case in records.cases(scenarios[0].0, metric) {
        let cells = scenarios.iter().flat_map(|(scenario, _)| {
            let contenders = records.contenders(scenario, metric).into_iter();
            contenders
                .map(|contender| records.find(scenario, case, contender, metric).map_or_else(none, cell))
        });
        row(&mut text, case, cells);
    }
    text
}

pub fn header<T: AsRef<str>>(columns: &[T]) -> String {
    let names: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    format!("| | {} |\n|---|{}\n", names.join(" | "), "---:|".repeat(names.len()))
}

pub fn row(text: &mut String, contender: &str, cells: impl Iterator<Item = String>) {
    // Bold makes this library stand out among its peers.
    let strong = if contender.starts_with("batchload") { "**" } else { "" };
    let _ = write!(text, "| {strong}{contender}{strong} |");
    for cell in cells {
        let _ = write!(text, " {cell} |");
    }
    text.push('\n');
}

/// Returns the name of a case. Numbers are easier to read with their thousands separated.
pub fn named(case: &str) -> String {
    case.parse().map_or_else(|_| case.to_owned(), whole)
}

fn none() -> String {
    "–".to_owned()
}

fn cell(record: &Record) -> String {
    let Record { metric, median, least, most, .. } = record;
    match metric {
        Metric::Nanoseconds | Metric::Slow => duration(*median),
        Metric::Allocations if *median < 100.0 => format!("{median:.2}"),
        Metric::Batches | Metric::Statements if least < most => {
            format!("{} ({}–{})", whole(*median), whole(*least), whole(*most))
        }
        Metric::PeakBytes | Metric::RowBytes => format!("{:.2} MB", median / 1e6),
        _ => whole(*median),
    }
}

fn range(record: &Record) -> String {
    format!("{}–{}", duration(record.least), duration(record.most))
}

pub fn ratio(ratio: f64) -> String {
    format!("{ratio:.2}")
}

/// Formats a time for a person.
pub fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.0} ns"),
        1e3..1e4 => format!("{:.2} µs", nanoseconds / 1e3),
        1e4..1e6 => format!("{:.1} µs", nanoseconds / 1e3),
        1e6..1e7 => format!("{:.2} ms", nanoseconds / 1e6),
        _ => format!("{:.1} ms", nanoseconds / 1e6),
    }
}

/// Formats a number with its thousands separated.
pub fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}
