//! Compares an expansion with its file, or writes the file.

use std::path::PathBuf;

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Item, parse_quote};

use super::{derived, items, parsed, read};

/// Compares all that is printed.
pub(super) fn assert_expansion(name: &str, input: &str) {
    assert_file(name, input, &prettyplease::unparse(&parsed(input)));
}

/// Compares what the attributes change. An item that is also printed for the bare struct becomes one line of comment.
pub(super) fn assert_change(name: &str, input: &str) {
    let bare = texts(crate::derive::derive(&without_attributes(read(input))));
    let line = |item: String| {
        if bare.contains(&item) { format!("// {}\n", headline(&item)) } else { format!("\n{item}") }
    };
    let change: String = texts(derived(input)).into_iter().map(line).collect();
    let legend = "// Each comment names what is printed without the attributes, too.";
    assert_file(name, input, &format!("{legend}\n{change}"));
}

fn texts(output: TokenStream) -> Vec<String> {
    let text = |item: Item| prettyplease::unparse(&parse_quote!(#item));
    items(output).into_iter().map(text).collect()
}

fn without_attributes(mut input: DeriveInput) -> DeriveInput {
    input.attrs.clear();
    let Data::Struct(data) = &mut input.data else { panic!("a struct") };
    data.fields.iter_mut().for_each(|field| field.attrs.clear());
    input
}

/// Returns the first line of an item, after its attributes and comments.
fn headline(item: &str) -> &str {
    let mut lines = item.lines().skip_while(|line| line.starts_with(['#', ' ', ')', '/']));
    lines.next().expect("an item").trim_end_matches(" {")
}

fn assert_file(name: &str, input: &str, expansion: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("src/tests/expansions/{name}.rs"));
    let actual = format!("// What is printed for:\n{}\n{expansion}", commented(input.trim_start()));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, actual).expect("the file can be written");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        actual == expected,
        "{} is not what is printed; run with BLESS=1 and read the difference",
        path.display()
    );
}

fn commented(input: &str) -> String {
    input.lines().map(|line| format!("//     {line}").trim_end().to_owned() + "\n").collect()
}
