//! A struct without fields, which is not a row: its relations lead to every row of a model.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::attr::{Has, StructAttrs};
use crate::errors::Errors;

/// Refuses attributes that describe rows, and removes those that would be refused again.
pub(super) fn check(attrs: &mut StructAttrs, ident: Span, errors: &mut Errors) {
    let mut refuse = |word: &str, span: Span| {
        errors.at(span, format!("`{word}` is for a struct with fields, and this one has none; remove it"));
    };
    if let Some(table) = &attrs.table {
        refuse("table", table.span());
    }
    if let Some(from_row) = attrs.from_row {
        refuse("from_row", from_row);
    }
    if let Some(style) = &attrs.rename_all {
        refuse("rename_all", style.span());
    }
    for _ in attrs.scope.drain(..) {
        refuse("filter", ident);
    }
    for keys in attrs.composites.drain(..) {
        refuse(if keys.unique { "unique" } else { "index" }, keys.span);
    }
    for relation in attrs.belongs_to.drain(..) {
        refuse("belongs_to", relation.parent.span());
    }
    for relation in attrs.many_to_many.drain(..) {
        refuse("many_to_many", relation.target.span());
    }
    for tree in attrs.trees.drain(..) {
        refuse(if tree.ancestors { "ancestors" } else { "descendants" }, tree.span);
    }
}

/// Refuses a key, because there is nothing to compare it with.
pub(super) fn check_path(attr: &Has, errors: &mut Errors) {
    let fields = attr.foreign_key.iter().chain(&attr.references).flatten().chain(&attr.polymorphic);
    for field in fields {
        errors.at(
            field.span(),
            "a struct without fields lists every row of the model, so the relation has no key; remove this key",
        );
    }
}
