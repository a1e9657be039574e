//! Conditions are cut at their arguments, and nowhere else.

use proc_macro2::{Ident, Span};
use syn::{LitStr, parse_quote};

use crate::attr::{Argument, Filter, Piece};

fn cut(text: &str, arguments: &[&str]) -> Result<Vec<Piece>, String> {
    let argument =
        |name: &&str| Argument { name: Ident::new(name, Span::call_site()), ty: parse_quote!(i64) };
    let text = LitStr::new(text, Span::call_site());
    let filter = Filter::cut(Some(&text), None, arguments.iter().map(argument).collect());
    filter.map(|filter| filter.pieces).map_err(|error| error.to_string())
}

fn sql(text: &str) -> Piece {
    Piece::Sql(text.to_owned())
}

#[test]
fn arguments_are_cut_out() {
    let pieces = cut("day >= :since AND (a = :a OR b = :since)", &["a", "since"]).unwrap();
    let (a, since) = (Piece::Argument(0), Piece::Argument(1));
    let again = Piece::Argument(1);
    assert_eq!(pieces, [sql("day >= "), since, sql(" AND (a = "), a, sql(" OR b = "), again, sql(")")]);
    assert_eq!(cut(":a", &["a"]).unwrap(), [Piece::Argument(0)]);
}

#[test]
fn quotes_casts_and_slices_are_left_alone() {
    for text in [
        "title = ':no' AND \"a:b\" = `c:d`",
        "title = 'it''s ; -- ? $1 ( :no'",
        "day::date = '2024-01-01'::date",
        "tags[1:2] = '{}'",
        "at > '12:30:00' AND title <> 'é:è'",
        "price - -1 > 0 AND data #>> '{a}' = 'b' AND 4 / 2 = 2 * 1",
    ] {
        assert_eq!(cut(text, &[]).unwrap(), [sql(text)], "{text}");
    }
}

#[test]
fn what_could_end_a_condition_is_refused() {
    for (text, message) in [
        ("", "empty"),
        ("a\0", "NUL"),
        ("a = ?", "`?`"),
        ("a = $12", "`$12`"),
        ("a = $$x$$", "`$`"),
        ("a; b", "`;`"),
        ("a -- b", "`--`"),
        ("a /* b", "`/*`"),
        ("a */ b", "`*/`"),
        ("a = 'b", "not closed"),
        ("a = \"b", "not closed"),
        ("a = 'b\\' OR 1 = 1 --'", "backslash"),
        ("a IN (1", "`(` is not closed"),
        ("a) OR (b", "`)` closes nothing"),
        ("(a[1)]", "`)` closes nothing"),
        ("a = :b", "`:b` is not listed"),
    ] {
        let error = cut(text, &[]).unwrap_err();
        assert!(error.contains(message), "{text}: {error}");
    }
    assert!(cut("a = ':b'", &["b"]).unwrap_err().contains("does not use `b`"));
}
