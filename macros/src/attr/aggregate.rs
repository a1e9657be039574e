//! `count`, `exists`, `sum(field)`, `avg(field)`, `min(field)` and `max(field)`.

use proc_macro2::{Ident, Span};

use super::{Entry, parse_field};
use crate::names;

/// One number about the rows of a relation.
pub(crate) struct Aggregate {
    pub(crate) kind: AggregateKind,
    /// The word that asks for the aggregate.
    pub(crate) span: Span,
    /// The field whose values are aggregated; `None` for `count` and `exists`.
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
    pub(super) const ALL: [Self; 6] = [Self::Count, Self::Exists, Self::Sum, Self::Avg, Self::Min, Self::Max];

    /// Returns the word that asks for the aggregate.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Exists => "exists",
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
        }
    }

    fn takes_field(self) -> bool {
        !matches!(self, Self::Count | Self::Exists)
    }
}

impl Aggregate {
    /// Returns the span to blame.
    pub(crate) fn blamed(&self) -> Span {
        self.field.as_ref().map_or(self.span, Ident::span)
    }

    /// Returns the name of the aggregate's method, without `load_`: `articles_sum_words`.
    pub(crate) fn name(&self, relation: &str) -> String {
        let field = self.field.as_ref().map(names::plain);
        names::aggregate(relation, self.kind.keyword(), field.as_deref())
    }
}

/// Parses the aggregates of an entry, one for each field. Returns `None` if the entry asks for none.
pub(super) fn parse_aggregates(entry: &Entry) -> Option<syn::Result<Vec<Aggregate>>> {
    let kind = AggregateKind::ALL.into_iter().find(|kind| entry.key == kind.keyword())?;
    Some(if kind.takes_field() { parse_fields(entry, kind) } else { parse_flag(entry, kind) })
}

fn parse_flag(entry: &Entry, kind: AggregateKind) -> syn::Result<Vec<Aggregate>> {
    Ok(vec![Aggregate { kind, span: entry.flag()?, field: None }])
}

fn parse_fields(entry: &Entry, kind: AggregateKind) -> syn::Result<Vec<Aggregate>> {
    let fields = entry.list(&format!("{}(price)", kind.keyword()), parse_field)?;
    let of_field = |field| Aggregate { kind, span: entry.key.span(), field: Some(field) };
    Ok(entry.distinct(fields)?.into_iter().map(of_field).collect())
}
