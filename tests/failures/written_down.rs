//! `runtime/RELIABILITY.md` names the test of every promise, and that test exists. The README has the times of
//! `runtime/BENCHMARKS.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A row of a table whose last column names tests: its first cell, and these names.
type Row<'page> = (&'page str, Vec<&'page str>);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The headings of columns of tests: in the matrix, and in the table of mistakes that were put back.
const HEADINGS: [&str; 2] = ["test", "tests that failed"];

/// The rows of all tables whose last column has one of these headings.
fn rows<'page>(page: &'page str, headings: &[&str]) -> Vec<Row<'page>> {
    let mut rows = Vec::new();
    let mut table = None;
    for line in page.lines().filter(|line| !line.starts_with("|--")) {
        let Some((first, rest)) = line.strip_prefix("| ").and_then(|row| row.split_once(" | ")) else {
            table = None;
            continue;
        };
        let last = rest.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        match table {
            None => table = Some(headings.contains(&last)),
            Some(true) => rows.push((first, last.split('`').skip(1).step_by(2).collect())),
            Some(false) => {}
        }
    }
    rows
}

/// Returns the function that a line declares, or the first argument of its macro. A test has its name from either.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let (name, _) = match line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ") {
        Some(function) => function.split_once('(')?,
        None => line.split_once("!(").map_or(line, |(_, arguments)| arguments).split_once(',')?,
    };
    let is_name = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    name.chars().all(is_name).then_some(name)
}

/// Collects the names in the sources of a folder. A program for the compiler has the name of its file.
fn names(folder: &Path, programs: bool, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() {
            names(&path, programs || stem == "ui", found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            if programs {
                found.insert(stem.to_owned());
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(text.lines().filter_map(declared).map(str::to_owned));
            }
        }
    }
}

fn exists(test: &str, names: &BTreeSet<String>) -> bool {
    if test.contains('/') {
        return root().join(test).is_file();
    }
    match test.strip_suffix('*') {
        Some(beginning) => names.iter().any(|name| name.starts_with(beginning)),
        None => names.contains(test),
    }
}

/// Returns the tests that the page names and that do not exist, each with its row.
fn missing(page: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut missing = Vec::new();
    for (row, tests) in rows(page, &HEADINGS) {
        let lost = tests.into_iter().filter(|test| !exists(test, names));
        missing.extend(lost.map(|test| format!("{row}: {test}")));
    }
    missing
}

#[test]
fn every_row_of_the_matrix_has_its_test() {
    let page = fs::read_to_string(root().join("runtime/RELIABILITY.md")).unwrap();
    let mut found = BTreeSet::new();
    for folder in ["tests", "runtime/src", "macros/src"] {
        names(&root().join(folder), false, &mut found);
    }

    assert_eq!(missing(&page, &found), [""; 0]);

    let matrix = rows(&page, &HEADINGS[..1]);
    let ids: BTreeSet<_> = matrix.iter().map(|(row, _)| row).collect();
    assert_eq!(ids.len(), matrix.len(), "two rows have the same id");
    for (row, tests) in &matrix {
        assert!(!tests.is_empty(), "{row} has no test");
    }
    for expected in ["S01", "S36", "B21", "C17", "Q12", "E08", "X19", "G22", "M32"] {
        assert!(matrix.iter().any(|(row, _)| *row == expected), "the page has no row {expected}");
    }
}

#[test]
fn a_row_whose_test_has_gone_is_noticed() {
    let page = "| id | test |\n|---|---|\n| S01 | `here`<br>`gone` |\n| S02 | `he*`, `tests/run.sh`, `tests/gone.sh` |\n\n\
        | id | elsewhere |\n|---|---|\n| S03 | `gone` |\n\n| mistake | tests that failed |\n|---|---|\n| one | S01, `gon*` |";
    let names = ["// fn gone() {", "fn here() {", "let gone = 1;"];
    let names = names.into_iter().filter_map(declared).map(str::to_owned).collect();
    assert_eq!(missing(page, &names), ["S01: gone", "S02: tests/gone.sh", "one: gon*"]);
}

#[test]
fn a_test_is_declared_by_a_function_or_a_macro() {
    for line in ["fn one() {", "    async fn one() {", "on_every_database!(one, async |db| {", "    one,"] {
        assert_eq!(declared(line), Some("one"), "{line}");
    }
    for line in ["// one,", "let one = two(1, 2);", "assert!(one);", "}"] {
        assert_eq!(declared(line), None, "{line}");
    }
}

#[test]
fn the_readme_has_the_times_that_were_measured() {
    let read = |page| fs::read_to_string(root().join(page)).unwrap().replace('\n', " ");
    let (readme, benchmarks) = (read("README.md"), read("runtime/BENCHMARKS.md"));
    let times = readme.match_indices(" ms").filter_map(|(end, _)| {
        let number = readme[..end].rsplit(' ').next()?.trim_start_matches('*');
        number.contains('.').then(|| format!(" {number} ms "))
    });
    let times: Vec<_> = times.collect();
    assert!(times.len() >= 10, "{times:?}");
    for time in times {
        assert!(benchmarks.contains(&time), "{time}");
    }
}
