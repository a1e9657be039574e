//! `#[belongs_to(Parent, …)]`: above the field that holds the key, or above the struct for several fields.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Attribute, Type};

use super::relation::{misplaced, parse_model};
use super::{Entry, parse_entries, parse_parentheses, set};
use crate::errors::Errors;

/// `#[belongs_to(Parent, name = …, references = …, optional)]`: above a field perhaps with `kind = …`, and above the
/// struct with `foreign_key(…)`.
pub(crate) struct BelongsTo {
    pub(crate) span: Span,
    pub(crate) parent: Type,
    pub(crate) name: Option<Ident>,
    /// `None` if the key is the field below.
    pub(crate) foreign_key: Option<Vec<Ident>>,
    pub(crate) references: Option<Vec<Ident>>,
    /// The field that says which of several models the parent is.
    pub(crate) kind: Option<Ident>,
    /// Whether the parent may be missing although a key names it.
    pub(crate) optional: Option<Span>,
}

impl BelongsTo {
    pub(super) fn parse_above_field(attr: &Attribute, errors: &mut Errors) -> Option<Self> {
        let mut this = Self::parse(attr, errors, Self::parse_field_entry)?;
        this.foreign_key = None;
        Some(this)
    }

    pub(super) fn parse_above_struct(attr: &Attribute, errors: &mut Errors) -> Option<Self> {
        let before = errors.count();
        let this = Self::parse(attr, errors, Self::parse_struct_entry)?;
        if this.foreign_key.is_none() {
            // This key may be one of the misspelt ones.
            if errors.count() > before {
                return None;
            }
            let place = "the field that holds the parent's key";
            errors.push(misplaced(attr, place, ", or name several fields with `foreign_key(a, b)`"));
            return None;
        }
        Some(this)
    }

    fn parse(
        attr: &Attribute,
        errors: &mut Errors,
        parse_entry: fn(&mut Self, &Entry) -> syn::Result<()>,
    ) -> Option<Self> {
        parse_parentheses(attr, "#[belongs_to(Parent)]", errors, |input, errors| {
            let parent = parse_model(attr, input, "parent", "#[belongs_to(Parent)]")?;
            let span = attr.path().span();
            let mut this = Self::new(span, parent);
            parse_entries(input, errors, |entry| parse_entry(&mut this, entry));
            Ok(this)
        })
    }

    fn new(span: Span, parent: Type) -> Self {
        Self { span, parent, name: None, foreign_key: None, references: None, kind: None, optional: None }
    }

    fn parse_field_entry(&mut self, entry: &Entry) -> syn::Result<()> {
        match entry.key.to_string().as_str() {
            "kind" => set(&mut self.kind, &entry.key, entry.field("subject_type")?),
            "foreign_key" => Err(syn::Error::new(
                entry.key.span(),
                "the key is the field below; write the whole attribute above the struct to name several",
            )),
            _ => self.parse_entry(entry, &["name", "references", "kind", "optional"]),
        }
    }

    fn parse_struct_entry(&mut self, entry: &Entry) -> syn::Result<()> {
        if entry.key == "foreign_key" {
            let fields = entry.fields("reporter_id", "foreign_key(tenant_id, number)")?;
            return set(&mut self.foreign_key, &entry.key, fields);
        }
        self.parse_entry(entry, &["name", "foreign_key", "references", "optional"])
    }

    fn parse_entry(&mut self, entry: &Entry, known: &[&str]) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "name" => set(&mut self.name, key, entry.name("author")?),
            "references" => {
                set(&mut self.references, key, entry.fields("email", "references(tenant_id, number)")?)
            }
            "optional" => set(&mut self.optional, key, entry.flag()?),
            _ => Err(entry.unknown("belongs_to", known)),
        }
    }
}
