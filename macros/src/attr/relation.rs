//! What the attributes of relations have in common: they begin with a model, and have a place.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Token, Type};

use super::{at_entry, end_of_entry, name};

/// The attributes that state a relation of the whole struct.
pub(super) const OF_STRUCT: [&str; 5] = ["has_many", "has_one", "many_to_many", "ancestors", "descendants"];

pub(super) fn misplaced(attr: &Attribute, place: &str, otherwise: &str) -> syn::Error {
    let message = format!("`{}` describes {place}; write it there{otherwise}", name(attr));
    syn::Error::new(attr.path().span(), message)
}

/// Parses the model on the other side, and the comma after it.
pub(super) fn parse_model(
    attr: &Attribute,
    input: ParseStream,
    side: &str,
    example: &str,
) -> syn::Result<Type> {
    let refused =
        |span: Span, what: &str| syn::Error::new(span, format!("name the {side} {what}; write `{example}`"));
    if input.is_empty() || at_entry(input) {
        let span = if input.is_empty() { attr.path().span() } else { input.span() };
        return Err(refused(span, "first"));
    }
    if let Ok(text) = input.parse::<LitStr>() {
        return Err(refused(text.span(), "without quotes"));
    }
    let model = input.parse()?;
    end_of_entry(input)?;
    input.parse::<Option<Token![,]>>()?;
    Ok(model)
}
