//! Cursors come back as they were written, and a text that is not a cursor of the relation is an error.

use proptest::collection::vec;
use proptest::prelude::*;

use super::Cursors;
use crate::Error;
use crate::error::CursorMistake;
use crate::facts::filter::Piece;
use crate::facts::scope::ScopeArgument;
use crate::facts::sort::Datum;

fn cursors() -> Cursors {
    Cursors::new("Reporter::articles", ("day", true))
}

fn datum() -> impl Strategy<Value = Datum> {
    prop_oneof![
        Just(Datum::Null),
        any::<i128>().prop_map(Datum::Int),
        any::<i64>().prop_map(|number| Datum::Int(number.into())),
        any::<f64>().prop_map(Datum::Real),
        any::<String>().prop_map(Datum::Text),
        any::<Vec<u8>>().prop_map(Datum::Bytes),
    ]
}

fn mistake(read: Result<Vec<Datum>, Error>) -> CursorMistake {
    match read {
        Err(Error::Cursor { relation: "Reporter::articles", mistake }) => mistake,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn values_come_back_as_they_were(values in vec(datum(), 0..5)) {
        let text = cursors().write(&values);
        prop_assert_eq!(cursors().read(&text, values.len()).unwrap(), values);
    }

    #[test]
    fn a_changed_letter_is_noticed(values in vec(datum(), 1..4), at: prop::sample::Index, to in "[A-Za-z0-9_.-]") {
        let mut text = cursors().write(&values);
        let at = at.index(text.len());
        prop_assume!(text[at..=at] != to);
        text.replace_range(at..=at, &to);
        prop_assert!(matches!(mistake(cursors().read(&text, values.len())), CursorMistake::Damaged));
    }

    #[test]
    fn a_cut_cursor_is_noticed(values in vec(datum(), 1..4), at: prop::sample::Index) {
        let text = cursors().write(&values);
        let cut = &text[..at.index(text.len())];
        prop_assert!(matches!(mistake(cursors().read(cut, values.len())), CursorMistake::Damaged));
    }

    #[test]
    fn any_text_is_an_error(text in any::<String>()) {
        prop_assert!(matches!(mistake(cursors().read(&text, 2)), CursorMistake::Damaged));
    }

    #[test]
    fn any_bytes_are_values_or_not(bytes in any::<Vec<u8>>()) {
        let _ = super::bytes::read_all(&bytes);
    }
}

#[test]
fn a_cursor_of_another_relation_or_order_is_foreign() {
    let values = [Datum::Int(1), Datum::Int(2)];
    for other in
        [Cursors::new("Reporter::edited", ("day", true)), Cursors::new("Reporter::articles", ("day", false))]
    {
        let text = other.write(&values);
        assert!(matches!(mistake(cursors().read(&text, 2)), CursorMistake::Foreign));
    }
}

#[test]
fn a_cursor_of_another_version_is_outdated() {
    let written = super::base64::decode(&cursors().write(&[Datum::Int(1)])).unwrap();
    let mut newer = written[..written.len() - 4].to_vec();
    newer[0] += 1;
    newer.extend(super::check(&newer));
    let text = super::base64::encode(&newer);
    assert!(matches!(mistake(cursors().read(&text, 1)), CursorMistake::Outdated));
}

#[test]
fn a_cursor_with_too_few_values_is_damaged() {
    let text = cursors().write(&[Datum::Int(1)]);
    assert!(matches!(mistake(cursors().read(&text, 2)), CursorMistake::Damaged));
}

#[test]
fn a_long_text_is_not_looked_at() {
    let text = cursors().write(&[Datum::Text("x".repeat(20_000))]);
    assert!(matches!(mistake(cursors().read(&text, 1)), CursorMistake::TooLong { .. }));
}

#[test]
fn small_values_make_short_cursors() {
    assert_eq!(cursors().write(&[Datum::Int(7), Datum::Int(-1)]).len(), 23);
}

#[test]
fn a_cursor_outlives_the_id_of_a_type() {
    // The same type has another id in the next version of a program, as these two have here.
    struct Now;
    struct Next;
    impl ScopeArgument for Now {}
    impl ScopeArgument for Next {}

    let of = |argument| Cursors::new("Reporter::articles", [Piece::Sql("tenant_id = "), argument]);
    let (now, next) = (Piece::scope::<Now>("tenant"), Piece::scope::<Next>("tenant"));
    assert_eq!(of(now), of(next));
    assert_ne!(of(now), of(Piece::scope::<Now>("user")));
}
