//! What the tokens of a type tell about it.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

use crate::errors::Errors;

/// Returns the `T` of `Option<T>`.
pub(crate) fn of_option(ty: &Type) -> Option<&Type> {
    argument_of(ty, "Option")
}

/// Returns the `T` of `Lazy<T>`.
pub(crate) fn of_lazy(ty: &Type) -> Option<&Type> {
    argument_of(ty, "Lazy")
}

/// Returns the `T` of `One<T>`.
pub(crate) fn of_one(ty: &Type) -> Option<&Type> {
    argument_of(ty, "One")
}

fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
}

pub(crate) fn is_float(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == "f32" || segment.ident == "f64")
}

/// Returns what an option or a list holds, however deeply nested. Any other type holds itself.
pub(crate) fn held(ty: &Type) -> &Type {
    let inner = ["Option", "Vec", "Box", "Arc"].iter().find_map(|name| argument_of(ty, name));
    inner.map_or(ty, held)
}

/// Returns whether a part of the type is borrowed.
pub(crate) fn has_reference(ty: &Type) -> bool {
    has_token(ty.to_token_stream(), &|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '&'))
}

/// Returns whether a part of the type is `impl Trait`.
pub(crate) fn is_opaque(ty: &Type) -> bool {
    has_token(ty.to_token_stream(), &|token| matches!(token, TokenTree::Ident(word) if word == "impl"))
}

fn has_token(tokens: TokenStream, is_it: &impl Fn(&TokenTree) -> bool) -> bool {
    tokens.into_iter().any(|token| match &token {
        TokenTree::Group(group) => has_token(group.stream(), is_it),
        _ => is_it(&token),
    })
}

/// Returns the name of the struct on the other side of a relation.
pub(crate) fn last_ident<'a>(ty: &'a Type, side: &str, errors: &mut Errors) -> Option<&'a Ident> {
    let ident = last_segment(ty).filter(|segment| segment.arguments.is_none()).map(|segment| &segment.ident);
    if ident.is_none() {
        errors.on(ty, format!("the {side} is a struct; write its name, or a path to it"));
    }
    ident
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        // Types that come through `macro_rules!` are wrapped in groups.
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// Returns the name, if the type is only a name.
pub(crate) fn as_word(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Group(group) => as_word(&group.elem),
        Type::Path(path) => path.path.get_ident().filter(|_| path.qself.is_none()),
        _ => None,
    }
}

/// Returns whether two types are written alike.
pub(crate) fn are_same(one: &Type, other: &Type) -> bool {
    one.to_token_stream().to_string() == other.to_token_stream().to_string()
}
