//! The parts of the library have an order: each imports only from the parts before it.

use std::collections::HashMap;
use std::path::Path;

use crate::support::sources;

/// Facts know no SQL, the scheduler knows no facts, and no other part knows GraphQL.
const ORDER: [&str; 14] = [
    "error",
    "stats",
    "key",
    "sync",
    "name",
    "answers",
    "sources",
    "scheduler",
    "facts",
    "sql",
    "queries",
    "loaders",
    "relations",
    "graphql",
];

fn place(part: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == part)
}

/// Returns the first name of a path, and the rest of the path.
fn first(path: &str) -> (&str, &str) {
    path.split_at(path.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(path.len()))
}

/// Returns the names that the path after a `crate::` imports from the root, down to the end of a list.
fn imported(path: &str) -> Vec<&str> {
    let Some(list) = path.strip_prefix('{') else { return vec![first(path).0] };
    let list = list.split_once('}').map_or(list, |(list, _)| list);
    assert!(!list.contains('{'), "a list within a list hides what follows it: {list}");
    list.split(',').map(|path| first(path.trim()).0).collect()
}

/// Returns, for each name that the root re-exports, the part that it comes from.
fn of_the_root(code: &str) -> HashMap<&str, &str> {
    let mut parts = HashMap::new();
    for statement in code.split("pub use ").skip(1) {
        let statement = statement.split_once(';').map_or(statement, |(statement, _)| statement);
        let (part, _) = first(statement);
        let names = statement.rsplit("::").next().unwrap_or_default();
        for name in names.trim_matches(['{', '}']).split(',') {
            parts.insert(name.trim(), part);
        }
    }
    parts
}

#[test]
fn every_import_goes_to_the_left() {
    let files = sources::of_the_runtime();
    let root = files.iter().find(|(path, _)| path == Path::new("lib.rs")).expect("there is a root");
    let of_the_root = of_the_root(&root.1);
    let mut seen = 0;
    for (path, code) in &files {
        let part = path.components().next().expect("a file has a name").as_os_str().to_string_lossy();
        let Some(own) = place(part.trim_end_matches(".rs")) else { continue };
        for import in code.split("crate::").skip(1).flat_map(imported) {
            let from = of_the_root.get(import).copied().unwrap_or(import);
            let Some(theirs) = place(from) else { continue };
            seen += 1;
            assert!(theirs <= own, "{} imports {import} of {from}", path.display());
        }
    }
    assert!(seen > 300, "only {seen} imports were seen");
}
