//! What stands above an enum of models, and above its variants.

use syn::{Attribute, LitStr, Path};

use super::structure::parse_crate;
use super::{name, parse_attr, set};
use crate::errors::Errors;

/// The path to the runtime, where it is given.
pub(crate) fn parse_enum(attrs: &[Attribute], errors: &mut Errors) -> Option<Path> {
    let mut krate = None;
    for attr in attrs {
        if attr.path().is_ident("batch_load") {
            let example = r#"#[batch_load(crate = "…")]"#;
            parse_attr(attr, example, errors, |entry| match entry.key.to_string().as_str() {
                "crate" => set(&mut krate, &entry.key, parse_crate(entry)?),
                _ => Err(entry.unknown("batch_load", &["crate"])),
            });
        }
        refuse_relation(attr, errors);
    }
    krate
}

/// The kind of a variant, where it is given.
pub(crate) fn parse_variant(attrs: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    let mut kind = None;
    for attr in attrs {
        if attr.path().is_ident("batch_load") {
            let example = r#"#[batch_load(kind = "…")]"#;
            parse_attr(attr, example, errors, |entry| match entry.key.to_string().as_str() {
                "kind" => set(&mut kind, &entry.key, entry.text(r#""picture""#)?),
                _ => Err(entry.unknown("batch_load", &["kind"])),
            });
        }
        refuse_relation(attr, errors);
    }
    kind
}

fn refuse_relation(attr: &Attribute, errors: &mut Errors) {
    let relations = ["ancestors", "belongs_to", "descendants", "has_many", "has_one", "many_to_many"];
    let name = name(attr);
    if relations.contains(&name.as_str()) {
        let message = format!("`{name}` is a relation of a row; write it on the struct of a model");
        errors.push(syn::Error::new_spanned(attr.path(), message));
    }
}
