//! The attributes above the struct.

use proc_macro2::{Ident, Span};
use syn::{Attribute, LitStr, Path, token};

use super::filter::PendingFilter;
use super::{
    BelongsTo, Entry, Filter, Has, ManyToMany, Tree, field, name, parse_attr, parse_field, set, sqlx,
};
use crate::errors::Errors;

pub(super) const KEYS: [&str; 7] = ["table", "crate", "from_row", "filter", "args", "index", "unique"];

#[derive(Default)]
pub(crate) struct StructAttrs {
    pub(crate) table: Option<LitStr>,
    pub(crate) krate: Option<Path>,
    pub(crate) from_row: Option<Span>,
    pub(crate) rename_all: Option<LitStr>,
    /// Conditions that every statement obeys, one for each attribute.
    pub(crate) scope: Vec<Filter>,
    pub(crate) composites: Vec<Composite>,
    pub(crate) belongs_to: Vec<BelongsTo>,
    pub(crate) has: Vec<Has>,
    pub(crate) many_to_many: Vec<ManyToMany>,
    pub(crate) trees: Vec<Tree>,
}

/// `index(tenant_id, number)` or `unique(tenant_id, number)`: a lookup by several fields.
pub(crate) struct Composite {
    pub(crate) unique: bool,
    pub(crate) span: Span,
    pub(crate) fields: Vec<Ident>,
}

impl StructAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut this = Self::default();
        for attr in attrs {
            match name(attr).as_str() {
                "batch_load" => this.parse_batch_load(attr, errors),
                "sqlx" => {
                    let (example, style) = (r#"#[sqlx(rename_all = "camelCase")]"#, &mut this.rename_all);
                    parse_attr(attr, example, errors, |entry| sqlx::parse_struct_entry(entry, style));
                }
                "belongs_to" => this.belongs_to.extend(BelongsTo::parse_above_struct(attr, errors)),
                "has_many" => this.has.extend(Has::parse(attr, true, errors)),
                "has_one" => this.has.extend(Has::parse(attr, false, errors)),
                "many_to_many" => this.many_to_many.extend(ManyToMany::parse(attr, errors)),
                "ancestors" | "descendants" => this.trees.extend(Tree::parse(attr, errors)),
                _ => {}
            }
        }
        this
    }

    fn parse_batch_load(&mut self, attr: &Attribute, errors: &mut Errors) {
        let mut scope = PendingFilter::default();
        parse_attr(attr, r#"#[batch_load(table = "…")]"#, errors, |entry| {
            self.parse_entry(entry, &mut scope)
        });
        self.scope.extend(Some(scope.finish(errors)).filter(|scope| !scope.pieces.is_empty()));
    }

    fn parse_entry(&mut self, entry: &Entry, scope: &mut PendingFilter) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "table" => set(&mut self.table, key, entry.text(r#""reporters""#)?),
            "crate" => set(&mut self.krate, key, parse_crate(entry)?),
            "from_row" => set(&mut self.from_row, key, entry.flag()?),
            "filter" | "args" => scope.parse(entry),
            "index" | "unique" if entry.input.peek(token::Paren) => {
                self.composites.push(Composite::parse(entry)?);
                Ok(())
            }
            word if field::KEYS.contains(&word) => Err(syn::Error::new(
                key.span(),
                format!("`{word}` describes a field; write `#[batch_load({word})]` above the field"),
            )),
            _ => Err(entry.unknown("batch_load", &KEYS)),
        }
    }
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

pub(super) fn parse_crate(entry: &Entry) -> syn::Result<Path> {
    let example = r#""path::to::batchload""#;
    let expected = |span| entry.expected(span, "the path of a crate", example);
    entry.equals(example)?;
    let path = if entry.input.peek(LitStr) {
        let text: LitStr = entry.input.parse()?;
        text.parse_with(Path::parse_mod_style).map_err(|_| expected(text.span()))?
    } else {
        entry.input.call(Path::parse_mod_style).map_err(|error| expected(error.span()))?
    };
    // `Self` is a type, which has no items to use.
    match path.segments.iter().find(|segment| segment.ident == "Self") {
        Some(segment) => Err(expected(segment.ident.span())),
        None => Ok(path),
    }
}
