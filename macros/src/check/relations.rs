//! The rules of relations: the keys of both sides fit, and every method has a name of its own.

use proc_macro2::Span;
use syn::Type;

use crate::errors::Errors;
use crate::model::{Column, Joined, Model, Name, Path, Relation};
use crate::names;
use crate::types;

pub(super) fn check(model: &mut Model, errors: &mut Errors) {
    check_widths(model, errors);
    check_trees(model, errors);
    check_chains(model, errors);
    check_arguments(model, errors);
    check_names(model, errors);
}

/// A key has as many parts on one side as on the other.
fn check_widths(model: &mut Model, errors: &mut Errors) {
    model.relations.retain(|relation| {
        let (here, there) = (relation.source.len(), width(&relation.path));
        let fits = there.is_none_or(|there| here == there);
        if let (false, Some(there)) = (fits, there) {
            errors.at(
                relation.span,
                format!("this key has {}, and {there} on the other side; name as many", fields(here)),
            );
        }
        fits
    });
}

/// What names the parent has as many parts as the primary key, and is not the primary key.
fn check_trees(model: &mut Model, errors: &mut Errors) {
    let key = &model.primary_key;
    model.trees.retain(|tree| {
        let is_key =
            tree.foreign_key.iter().map(|column| &column.ident).eq(key.iter().map(|column| &column.ident));
        let fits = key.is_empty() || tree.foreign_key.len() == key.len();
        if is_key {
            errors.at(
                tree.span,
                "this is the primary key of the row itself; name the field that holds the parent's",
            );
        } else if !fits {
            errors.at(
                tree.span,
                format!(
                    "this key has {}, and the primary key has {}; name as many",
                    fields(tree.foreign_key.len()),
                    key.len()
                ),
            );
        }
        fits && !is_key
    });
}

fn width(path: &Path) -> Option<usize> {
    match path {
        Path::Fields(fields) => Some(fields.len()),
        Path::Joined(Joined::Table { near, .. }) => Some(near.len()),
        Path::Joined(Joined::Model { near, .. }) => Some(near.len()),
        Path::PrimaryKey | Path::Chain(_) | Path::Polymorphic(_) => None,
    }
}

fn fields(count: usize) -> String {
    if count == 1 { "one field here".to_owned() } else { format!("{count} fields here") }
}

/// A chain has several relations, and does not start with itself.
fn check_chains(model: &mut Model, errors: &mut Errors) {
    model.relations.retain(|relation| {
        let Path::Chain(names) = &relation.path else { return true };
        let mistake = if names.len() < 2 {
            "a chain has at least two relations; write `through(articles, comments)`"
        } else if names::plain(&names[0]) == relation.name.text {
            "this relation leads through itself; start with another"
        } else {
            return true;
        };
        errors.at(names[0].span(), mistake);
        false
    });
}

/// Answers are kept under the arguments they were asked with.
fn check_arguments(model: &mut Model, errors: &mut Errors) {
    model.relations.retain(|relation| {
        let mistakes = relation.filter.arguments.iter().filter_map(|argument| refuse(&argument.ty));
        let mistakes: Vec<_> = mistakes.collect();
        for (ty, why) in &mistakes {
            errors.on(ty, why);
        }
        mistakes.is_empty()
    });
}

fn refuse(ty: &Type) -> Option<(&Type, &'static str)> {
    if types::is_float(types::held(ty)) {
        let why = "answers are kept by their arguments, and floats are not equal to themselves; use an integer or a decimal";
        return Some((ty, why));
    }
    if types::is_opaque(ty) {
        let why = "answers are kept by their arguments, so these are of one type; write `String` in place of `impl Into<String>`";
        return Some((ty, why));
    }
    types::has_reference(ty).then_some((
        ty,
        "answers are kept by their arguments, so these are owned; write `String` in place of `&str`",
    ))
}

/// Every relation, every aggregate and every lazy field has a method of its own.
fn check_names(model: &mut Model, errors: &mut Errors) {
    let mut taken: Vec<String> = model.lazy.iter().map(Column::field).collect();
    let mut take = |text: String, blamed: Span| {
        let is_free = !taken.contains(&text);
        if is_free {
            taken.push(text);
        } else {
            errors.at(
                blamed,
                format!("`load_{text}` is a method already; give this relation another `name = …`"),
            );
        }
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
