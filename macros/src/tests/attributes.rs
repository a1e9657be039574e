//! Odd attributes end in a message, never in a panic.

use super::{derived, parsed};

/// What follows the name of an attribute, above the struct and within it.
const ODD: [&str; 41] = [
    "(Article, filter, args, page, strategy, through, polymorphic, references)",
    "(Article, filter = \"\", args())",
    "(Article, filter = \":\", args(:))",
    "(Article, filter = \"a = :é AND '\", args(é))",
    "(Article, through(), foreign_key(), references(,))",
    "(Article, through(self, _), polymorphic = self)",
    "(Article, through = \"\", foreign_key = \"\", target_key(\"\", \"\"))",
    "(Article, through = 1, foreign_key = 1)",
    "(Article, through = fn, foreign_key = type, target_key(a, \"b\"))",
    "(Article, page(default = 0, max = -1), strategy = none)",
    "(Article, page(default = 99999999999), page(max = 1, default = 2))",
    "(Article, count(x), sum, avg(), min(self), max(a, a))",
    "(foreign_key, depth = 0, order_by)",
    "(foreign_key = id, depth = 99999999999)",
    "(foreign_key(id, field), index(), unique(id, id), filter = \"\")",
    "",
    "()",
    "[]",
    "{}",
    "(,)",
    "(,,)",
    "(=)",
    "(= = =)",
    "(table)",
    "(table =)",
    "(table = )",
    "(table = 1 2 3)",
    "(table(x))",
    "(crate)",
    "(::)",
    "(\"x\" \"y\")",
    "(Article,,)",
    "(Article, order_by)",
    "(Article, order_by(,))",
    "(Article, order_by(a b c))",
    "(Article, order_by(desc desc, desc))",
    "(Article, foreign_key = self, name = crate)",
    "(Article, foreign_key = type, name = _)",
    "(Article, references = _, name = self)",
    "(Article, references = type, name = r#type)",
    "(fn(x) -> y, name = 1 = 2, json(json(json)), rename = 7)",
];

#[test]
fn m28_odd_tokens_never_panic() {
    for attribute in [
        "ancestors",
        "batch_load",
        "belongs_to",
        "descendants",
        "has_many",
        "has_one",
        "many_to_many",
        "sqlx",
    ] {
        for odd in ODD {
            let attribute = format!("#[{attribute}{odd}]");
            let input = format!("{attribute} struct Article {{ id: i64, {attribute} field: i64 }}");
            parsed(&input);
        }
    }
}

#[test]
fn m27_every_mistake_is_reported() {
    let output = derived(
        "#[batch_load(tabel = 1, crate, from_row = 2)] #[has_many] #[sqlx(nope)]
         struct Article { #[batch_load(uniqe)] #[belongs_to()] number: f64, #[sqlx(flatten, skip = 1)] other: i64 }",
    )
    .to_string();
    assert_eq!(output.matches("compile_error").count(), 10, "{output}");
}

#[test]
fn m18_only_the_given_crate_is_named() {
    let output = derived(
        r#"#[batch_load(crate = "facade::inner")] #[has_many(Other)]
           struct Article { id: i64, #[belongs_to(Other)] other_id: i64 }"#,
    )
    .to_string();
    assert!(output.contains("use facade :: inner :: __private1 as __batchload"));
    assert!(!output.contains(":: batchload ::"));
}
