//! What generated code promises as a whole: how much of it there is, and what it names.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

use super::{derived, items, parsed};

fn tokens(output: TokenStream) -> usize {
    let count = |token| match token {
        TokenTree::Group(group) => 2 + tokens(group.stream()),
        _ => 1,
    };
    output.into_iter().map(count).sum()
}

/// Returns a model with this many fields, and with a relation in each direction for every fourth field.
fn large(fields: usize) -> String {
    let (mut above, mut within) = (String::new(), String::new());
    for at in 0..fields {
        if at % 4 == 0 {
            write!(above, "#[has_many(Child, name = c{at}, foreign_key = f{at}, order_by(id))] ").unwrap();
            write!(within, "#[belongs_to(Parent, name = p{at})] ").unwrap();
        }
        write!(within, "f{at}: i64, ").unwrap();
    }
    format!("{above} struct Large {{ id: i64, {within} }}")
}

#[test]
fn m29_generated_code_grows_in_proportion() {
    let sizes: Vec<_> = (1..5).map(|hundreds| tokens(derived(&large(100 * hundreds)))).collect();
    let steps: Vec<_> = sizes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(steps[0] > 0 && steps.iter().all(|step| *step == steps[0]), "{sizes:?}");
}

#[test]
fn facts_are_few_lines() {
    let lines = |fields: &str| {
        prettyplease::unparse(&parsed(&format!("struct Article {{ id: i64, {fields} }}"))).lines().count()
    };
    let lookup = lines("#[batch_load(index)] section: String") - lines("section: String");
    assert!(
        lookup <= 30,
        "a lookup is {lookup} lines; a pattern that is emitted twice belongs in the runtime"
    );
    let relation = lines("#[belongs_to(Reporter)] #[belongs_to(Editor, name = editor)] reporter_id: i64")
        - lines("#[belongs_to(Reporter)] reporter_id: i64");
    assert!(relation <= 50, "a relation is {relation} lines");
    let column = lines("section: String, headline: String") - lines("section: String");
    assert!(column <= 18, "a column is {column} lines");
}

/// Returns which trait is implemented for which type, in the order of the output, by which rustc numbers impls.
fn impls(input: &str) -> Vec<String> {
    let header = |item: &syn::ItemImpl| {
        let of = item.trait_.as_ref().map(|(path, ..)| path.to_token_stream().to_string());
        format!("{} for {}", of.unwrap_or_default(), item.self_ty.to_token_stream())
    };
    let of_item = |item: &Item| match item {
        Item::Impl(item) => Some(header(item)),
        _ => None,
    };
    items(derived(input)).iter().filter_map(of_item).collect()
}

#[test]
fn a_new_column_leaves_the_numbers_of_all_other_facts() {
    let article = |fields: &str| {
        impls(&format!(
            "#[has_many(Comment, page, count)] #[ancestors(foreign_key = parent_id)]
            struct Article {{
                id: i64, {fields} #[belongs_to(Reporter)] reporter_id: i64,
                parent_id: Option<i64>, #[batch_load(lazy)] body: Lazy<String>,
            }}"
        ))
    };
    let (before, after) = (article(""), article("note: Option<String>,"));
    let is_column = |fact: &String| fact.contains("ColumnAt");
    let others = before.iter().position(is_column).expect("a column");
    assert_eq!(before[..others], after[..others]);
    assert!(before[others..].iter().all(is_column) && after.len() == before.len() + 1, "{before:?}");
}

/// Collects the identifiers after a `::` that has nothing before it.
fn roots(output: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<_> = output.into_iter().collect();
    let is_colon =
        |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => roots(group.stream(), found),
            TokenTree::Ident(root)
                if at > 1 && is_colon(tokens.get(at - 1)) && is_colon(tokens.get(at - 2)) =>
            {
                let before = at.checked_sub(3).and_then(|before| tokens.get(before));
                let closes = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == '>');
                let goes_on = before.is_some_and(|token| {
                    matches!(token, TokenTree::Ident(word) if *word != "use" && *word != "impl")
                        || closes(token)
                });
                if !goes_on {
                    found.push(root.to_string());
                }
            }
            _ => {}
        }
    }
}

#[test]
fn m32_generated_code_reaches_the_library_by_one_path() {
    let output = derived(&large(8));
    let text = output.to_string();
    assert_eq!(text.matches("use :: batchload :: __private1 as __batchload").count(), 1, "{text}");
    let mut found = Vec::new();
    roots(output, &mut found);
    found.sort();
    found.dedup();
    assert_eq!(found, ["batchload", "core"]);
    assert_eq!(text.matches(":: batchload").count(), 1);
}

fn manifest(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).expect("a manifest")
}

#[test]
fn m32_the_library_takes_the_derive_of_its_own_version_and_no_other() {
    let manifest = manifest("Cargo.toml");
    let pinned =
        format!(r#"batchload-macros = {{ path = "macros", version = "={}" }}"#, env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&pinned), "{manifest}");
}

#[test]
fn m31_no_package_can_hold_unsafe_code() {
    assert!(manifest("Cargo.toml").contains("unsafe_code = \"forbid\""));
    for package in ["macros", "runtime", "examples", "tests", "tests/facade"] {
        let manifest = manifest(&format!("{package}/Cargo.toml"));
        assert!(manifest.contains("[lints]\nworkspace = true"), "{package}");
    }
}

/// Structs with which the fuzz target (`tests/fuzz.sh`) or a user's project once failed.
#[test]
fn m28_what_once_failed_ends_in_messages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/regressions");
    for entry in fs::read_dir(folder).expect("a folder") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a file of Rust");
        parsed(&text);
    }
}
