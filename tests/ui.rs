//! What the derive reports for wrong uses. It reports nothing for correct ones.

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
