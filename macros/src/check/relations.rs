//! The rules of relations: the keys of both sides fit, and every method has a name of its own.

use proc_macro2::Span;
use syn::Type;

use crate::errors::Errors;
use crate::model::{Column, JoinTable, Model, Name, Path, Relation};
use crate::names;
use crate::types;

pub(super) fn check(model: &mut Model, errors: &mut Errors) {
    check_widths(model, errors);
    check_trees(model, errors);
    check_chains(model, errors);
    check_pages(model, errors);
    check_arguments(model, errors);
    check_names(model, errors);
}

/// A key has as many parts on one side as on the other.
fn check_widths(model: &mut Model, errors: &mut Errors) {
    model.relations.retain(|relation| {
        let here = relation.source.len();
        let (there, span) = other_side(&relation.path).unwrap_or((here, relation.span));
        errors.require(here == there, span, || {
            format!("this key has {}, and {there} on the other side; name the same number", fields(here))
        })
    });
}

/// The fields that name the parent are as many as those of the primary key, and are not the primary key.
fn check_trees(model: &mut Model, errors: &mut Errors) {
    let key = &model.primary_key;
    model.trees.retain(|tree| {
        let is_key =
            tree.foreign_key.iter().map(|column| &column.ident).eq(key.iter().map(|column| &column.ident));
        let (here, there) = (tree.foreign_key.len(), key.len());
        errors.require(
            !is_key,
            tree.span,
            || "this is the primary key of the row itself; name the field that holds the parent's",
        ) && errors.require(there == 0 || here == there, tree.span, || {
            format!("this key has {}, and the primary key has {there}; name the same number", fields(here))
        })
    });
}

/// Returns how many fields or columns hold the key on the other side, and where they are named.
fn other_side(path: &Path) -> Option<(usize, Span)> {
    match path {
        Path::Fields(fields) | Path::JoinTable(JoinTable::Model { near: fields, .. }) => {
            Some((fields.len(), fields[0].span()))
        }
        Path::JoinTable(JoinTable::Table { near, near_span, .. }) => Some((near.len(), *near_span)),
        Path::PrimaryKey | Path::Chain(_) | Path::Every | Path::Polymorphic(_) => None,
    }
}

fn fields(count: usize) -> String {
    if count == 1 { "one field here".to_owned() } else { format!("{count} fields here") }
}

/// A chain has several relations, and does not start with itself.
fn check_chains(model: &mut Model, errors: &mut Errors) {
    model.relations.retain(|relation| {
        let Path::Chain(names) = &relation.path else { return true };
        let first = &names[0];
        errors.require(
            names.len() > 1,
            first.span(),
            || "a chain has at least two relations; write `through(articles, comments)`",
        ) && errors.require(
            names::plain(first) != relation.name.text,
            first.span(),
            || "this relation leads through itself; start with another",
        )
    });
}

/// The most fields that the runtime sorts pages by.
const MAX_SORTED: usize = 6;

fn check_pages(model: &mut Model, errors: &mut Errors) {
    model.relations.retain(|relation| match relation.order_by.get(MAX_SORTED) {
        Some(order) if relation.page.is_some() => errors.require(false, order.field.span(), || {
            format!("pages are sorted by at most {MAX_SORTED} fields; leave this one out")
        }),
        _ => true,
    });
}

/// Answers are kept by the arguments with which they were loaded.
fn check_arguments(model: &mut Model, errors: &mut Errors) {
    model.relations.retain(|relation| {
        let before = errors.count();
        for argument in &relation.filter.arguments {
            errors.keep(refuse(&argument.ty));
        }
        errors.count() == before
    });
}

fn refuse(ty: &Type) -> syn::Result<()> {
    let mistake = if types::is_float(types::held(ty)) {
        "answers are cached by their arguments, and a float may not equal itself; use an integer or a decimal"
    } else if types::is_opaque(ty) {
        "answers are cached by their arguments, so each argument has one type; write `String` in place of `impl Into<String>`"
    } else if types::has_reference(ty) {
        "answers are cached by their arguments, so each argument is owned; write `String` in place of `&str`"
    } else {
        return Ok(());
    };
    Err(syn::Error::new_spanned(ty, mistake))
}

/// Every relation, every aggregate and every lazy field has a method of its own.
fn check_names(model: &mut Model, errors: &mut Errors) {
    let mut taken: Vec<String> = model.lazy.iter().map(Column::field).collect();
    let mut take = |text: String, blamed: Span| {
        let is_free = errors.require(!taken.contains(&text), blamed, || {
            format!("there is already a method `load_{text}`; give this relation another `name = …`")
        });
        taken.push(text);
        is_free
    };
    model.relations.retain_mut(|Relation { name: Name { text, span }, page, aggregates, .. }| {
        let is_free = take(text.clone(), *span) && (page.is_none() || take(format!("{text}_page"), *span));
        aggregates.retain(|aggregate| !is_free || take(aggregate.name(text), aggregate.blamed()));
        is_free
    });
    model.polymorphic.retain(|relation| take(relation.name.text.clone(), relation.name.span));
    model.trees.retain(|tree| take(tree.name.text.clone(), tree.name.span));
}
