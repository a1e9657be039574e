//! The names of tables and columns, and how a column is read.

use proc_macro2::Ident;
use syn::LitStr;

use super::Read;
use crate::attr::{FieldAttrs, Json};
use crate::errors::{Errors, closest};
use crate::names;

/// Returns the parts of a table's name.
pub(super) fn table(given: &LitStr, errors: &mut Errors) -> Vec<String> {
    if given.value().trim_start().starts_with('(') {
        errors.at(given.span(), "a table has a name; make a view of this query, and write the view's name");
        return Vec::new();
    }
    let parts: Vec<String> = given.value().split('.').map(str::to_owned).collect();
    for part in &parts {
        check_name(part, "table", given, errors);
    }
    if let [name] = &parts[..]
        && name.starts_with("__")
    {
        errors.at(
            given.span(),
            format!(
                "statements give such names to lists of keys; write the schema of the table as well, as in `main.{name}`"
            ),
        );
    }
    parts
}

pub(super) fn column_name(
    field: &Ident,
    given: Option<&LitStr>,
    style: Option<&str>,
    errors: &mut Errors,
) -> String {
    let field = names::plain(field);
    match (given, style) {
        (Some(given), _) => {
            check_name(&given.value(), "column", given, errors);
            given.value()
        }
        (None, Some(style)) => names::in_style(style, &field),
        (None, None) => field,
    }
}

pub(super) fn check_name(name: &str, what: &str, given: &LitStr, errors: &mut Errors) {
    if name.is_empty() {
        errors.at(
            given.span(),
            format!("a part of this {what}'s name is empty; write the name as the database has it"),
        );
    } else if name.contains('\0') {
        errors.at(given.span(), format!("no database takes a NUL in a {what}'s name; remove it"));
    }
}

pub(super) fn style_from_syn(given: &LitStr, errors: &mut Errors) -> Option<String> {
    let style = given.value();
    if names::STYLES.contains(&style.as_str()) {
        return Some(style);
    }
    let advice = match closest(&style, &names::STYLES) {
        Some(style) => format!("did you mean `{style}`"),
        None => format!("sqlx knows `{}`", names::STYLES.join("`, `")),
    };
    errors.at(given.span(), format!("unknown style `{style}`; {advice}"));
    None
}

pub(super) fn read(attrs: &FieldAttrs, errors: &mut Errors) -> Read {
    match (&attrs.try_from, &attrs.json) {
        (None, None) => Read::Plain,
        (Some((span, ty)), None) => Read::TryFrom(*span, Box::new(ty.clone())),
        (None, Some((span, Json::Required))) => Read::Json(*span),
        (None, Some((span, Json::Nullable))) => Read::NullableJson(*span),
        (Some((_, ty)), Some((span, Json::Required))) => Read::JsonTryFrom(*span, Box::new(ty.clone())),
        (Some((span, _)), Some((json, Json::Nullable))) => {
            errors.at(*span, "`json(nullable)` and `try_from` do not go together; convert in a method");
            Read::NullableJson(*json)
        }
    }
}
