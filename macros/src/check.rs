//! The rules that relate several attributes. What a rule refuses is taken out, so that the rest expands.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::model::{Column, Model, Name, Read};
use crate::types;

pub(crate) fn check(model: &mut Model, errors: &mut Errors) {
    check_primary_key_exists(model, errors);
    check_keys(model, errors);
    check_primary_key(model, errors);
    check_primary_lookup(model, errors);
    check_has_key(model, errors);
    check_relation_names(model, errors);
    check_column_names(model, errors);
}

/// The field `id`, or what says `primary_key`.
fn check_primary_key_exists(model: &Model, errors: &mut Errors) {
    if model.primary_key.is_empty() {
        errors.at(
            model.ident.span(),
            format!(
                "`{}` has no field `id`; mark the field of its primary key with `#[batch_load(primary_key)]`",
                model.ident
            ),
        );
    }
}

/// A key is a column as it stands, of a type that equals itself.
fn check_keys(model: &mut Model, errors: &mut Errors) {
    let mut refused = Vec::new();
    for column in keys(model) {
        if let Some((span, why)) = refuse_key(&column) {
            errors.at(span, why);
            refused.push(column.ident);
        }
    }
    model.primary_key.retain(|column| !refused.contains(&column.ident));
    model.lookups.retain(|lookup| !refused.contains(&lookup.column.ident));
    model.belongs_to.retain(|relation| !refused.contains(&relation.column.ident));
}

fn keys(model: &Model) -> Vec<Column> {
    let is_key = |column: &&Column| {
        model
            .primary_key
            .iter()
            .chain(model.lookups.iter().map(|lookup| &lookup.column))
            .any(|key| key.ident == column.ident)
    };
    model.columns.iter().filter(is_key).cloned().collect()
}

fn refuse_key(column: &Column) -> Option<(Span, String)> {
    let field = &column.ident;
    match &column.read {
        Read::TryFrom(span, _) => Some((
            *span,
            format!(
                "`{field}` is a key, and keys are not converted; implement `sqlx::Type` for its type, or make `{field}` the column's own type"
            ),
        )),
        Read::Json(span) | Read::NullableJson(span) => Some((
            *span,
            format!(
                "`{field}` is a key, and JSON has no equality in a database; make the key a column of its own"
            ),
        )),
        Read::Plain if types::is_float(column.key()) => Some((
            column.ty.span(),
            format!(
                "`{field}` is a key, and floats are not equal to themselves; use an integer or a decimal"
            ),
        )),
        Read::Plain => None,
    }
}

/// One to four columns that are never null.
fn check_primary_key(model: &mut Model, errors: &mut Errors) {
    let key = &mut model.primary_key;
    for column in key.iter().filter(|column| column.nullable()) {
        errors.at(
            column.ty.span(),
            format!("the primary key is never null; make `{}` its inner type", column.ident),
        );
    }
    if let Some(fifth) = key.get(4) {
        errors.at(
            fifth.ident.span(),
            "a primary key has at most four fields; load by a `unique` field instead",
        );
        key.truncate(4);
    }
}

/// `by_id` is the lookup by primary key, whatever its field is called.
fn check_primary_lookup(model: &mut Model, errors: &mut Errors) {
    let [key] = &model.primary_key[..] else { return };
    let key = key.ident.clone();
    model.lookups.retain(|lookup| {
        let field = &lookup.column.ident;
        if let Some(asked) = lookup.asked.filter(|_| *field == key) {
            errors.at(
                asked,
                format!("`{key}` is the primary key, which `by_id` finds one row by; remove this"),
            );
        }
        *field != key
    });
    check_by_id(model, errors);
}

fn check_by_id(model: &mut Model, errors: &mut Errors) {
    model.lookups.retain(|lookup| {
        let clash = lookup.column.field() == "id";
        if clash {
            errors.at(
                lookup.column.ident.span(),
                "`by_id` is the lookup by primary key; make `id` the primary key, or give the field another name and `#[sqlx(rename = \"id\")]`",
            );
        }
        !clash
    });
}

/// `has_many` and `has_one` go by one column.
fn check_has_key(model: &mut Model, errors: &mut Errors) {
    if model.primary_key.len() < 2 {
        return;
    }
    for has in model.has.drain(..) {
        errors.at(
            has.child.span(),
            "a relation goes by one column, and this primary key has several; load the child by one of its own lookups",
        );
    }
}

/// Every relation has a method of its own.
fn check_relation_names(model: &mut Model, errors: &mut Errors) {
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
    model.belongs_to.retain(|relation| take(&relation.name));
    model.has.retain(|relation| take(&relation.name));
}

/// Every column fills one field.
fn check_column_names(model: &Model, errors: &mut Errors) {
    for (at, column) in model.columns.iter().enumerate() {
        if let Some(first) = model.columns[..at].iter().find(|first| first.name == column.name) {
            errors.at(
                column.ident.span(),
                format!(
                    "the column `{}` fills `{}` already; rename one, or skip it with `#[sqlx(skip)]`",
                    column.name, first.ident
                ),
            );
        }
    }
}
