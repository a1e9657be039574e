//! The options that all relations to many rows have.

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;

use super::aggregate::parse_aggregates;
use super::filter::PendingFilter;
use super::order::parse_order_by;
use super::page::parse_page;
use super::{Aggregate, AggregateKind, Entry, OrderBy, PageSizes, parse_entries, set};
use crate::errors::Errors;

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) name: Option<Ident>,
    pub(crate) order_by: Option<Vec<OrderBy>>,
    pub(crate) filter: PendingFilter,
    pub(crate) page: Option<PageSizes>,
    /// `strategy = window`.
    pub(crate) window: Option<Span>,
    pub(crate) aggregates: Vec<Aggregate>,
}

const KEYS: [&str; 6] = ["name", "order_by", "filter", "args", "page", "strategy"];

impl Options {
    /// Parses entries up to the end. `parse_own` parses the attribute's own entries, which say where the rows are.
    ///
    /// Returns `None` after a mistake in one of these: it may be a misspelt key, and the default for this key would
    /// cause a second, misleading mistake.
    pub(super) fn parse(
        input: ParseStream,
        errors: &mut Errors,
        mut parse_own: impl FnMut(&Entry) -> syn::Result<()>,
    ) -> Option<Self> {
        let (mut options, mut is_mistaken) = (Self::default(), false);
        parse_entries(input, errors, |entry| {
            options.parse_entry(entry).unwrap_or_else(|| {
                let parsed = parse_own(entry);
                is_mistaken |= parsed.is_err();
                parsed
            })
        });
        (!is_mistaken).then_some(options)
    }

    /// Parses an entry. Returns `None` if it is none of these options.
    fn parse_entry(&mut self, entry: &Entry) -> Option<syn::Result<()>> {
        if let Some(aggregates) = parse_aggregates(entry) {
            return Some(aggregates.and_then(|aggregates| self.add_aggregates(aggregates)));
        }
        KEYS.contains(&entry.key.to_string().as_str()).then(|| self.parse_known(entry))
    }

    fn parse_known(&mut self, entry: &Entry) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "name" => set(&mut self.name, key, entry.name("articles")?),
            "order_by" => set(&mut self.order_by, key, parse_order_by(entry)?),
            "filter" | "args" => self.filter.parse(entry),
            "page" => set(&mut self.page, key, parse_page(entry)?),
            _ => set(&mut self.window, key, parse_strategy(entry)?),
        }
    }

    fn add_aggregates(&mut self, aggregates: Vec<Aggregate>) -> syn::Result<()> {
        for aggregate in aggregates {
            let is_same = |known: &&Aggregate| known.kind == aggregate.kind && known.field == aggregate.field;
            if self.aggregates.iter().any(|known| is_same(&known)) {
                return Err(syn::Error::new(
                    aggregate.blamed(),
                    "this aggregate is already listed; remove it",
                ));
            }
            self.aggregates.push(aggregate);
        }
        Ok(())
    }
}

/// Returns the keys that an attribute with these options and its own keys can hold.
pub(super) fn known<'a>(own: &[&'a str]) -> Vec<&'a str> {
    let mut known = own.to_vec();
    known.extend(KEYS);
    known.extend(AggregateKind::ALL.map(AggregateKind::keyword));
    known
}

fn parse_strategy(entry: &Entry) -> syn::Result<Span> {
    let word = entry.name("window")?;
    if word == "window" { Ok(word.span()) } else { Err(entry.expected(word.span(), "one word", "window")) }
}
