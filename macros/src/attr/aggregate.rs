//! `count`, `exists`, `sum(field)`, `avg(field)`, `min(field)` and `max(field)`.

use proc_macro2::{Ident, Span};

use super::{Entry, parse_field};

/// One number about the rows of a relation.
pub(crate) struct Aggregate {
    pub(crate) kind: AggregateKind,
    /// The word that asks for it.
    pub(crate) span: Span,
    /// The field that it is made of; none for `count` and `exists`.
    pub(crate) field: Option<Ident>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AggregateKind {
    Count,
    Exists,
    Sum,
    Avg,
    Min,
    Max,
}

pub(super) const KEYS: [&str; 6] = ["count", "exists", "sum", "avg", "min", "max"];

/// The aggregates that an entry asks for, one for each field; `None` where it asks for none.
pub(super) fn parse_aggregates(entry: &Entry) -> Option<syn::Result<Vec<Aggregate>>> {
    let (kind, example) = match entry.key.to_string().as_str() {
        "count" => (AggregateKind::Count, ""),
        "exists" => (AggregateKind::Exists, ""),
        "sum" => (AggregateKind::Sum, "sum(price)"),
        "avg" => (AggregateKind::Avg, "avg(price)"),
        "min" => (AggregateKind::Min, "min(price)"),
        "max" => (AggregateKind::Max, "max(price)"),
        _ => return None,
    };
    let span = entry.key.span();
    if example.is_empty() {
        return Some(entry.flag().map(|span| vec![Aggregate { kind, span, field: None }]));
    }
    let fields = entry.list(example, parse_field).and_then(|fields| entry.distinct(fields));
    Some(
        fields.map(|fields| {
            fields.into_iter().map(|field| Aggregate { kind, span, field: Some(field) }).collect()
        }),
    )
}
