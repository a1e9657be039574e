//! One spelling for every name of the input, so that names can be compared. Does not know what they name.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::DeriveInput;

use crate::names;

/// Returns the input with the name of the type in place of `Self`, and with raw names only where they have to be raw.
///
/// The derive writes impls for invented types, and `Self` would mean those. A model has no parameters (they are
/// refused), so its bare name is the whole type.
pub(crate) fn unify(input: &DeriveInput) -> DeriveInput {
    let unified = unify_names(input.to_token_stream(), &input.ident);
    // Respelling cannot make the input unparsable. If it ever did, the input stays as written.
    unified.and_then(|tokens| syn::parse2(tokens).ok()).unwrap_or_else(|| input.clone())
}

/// Returns `None` if all names already have this spelling, because a rebuilt group loses the spans of its brackets.
fn unify_names(tokens: TokenStream, of: &Ident) -> Option<TokenStream> {
    let mut is_changed = false;
    let unify = |token| {
        let unified = match &token {
            TokenTree::Ident(name) => unify_name(name, of).map(TokenTree::Ident),
            TokenTree::Group(group) => unify_group(group, of).map(TokenTree::Group),
            _ => None,
        };
        is_changed |= unified.is_some();
        unified.unwrap_or(token)
    };
    let unified = tokens.into_iter().map(unify).collect();
    is_changed.then_some(unified)
}

fn unify_group(group: &Group, of: &Ident) -> Option<Group> {
    let mut unified = Group::new(group.delimiter(), unify_names(group.stream(), of)?);
    unified.set_span(group.span());
    Some(unified)
}

fn unify_name(name: &Ident, of: &Ident) -> Option<Ident> {
    let mut unified = match &*name.to_string() {
        "Self" => of.clone(),
        // A keyword of edition 2024, whose raw spelling every edition knows.
        "gen" => names::spelt(name),
        text if text.starts_with("r#") => names::spelt(name),
        _ => return None,
    };
    unified.set_span(name.span());
    (unified != *name).then_some(unified)
}
