//! `index(a, b)` and `unique(a, b)` above the struct: lookups by several fields.

use proc_macro2::{Ident, Span};

use super::{Entry, parse_field};

/// `index(tenant_id, number)`, or `unique(…)` likewise.
pub(crate) struct Composite {
    pub(crate) unique: bool,
    pub(crate) span: Span,
    pub(crate) fields: Vec<Ident>,
}

impl Composite {
    pub(super) fn parse(entry: &Entry) -> syn::Result<Self> {
        let word = entry.key.to_string();
        let fields = entry.list(&format!("{word}(tenant_id, number)"), parse_field)?;
        match &entry.distinct(fields)?[..] {
            [field] => Err(syn::Error::new(
                field.span(),
                format!("this is one field; write `#[batch_load({word})]` above it"),
            )),
            fields => Ok(Self { unique: word == "unique", span: entry.key.span(), fields: fields.to_vec() }),
        }
    }
}
