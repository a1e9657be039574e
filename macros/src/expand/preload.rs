//! The functions of the model that put a relation into a tree of those to load with rows.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::load::found;
use super::relation::Facts;
use super::total::Total;
use super::way::located;
use crate::names;

/// ```text
/// pub fn preload_articles() -> Preload<ReporterLoadArticles, Many<Article>, ()> {
///     Preload::new(())
/// }
/// ```
pub(super) fn expand(facts: &Facts) -> TokenStream {
    let Facts { model, relation, span, .. } = facts;
    let (vis, marker, found) = (located(&model.vis, *span), facts.marker_there(), found(facts));
    let name = &relation.name;
    let (function, doc) = (names::preload(&name.text, name.span), doc(&name.text));
    let (names, types) = facts.arguments();
    quote_spanned! {*span=>
        #[doc = #doc]
        #vis fn #function(#(#names: #types),*) -> __batchload::Preload<#marker, #found, (#(#types,)*)> {
            __batchload::Preload::new((#(#names,)*))
        }
    }
}

/// Likewise, for an aggregate of a relation.
pub(super) fn expand_total(total: &Total) -> TokenStream {
    let Total { facts, span, marker, name, .. } = total;
    let (vis, relation) = (located(&facts.model.vis, *span), total.relation());
    let (function, doc) = (names::preload(name, *span), doc(name));
    let (names, types) = facts.arguments();
    quote_spanned! {*span=>
        #[doc = #doc]
        #vis fn #function(#(#names: #types),*) -> __batchload::PreloadTotal<#relation, #marker, (#(#types,)*)> {
            __batchload::PreloadTotal::new((#(#names,)*))
        }
    }
}

fn doc(name: &str) -> String {
    format!(" What `load_{name}` loads, for `Loaders::preload`.")
}
