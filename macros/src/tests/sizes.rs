//! How much is printed for a fact.

use super::expansion;

#[test]
fn facts_are_few_lines() {
    let lines = |fields: &str| expansion(&format!("struct Article {{ id: i64, {fields} }}")).lines().count();
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
