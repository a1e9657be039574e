//! The function on the model that makes a tree to preload from what a method loads.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

use super::load::Method;
use super::path::respanned;
use crate::names;

/// Prints a function that makes a `ty` from `value`. The type's parameters are what the method loads by, and `of`.
///
/// ```text
/// pub fn preload_articles() -> Preload<ReporterLoadArticles, Many<Article>, ()> {
///     Preload::new(())
/// }
/// ```
pub(super) fn expand(method: &Method, ty: &str, of: &TokenStream, value: &TokenStream) -> TokenStream {
    let Method { model, name, span, parameters, implementor, .. } = method;
    let (vis, ty) = (respanned(&model.vis, *span), Ident::new(ty, *span));
    let function = names::preload(&name.text, name.span);
    let doc = format!(" Puts what `load_{}` loads into a tree for `Loaders::preload`.", name.text);
    quote_spanned! {*span=>
        #[doc = #doc]
        #vis fn #function(#parameters) -> __batchload::#ty<#implementor, #of> {
            __batchload::#ty::new(#value)
        }
    }
}
