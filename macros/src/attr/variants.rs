//! The attributes above an enum of models and its variants, and above a type that cursors hold.

use syn::{Attribute, LitStr, Path, Type};

use super::structure::parse_crate;
use super::{Entry, name, parse_attr, relation, set};
use crate::errors::Errors;

/// The attributes above an enum of models.
#[derive(Default)]
pub(crate) struct EnumAttrs {
    pub(crate) krate: Option<Path>,
    /// The type of the models' keys, if it is not that of the first model.
    pub(crate) key: Option<Type>,
}

impl EnumAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut this = Self::default();
        parse_known(attrs, &["key", "crate"], "SubjectId", errors, |entry| {
            if entry.key == "key" {
                return set(&mut this.key, &entry.key, entry.value("a type", "SubjectId")?);
            }
            set(&mut this.krate, &entry.key, parse_crate(entry)?)
        });
        this
    }
}

/// Parses the path to the runtime, if it is given.
pub(crate) fn parse_crate_alone(attrs: &[Attribute], errors: &mut Errors) -> Option<Path> {
    let mut krate = None;
    parse_known(attrs, &["crate"], "\"…\"", errors, |entry| {
        set(&mut krate, &entry.key, parse_crate(entry)?)
    });
    krate
}

/// Parses the kind of a variant, if it is given.
pub(crate) fn parse_variant(attrs: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    let mut kind = None;
    parse_known(attrs, &["kind"], "\"…\"", errors, |entry| {
        set(&mut kind, &entry.key, entry.text(r#""picture""#)?)
    });
    kind
}

/// Passes entries with a known key to `parse`. `example` is a value of the first of these keys.
fn parse_known(
    attrs: &[Attribute],
    known: &[&str],
    example: &str,
    errors: &mut Errors,
    mut parse: impl FnMut(&Entry) -> syn::Result<()>,
) {
    let example = format!("#[batch_load({} = {example})]", known[0]);
    for attr in attrs {
        match name(attr).as_str() {
            "batch_load" => parse_attr(attr, &example, errors, |entry| {
                if known.iter().any(|known| entry.key == known) {
                    return parse(entry);
                }
                Err(entry.unknown("batch_load", known))
            }),
            word if word == "belongs_to" || relation::OF_STRUCT.contains(&word) => {
                let message = format!("`{word}` is a relation of a row; write it on the struct of a model");
                errors.on(attr.path(), message);
            }
            _ => {}
        }
    }
}
