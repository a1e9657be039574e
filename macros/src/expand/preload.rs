//! The functions of the model that put a relation into a tree of those to load with rows.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::load::{found, located};
use super::relation::Facts;
use super::total::Total;
use crate::names;

/// ```text
/// impl Reporter {
///     pub fn preload_articles() -> Preload<ReporterLoadArticles, Many<Article>> {
///         Preload::new(())
///     }
/// }
/// ```
pub(super) fn expand(facts: &Facts) -> TokenStream {
    let Facts { model, relation, marker, span, .. } = facts;
    let (vis, ident, found) = (located(&model.vis, *span), &model.ident, found(facts));
    let name = &relation.name;
    let (function, doc) = (names::preload(&name.text, name.span), doc(&name.text));
    let (names, types) = facts.arguments();
    quote_spanned! {*span=>
        impl #ident {
            #[doc = #doc]
            #vis fn #function(#(#names: #types),*) -> __batchload::Preload<#marker, #found> {
                __batchload::Preload::new((#(#names,)*))
            }
        }
    }
}

/// Likewise, for an aggregate of a relation.
pub(super) fn expand_total(total: &Total) -> TokenStream {
    let Total { facts, span, marker, name, .. } = total;
    let (vis, ident, relation) = (located(&facts.model.vis, *span), &facts.model.ident, &facts.marker);
    let (function, doc) = (names::preload(name, *span), doc(name));
    let (names, types) = facts.arguments();
    quote_spanned! {*span=>
        impl #ident {
            #[doc = #doc]
            #vis fn #function(#(#names: #types),*) -> __batchload::PreloadTotal<#relation, #marker> {
                __batchload::PreloadTotal::new((#(#names,)*))
            }
        }
    }
}

fn doc(name: &str) -> String {
    format!(" What `load_{name}` loads, for `Loaders::preload`.")
}
