//! `count`, `exists`, `sum(field)`, `avg(field)`, `min(field)` and `max(field)`.

use proc_macro2::{Ident, Span};

use super::{Entry, parse_field};
use crate::names;

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

impl AggregateKind {
    /// The word that asks for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Exists => "exists",
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
        }
    }
}

impl Aggregate {
    /// What to blame.
    pub(crate) fn blamed(&self) -> Span {
        self.field.as_ref().map_or(self.span, Ident::span)
    }

    /// What its method is called behind `load_`: `articles_sum_words`.
    pub(crate) fn name(&self, relation: &str) -> String {
        let field = self.field.as_ref().map(names::plain);
        names::total(relation, self.kind.word(), field.as_deref())
    }
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
