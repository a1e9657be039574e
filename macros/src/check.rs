//! The rules that relate several attributes. Refused parts are removed from the model, so that the rest expands.

use quote::ToTokens;

use crate::errors::Errors;
use crate::model::{Column, Model, Read, Skipped};
use crate::{names, types};

mod relations;

pub(crate) fn check(model: &mut Model, errors: &mut Errors) {
    check_primary_key_exists(model, errors);
    check_keys(model, errors);
    check_primary_key(model, errors);
    check_primary_lookup(model, errors);
    check_lookup_width(model, errors);
    check_lookup_names(model, errors);
    check_column_names(model, errors);
    check_lazy(model, errors);
    relations::check(model, errors);
}

/// A lazy field has the type `Lazy<…>`, and its column is not converted.
fn check_lazy(model: &mut Model, errors: &mut Errors) {
    model.lazy.retain(|column| errors.keep(refuse_lazy(column)).is_some());
}

fn refuse_lazy(column: &Column) -> syn::Result<()> {
    let (field, ty) = (&column.ident, column.ty.to_token_stream());
    match &column.read {
        _ if types::of_lazy(&column.ty).is_none() => Err(syn::Error::new_spanned(
            &column.ty,
            format!("`{field}` is lazy, so its type has to be `Lazy<…>`; write `Lazy<{ty}>`"),
        )),
        Read::TryFrom(span, _) => Err(syn::Error::new(
            *span,
            format!("`{field}` is lazy, and lazy columns are not converted; make its type the column's own"),
        )),
        Read::Json(span) | Read::NullableJson(span) | Read::JsonTryFrom(span, _) => Err(syn::Error::new(
            *span,
            format!(
                "`{field}` is lazy, and lazy columns are not converted; write `Lazy<sqlx::types::Json<…>>`"
            ),
        )),
        Read::Plain => Ok(()),
    }
}

/// The primary key is the field `id`, or the fields with `primary_key`.
fn check_primary_key_exists(model: &Model, errors: &mut Errors) {
    if !model.primary_key.is_empty() || model.is_root {
        return;
    }
    if let Some(Skipped { ident, .. }) = model.skipped.iter().find(|field| field.ident == "id") {
        let is_lazy = model.lazy.iter().any(|column| column.ident == *ident);
        let (is, word) = if is_lazy { ("lazy", "lazy") } else { ("skipped", "skip") };
        let message = format!(
            "`id` is {is}, so it cannot be the primary key; remove `{word}`, or mark another field with `#[batch_load(primary_key)]`"
        );
        return errors.at(ident.span(), message);
    }
    errors.at(
        model.ident.span(),
        format!(
            "`{}` has no field `id`; mark the field of its primary key with `#[batch_load(primary_key)]`",
            model.ident
        ),
    );
}

/// A key is a column that is not converted, and has a type whose values equal themselves.
fn check_keys(model: &mut Model, errors: &mut Errors) {
    let mut refused = keys(model);
    refused.retain(|column| errors.keep(refuse_key(column)).is_none());
    let kept = |column: &Column| refused.iter().all(|refused| refused.ident != column.ident);
    model.primary_key.retain(kept);
    model.lookups.retain(|lookup| lookup.columns.iter().all(kept));
    model.relations.retain(|relation| relation.source.iter().all(kept));
    model.polymorphic.retain(|relation| kept(&relation.column) && kept(&relation.kind));
    model.trees.retain(|tree| tree.foreign_key.iter().all(kept));
}

/// Returns every column that a lookup or a relation uses as a key.
fn keys(model: &Model) -> Vec<Column> {
    let lookups = model.lookups.iter().flat_map(|lookup| &lookup.columns);
    let relations = model.relations.iter().flat_map(|relation| &relation.source);
    let trees = model.trees.iter().flat_map(|tree| &tree.foreign_key);
    let keys: Vec<_> = model.primary_key.iter().chain(lookups).chain(relations).chain(trees).collect();
    let is_key = |column: &&Column| keys.iter().any(|key| key.ident == column.ident);
    model.columns.iter().filter(is_key).cloned().collect()
}

fn refuse_key(column: &Column) -> syn::Result<()> {
    let field = &column.ident;
    match &column.read {
        Read::TryFrom(span, _) => Err(syn::Error::new(
            *span,
            format!(
                "`{field}` is a key, and keys are not converted; implement `sqlx::Type` for its type, or make `{field}` the column's own type"
            ),
        )),
        Read::Json(span) | Read::NullableJson(span) | Read::JsonTryFrom(span, _) => Err(syn::Error::new(
            *span,
            format!(
                "`{field}` is a key, and JSON has no equality in a database; make the key a column of its own"
            ),
        )),
        Read::Plain if types::is_float(column.key()) => Err(syn::Error::new_spanned(
            &column.ty,
            format!("`{field}` is a key, and a float may not equal itself; use an integer or a decimal"),
        )),
        Read::Plain => Ok(()),
    }
}

/// A primary key has one to four columns that are never null.
fn check_primary_key(model: &mut Model, errors: &mut Errors) {
    let key = &mut model.primary_key;
    for column in key.iter().filter(|column| column.nullable()) {
        errors
            .on(&column.ty, format!("the primary key is never null; make `{}` its inner type", column.ident));
    }
    if let Some(fifth) = key.get(4) {
        errors.at(
            fifth.ident.span(),
            "a primary key has at most four fields; load by a `unique` field instead",
        );
        key.truncate(4);
    }
}

/// `by_id` is the lookup by primary key, whatever the name of its field.
fn check_primary_lookup(model: &mut Model, errors: &mut Errors) {
    let keys: Vec<_> = model.primary_key.iter().map(|column| column.ident.clone()).collect();
    model.lookups.retain(|lookup| {
        let is_primary = !keys.is_empty() && lookup.columns.iter().map(|column| &column.ident).eq(&keys);
        if let Some(requested_at) = lookup.requested_at.filter(|_| is_primary) {
            let fields: Vec<_> = keys.iter().map(names::plain).collect();
            errors.at(
                requested_at,
                format!(
                    "`{}` is the primary key, which `by_id` finds one row by; remove this",
                    fields.join(", ")
                ),
            );
        }
        !is_primary
    });
    check_by_id(model, errors);
}

fn check_by_id(model: &mut Model, errors: &mut Errors) {
    model.lookups.retain(|lookup| {
        errors.require(
            lookup.name() != "id",
            lookup.columns[0].ident.span(),
            || "`by_id` is the lookup by primary key; make `id` the primary key, or give the field another name and `#[sqlx(rename = \"id\")]`",
        )
    });
}

/// A lookup has at most four columns.
fn check_lookup_width(model: &mut Model, errors: &mut Errors) {
    for lookup in &mut model.lookups {
        if let Some(fifth) = lookup.columns.get(4) {
            errors.at(fifth.ident.span(), "a lookup has at most four fields; leave this one out");
            lookup.columns.truncate(4);
        }
    }
}

/// Every lookup has a function of its own.
fn check_lookup_names(model: &mut Model, errors: &mut Errors) {
    let mut taken: Vec<String> = Vec::new();
    model.lookups.retain(|lookup| {
        let name = lookup.name();
        let blamed = lookup.requested_at.unwrap_or_else(|| lookup.columns[0].ident.span());
        let is_free = errors
            .require(!taken.contains(&name), blamed, || format!("`by_{name}` exists already; remove this"));
        taken.push(name);
        is_free
    });
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
