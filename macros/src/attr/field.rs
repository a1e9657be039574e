//! What stands above a field.

use proc_macro2::Span;
use syn::{Attribute, LitStr, Type};

use super::{BelongsTo, Entry, Json, parse_attr, relation, set, sqlx, structure};
use crate::errors::Errors;

pub(super) const KEYS: [&str; 4] = ["primary_key", "unique", "index", "lazy"];

#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) primary_key: Option<Span>,
    pub(crate) unique: Option<Span>,
    pub(crate) index: Option<Span>,
    pub(crate) lazy: Option<Span>,
    pub(crate) belongs_to: Vec<BelongsTo>,
    pub(crate) rename: Option<LitStr>,
    pub(crate) skip: Option<Span>,
    pub(crate) try_from: Option<(Span, Type)>,
    pub(crate) json: Option<(Span, Json)>,
}

impl FieldAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut this = Self::default();
        for attr in attrs {
            if attr.path().is_ident("batch_load") {
                parse_attr(attr, "#[batch_load(index)]", errors, |entry| this.parse_entry(entry));
            } else if attr.path().is_ident("sqlx") {
                let example = r#"#[sqlx(rename = "…")]"#;
                parse_attr(attr, example, errors, |entry| sqlx::parse_field_entry(entry, &mut this));
            } else if attr.path().is_ident("belongs_to") {
                this.belongs_to.extend(BelongsTo::parse_above_field(attr, errors));
            } else if relation::is_of_struct(attr) {
                errors.push(relation::misplaced(attr, "the struct", ""));
            }
        }
        this
    }

    /// The first attribute that makes the field a key, or needs it to be one.
    pub(crate) fn key(&self) -> Option<Span> {
        self.primary_key.or(self.unique).or(self.index).or(self.belongs_to.first().map(|parent| parent.span))
    }

    fn parse_entry(&mut self, entry: &Entry) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "primary_key" => set(&mut self.primary_key, key, entry.flag()?),
            "unique" => set(&mut self.unique, key, entry.flag()?),
            "index" => set(&mut self.index, key, entry.flag()?),
            "lazy" => set(&mut self.lazy, key, entry.flag()?),
            word if structure::KEYS.contains(&word) => Err(syn::Error::new(
                key.span(),
                format!("`{word}` describes the struct; write it above the struct"),
            )),
            _ => Err(entry.unknown("batch_load", &KEYS)),
        }
    }
}
