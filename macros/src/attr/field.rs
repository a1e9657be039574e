//! The attributes above a field.

use proc_macro2::Span;
use syn::{Attribute, LitStr, Type, token};

use super::{BelongsTo, Entry, Json, name, parse_attr, parse_field, relation, set, sqlx, structure};
use crate::errors::Errors;
use crate::names;

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
            match name(attr).as_str() {
                "batch_load" => {
                    parse_attr(attr, "#[batch_load(index)]", errors, |entry| this.parse_entry(entry));
                }
                "sqlx" => {
                    let example = r#"#[sqlx(rename = "…")]"#;
                    parse_attr(attr, example, errors, |entry| sqlx::parse_field_entry(entry, &mut this));
                }
                "belongs_to" => this.belongs_to.extend(BelongsTo::parse_above_field(attr, errors)),
                word if relation::OF_STRUCT.contains(&word) => {
                    errors.push(relation::misplaced(attr, "the struct", ""));
                }
                _ => {}
            }
        }
        this
    }

    /// Returns the first attribute that makes the field a key, or needs it to be one.
    pub(crate) fn key(&self) -> Option<Span> {
        self.primary_key.or(self.unique).or(self.index).or(self.belongs_to.first().map(|parent| parent.span))
    }

    fn parse_entry(&mut self, entry: &Entry) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "primary_key" => set(&mut self.primary_key, key, entry.flag()?),
            "unique" | "index" if entry.input.peek(token::Paren) => Err(of_several_fields(entry)),
            "unique" => set(&mut self.unique, key, entry.flag()?),
            "index" => set(&mut self.index, key, entry.flag()?),
            "lazy" => set(&mut self.lazy, key, entry.flag()?),
            word if structure::KEYS.contains(&word) => Err(syn::Error::new(
                key.span(),
                format!("`{word}` describes the struct; write it above the struct"),
            )),
            "column" | "rename" => Err(of_column_name(entry)),
            word if sqlx::FIELD_KEYS.contains(&word) => Err(syn::Error::new(
                key.span(),
                format!("`{word}` is an attribute of sqlx; write `#[sqlx({word})]`"),
            )),
            _ => Err(entry.unknown("batch_load", &KEYS)),
        }
    }
}

/// Returns the error for `unique(a, b)` above a field.
fn of_several_fields(entry: &Entry) -> syn::Error {
    let word = &entry.key;
    match entry.list(&format!("{word}(tenant_id, number)"), parse_field) {
        Ok(fields) => {
            let fields: Vec<_> = fields.iter().map(names::plain).collect();
            let message = format!(
                "several fields make one lookup; write `#[batch_load({word}({}))]` above the struct",
                fields.join(", ")
            );
            syn::Error::new(word.span(), message)
        }
        Err(mistake) => mistake,
    }
}

/// Returns the error for `rename = "column"`, because sqlx names the columns.
fn of_column_name(entry: &Entry) -> syn::Error {
    let name = entry.text("").map_or_else(|_| "…".to_owned(), |text| text.value());
    let message = format!("columns are named by sqlx; write `#[sqlx(rename = \"{name}\")]`");
    syn::Error::new(entry.key.span(), message)
}
