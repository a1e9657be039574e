//! The attributes of sqlx that say which column fills a field. Refuses those that it cannot honour.

use proc_macro2::Ident;
use syn::{LitStr, parenthesized, token};

use super::{Entry, FieldAttrs, set, skip};

/// `#[sqlx(json)]`, or `#[sqlx(json(nullable))]` for a column that can be null.
pub(crate) enum Json {
    Required,
    Nullable,
}

pub(super) const FIELD_KEYS: [&str; 6] = ["rename", "skip", "default", "try_from", "json", "flatten"];
const STRUCT_KEYS: [&str; 5] = ["rename_all", "default", "type_name", "no_pg_array", "transparent"];

pub(super) fn parse_field_entry(entry: &Entry, field: &mut FieldAttrs) -> syn::Result<()> {
    let key = &entry.key;
    match key.to_string().as_str() {
        "rename" => set(&mut field.rename, key, entry.text(r#""column""#)?),
        "skip" => set(&mut field.skip, key, entry.flag()?),
        "try_from" => {
            let example = r#""i64""#;
            let text = entry.text(example)?;
            let ty = text.parse().map_err(|_| entry.expected(text.span(), "a type in quotes", example))?;
            set(&mut field.try_from, key, (key.span(), ty))
        }
        "json" => set(&mut field.json, key, (key.span(), parse_json(entry)?)),
        // The column is always selected, so it is never absent.
        "default" => entry.flag().map(drop),
        "flatten" => Err(syn::Error::new(
            key.span(),
            "`flatten` hides columns; write the columns as fields, or put the nested struct together in a method",
        )),
        _ => Err(entry.unknown("sqlx", &FIELD_KEYS)),
    }
}

fn parse_json(entry: &Entry) -> syn::Result<Json> {
    if !entry.input.peek(token::Paren) {
        return entry.flag().map(|_| Json::Required);
    }
    let content;
    parenthesized!(content in entry.input);
    let word = content.parse::<Ident>();
    if word.as_ref().is_ok_and(|word| word == "nullable") && content.is_empty() {
        return Ok(Json::Nullable);
    }
    // Tokens that a mistake left unread would be reported as a second one.
    skip(&content, |_| false);
    let span = word.map_or_else(|_| entry.key.span(), |word| word.span());
    Err(syn::Error::new(span, "`json` takes nothing or `nullable`; write `json(nullable)`"))
}

pub(super) fn parse_struct_entry(entry: &Entry, rename_all: &mut Option<LitStr>) -> syn::Result<()> {
    let key = &entry.key;
    match key.to_string().as_str() {
        "rename_all" => set(rename_all, key, entry.text(r#""camelCase""#)?),
        // These concern the struct as a value, not as a row.
        "default" | "no_pg_array" => entry.flag().map(drop),
        "type_name" => entry.text(r#""name""#).map(drop),
        "transparent" => Err(syn::Error::new(
            key.span(),
            "`transparent` makes the struct one value, not a row; remove it, or derive `BatchLoad` on the row",
        )),
        _ => Err(entry.unknown("sqlx", &STRUCT_KEYS)),
    }
}
