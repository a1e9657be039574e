//! Pages of a relation: what they are sorted by, and the method that loads one.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::preload;
use super::relation::Facts;
use super::way::located;
use crate::attr::{OrderBy, PageSizes};
use crate::names;

pub(super) fn expand(facts: &Facts) -> TokenStream {
    let Some(sizes) = &facts.relation.page else { return TokenStream::new() };
    let (paged, method) = (expand_paged(facts, sizes), expand_method(facts, sizes));
    quote!(#paged #method)
}

/// ```text
/// impl Paged for ReporterLoadArticles {
///     type Sort = (FieldName<HASH>,);
///     const SIZES: Sizes = Sizes { default: 20, max: 100 };
/// }
/// ```
fn expand_paged(facts: &Facts, &PageSizes { default, max, .. }: &PageSizes) -> TokenStream {
    let (span, marker) = (facts.span, facts.marker_there());
    let hashes = facts.relation.order_by.iter().map(|OrderBy { field, .. }| {
        let hash = names::hash(std::slice::from_ref(field));
        quote!(__batchload::FieldName<#hash>)
    });
    let sort = quote!((#(#hashes,)*));
    quote_spanned! {span=>
        #[automatically_derived]
        impl __batchload::Paged for #marker {
            type Sort = #sort;
            const SIZES: __batchload::Sizes = __batchload::Sizes { default: #default, max: #max };
        }
    }
}

/// ```text
/// impl Reporter {
///     pub fn load_articles_page<__DB>(
///         &self,
///         loaders: &Loaders<__DB>,
///         page: Page,
///     ) -> impl Future<Output = Result<Connection<Article>, Error>> + Send + use<__DB>
///     where
///         __DB: Dialect,
///         ReporterLoadArticles: FollowPage<Self, (), Article, __DB>,
///     {
///         <ReporterLoadArticles as FollowPage<Self, (), Article, __DB>>::follow(loaders, self, (), &page)
///     }
/// }
/// ```
fn expand_method(facts: &Facts, &PageSizes { default, max, .. }: &PageSizes) -> TokenStream {
    let Facts { model, relation, span, .. } = facts;
    let (vis, ident, marker, to) =
        (located(&model.vis, *span), &model.ident, facts.marker_there(), &relation.model);
    let method = names::load(&format!("{}_page", relation.name.text), relation.name.span);
    let doc = format!(
        " Loads a page of what `load_{}` loads: {default} rows if it does not say how many, and {max} at most.",
        relation.name.text
    );
    let [this, loaders, page] = ["self", "loaders", "page"].map(names::local);
    let (names, types): (Vec<_>, Vec<_>) =
        relation.filter.arguments.iter().map(|argument| (&argument.name, &argument.ty)).unzip();
    let bound = quote_spanned!(*span=> __batchload::FollowPage<Self, (#(#types,)*), #to, __DB>);
    let method = quote_spanned! {*span=>
        #[doc = #doc]
        #vis fn #method<__DB>(
            &#this,
            #loaders: &__batchload::Loaders<__DB>,
            #(#names: #types,)*
            #page: __batchload::Page,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<__batchload::Connection<#to>, __batchload::Error>,
        > + ::core::marker::Send
        + use<__DB>
        where
            __DB: __batchload::Dialect,
            #marker: #bound,
        {
            <#marker as #bound>::follow(#loaders, #this, (#(#names,)*), &#page)
        }
    };
    let preload = preload::expand_page(facts);
    // The rest stands at the derive, or the compiler advises to give it parameters.
    quote!(impl #ident { #method #preload })
}
