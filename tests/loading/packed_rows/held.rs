//! Random values that columns can hold: values that fit, and values of every other type.

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// A value that a column can hold, whatever the column's type.
#[derive(Clone, Debug)]
pub enum Held {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    /// Text that is not valid UTF-8.
    Broken(Vec<u8>),
    Blob(Vec<u8>),
}

impl Held {
    /// Returns whether SQLite holds it as a null, as it does NaN.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Real(value) => value.is_nan(),
            _ => false,
        }
    }
}

fn integers() -> impl Strategy<Value = i64> {
    let edges = [7, 8, 15, 16, 31, 32, 63].map(|bits| (i128::from(1_u8) << bits) - 1);
    let edges = edges.into_iter().flat_map(|edge| [edge, edge + 1, -edge, -edge - 1, -edge - 2]);
    let edges: Vec<_> = edges.filter_map(|edge| i64::try_from(edge).ok()).collect();
    prop_oneof![any::<i64>(), -2..3_i64, prop::sample::select(edges)]
}

fn texts() -> impl Strategy<Value = String> {
    let odd: &'static [&'static str] = &[
        "",
        "\0",
        "a\0b",
        "\"",
        "\\",
        "\\u0041",
        "[1,2]",
        "]",
        ",",
        "null",
        "12",
        "1e3",
        "2024-02-30",
        "-0",
    ];
    prop_oneof![
        any::<String>(),
        "[\\x00-\\x7f]{0,9}",
        prop::sample::select(odd).prop_map(str::to_owned),
        "[\"\\\\é\u{1f600}\u{7f}\u{2028}]{0,9}",
        days().prop_map(|day| day.to_string()),
        (900..1100_usize).prop_map(|length| "é".repeat(length / 2)),
    ]
}

pub fn days() -> impl Strategy<Value = NaiveDate> {
    (-800_000..3_000_000).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day).unwrap())
}

fn reals() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        prop::sample::select(&[0.0, -0.0, 1.0, 1e308, 5e-324, f64::INFINITY, f64::NAN, 1e15][..])
    ]
}

/// Bytes, some of which SQLite would take for its own JSON.
fn blobs() -> impl Strategy<Value = Vec<u8>> {
    let jsonb: &[&[u8]] = &[&[0], &[1], &[2], &[0x13, b'1'], &[0x17, b'a'], &[0x1a, b'a'], &[0x0b], &[]];
    prop_oneof![vec(any::<u8>(), 0..5), prop::sample::select(jsonb).prop_map(<[u8]>::to_vec)]
}

pub fn held() -> impl Strategy<Value = Held> {
    prop_oneof![
        Just(Held::Null),
        integers().prop_map(Held::Integer),
        reals().prop_map(Held::Real),
        texts().prop_map(Held::Text),
        vec(128..255_u8, 1..4).prop_map(Held::Broken),
        blobs().prop_map(Held::Blob),
    ]
}

/// A row in which every value fits its field.
pub fn fitting() -> impl Strategy<Value = Vec<Held>> {
    let small = || any::<i8>().prop_map(|value| Held::Integer(value.into()));
    let numbers = (
        small(),
        any::<i16>().prop_map(|value| Held::Integer(value.into())),
        any::<i32>().prop_map(|value| Held::Integer(value.into())),
        integers().prop_map(Held::Integer),
        any::<u8>().prop_map(|value| Held::Integer(value.into())),
        any::<u16>().prop_map(|value| Held::Integer(value.into())),
        any::<u32>().prop_map(|value| Held::Integer(value.into())),
        (0..=i64::MAX).prop_map(Held::Integer),
        integers().prop_map(Held::Integer),
    );
    let text = || texts().prop_map(Held::Text);
    let day = || days().prop_map(|day| Held::Text(day.format("%F").to_string()));
    let null = || Just(Held::Null);
    let others = (
        text(),
        day(),
        // A column of reals converts every integer to a real.
        null(),
        prop_oneof![integers().prop_map(Held::Integer), null()],
        prop_oneof![any::<u32>().prop_map(|value| Held::Integer(value.into())), null()],
        prop_oneof![integers().prop_map(Held::Integer), null()],
        prop_oneof![text(), null()],
        prop_oneof![day(), null()],
    );
    (numbers, others).prop_map(|((a, b, c, d, e, f, g, h, i), (j, k, l, m, n, o, p, q))| {
        vec![a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]
    })
}

pub fn some<T>(values: impl Strategy<Value = T>, count: usize) -> Vec<T> {
    vec(values, count).new_tree(&mut TestRunner::deterministic()).unwrap().current()
}
