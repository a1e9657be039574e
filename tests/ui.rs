//! What the derive says to those who use it wrongly. It says nothing to those who use it rightly.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    for topic in [
        "aggregate",
        "attribute",
        "batch_fn",
        "belongs_to",
        "composite",
        "filter",
        "has_many",
        "input",
        "key",
        "lazy",
        "list",
        "many_to_many",
        "page",
        "polymorphic",
        "preload",
        "through",
        "tree",
    ] {
        cases.compile_fail(format!("ui/{topic}/*.rs"));
    }
}
