//! What stands above an enum of models and above its variants, and above a type that cursors hold.

use syn::{Attribute, LitStr, Path};

use super::structure::parse_crate;
use super::{Entry, name, parse_attr, relation, set};
use crate::errors::Errors;

/// The path to the runtime, where it is given.
pub(crate) fn parse_crate_alone(attrs: &[Attribute], errors: &mut Errors) -> Option<Path> {
    parse_only(attrs, "crate", errors, parse_crate)
}

/// The kind of a variant, where it is given.
pub(crate) fn parse_variant(attrs: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    parse_only(attrs, "kind", errors, |entry| entry.text(r#""picture""#))
}

/// What the only key that can stand there says.
fn parse_only<T>(
    attrs: &[Attribute],
    key: &str,
    errors: &mut Errors,
    parse: fn(&Entry) -> syn::Result<T>,
) -> Option<T> {
    let (mut value, example) = (None, format!("#[batch_load({key} = \"…\")]"));
    for attr in attrs {
        match name(attr).as_str() {
            "batch_load" => parse_attr(attr, &example, errors, |entry| {
                if entry.key != key {
                    return Err(entry.unknown("batch_load", &[key]));
                }
                set(&mut value, &entry.key, parse(entry)?)
            }),
            word if word == "belongs_to" || relation::OF_STRUCT.contains(&word) => {
                let message = format!("`{word}` is a relation of a row; write it on the struct of a model");
                errors.on(attr.path(), message);
            }
            _ => {}
        }
    }
    value
}
