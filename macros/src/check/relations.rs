//! The rules of relations: the keys of both sides fit, and every method has a name of its own.

use syn::Type;

use crate::errors::Errors;
use crate::model::{Joined, Model, Name, Path, Relation};
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

/// Every relation has a method of its own.
fn check_names(model: &mut Model, errors: &mut Errors) {
    let mut taken = Vec::new();
    let mut take = |name: &Name| {
        let free = !taken.contains(&name.text);
        if free {
            taken.push(name.text.clone());
        } else {
            errors.at(
                name.span,
                format!(
                    "`load_{}` is the method of another relation; give this one another `name = …`",
                    name.text
                ),
            );
        }
        free
    };
    model.relations.retain(|Relation { name, page, .. }| {
        let of_page = page.as_ref().map(|_| Name { text: format!("{}_page", name.text), span: name.span });
        take(name) && of_page.as_ref().is_none_or(&mut take)
    });
    model.polymorphic.retain(|relation| take(&relation.name));
    model.trees.retain(|tree| take(&tree.name));
}
