//! The functions of the model that put a relation into a tree of those to load with rows.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::load::Method;
use super::relation::Facts;
use super::total::Total;
use super::way::located;
use crate::attr::Argument;
use crate::names;

/// ```text
/// pub fn preload_articles() -> Preload<ReporterLoadArticles, Many<Article>, ()> {
///     Preload::new(())
/// }
/// ```
pub(super) fn expand(method: &Method, arguments: &[Argument]) -> TokenStream {
    let Method { model, name, span, found, by, .. } = method;
    let vis = located(&model.vis, *span);
    let (function, doc) = (names::preload(&name.text, name.span), doc(&name.text));
    let (names, types): (Vec<_>, Vec<_>) =
        arguments.iter().map(|argument| (&argument.name, &argument.ty)).unzip();
    quote_spanned! {*span=>
        #[doc = #doc]
        #vis fn #function(#(#names: #types),*) -> __batchload::Preload<#by, #found, (#(#types,)*)> {
            __batchload::Preload::new((#(#names,)*))
        }
    }
}

/// ```text
/// pub fn preload_articles_page(page: Page) -> Preload<ReporterLoadArticles, Connection<Article>, ((), Page)> {
///     Preload::new(((), page))
/// }
/// ```
pub(super) fn expand_page(facts: &Facts) -> TokenStream {
    let Facts { model, relation, span, .. } = facts;
    let (vis, marker, to) = (located(&model.vis, *span), facts.marker_there(), &relation.model);
    let name = format!("{}_page", relation.name.text);
    let (function, doc) = (names::preload(&name, relation.name.span), doc(&name));
    let (names, types) = facts.arguments();
    let page = names::local("page");
    quote_spanned! {*span=>
        #[doc = #doc]
        #vis fn #function(
            #(#names: #types,)*
            #page: __batchload::Page,
        ) -> __batchload::Preload<#marker, __batchload::Connection<#to>, ((#(#types,)*), __batchload::Page)> {
            __batchload::Preload::new(((#(#names,)*), #page))
        }
    }
}

/// ```text
/// pub fn preload_subject() -> PreloadParent<CommentLoadSubject, Subject> {
///     PreloadParent::new()
/// }
/// ```
pub(super) fn expand_parent(method: &Method) -> TokenStream {
    let Method { model, name, span, found, by, .. } = method;
    let vis = located(&model.vis, *span);
    let (function, doc) = (names::preload(&name.text, name.span), doc(&name.text));
    quote_spanned! {*span=>
        #[doc = #doc]
        #vis fn #function() -> __batchload::PreloadParent<#by, #found> {
            __batchload::PreloadParent::new()
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
