//! Pages of a relation: their order, and the method that loads one.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::load::Method;
use super::preload;
use super::relation::Facts;
use crate::attr::{OrderBy, PageSizes};
use crate::model::Name;
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
/// const _: &[Order] = <ReporterLoadArticles as Refined>::ORDER;
/// ```
fn expand_paged(facts: &Facts, &PageSizes { default, max, .. }: &PageSizes) -> TokenStream {
    let (span, marker) = (facts.span, facts.spanned_marker());
    let hashes = facts.relation.order_by.iter().map(|OrderBy { field, .. }| {
        let hash = names::hash([field]);
        quote!(__batchload::FieldName<#hash>)
    });
    let sort = quote!((#(#hashes,)*));
    // Here, and not when a caller loads a page, the compiler refuses an order that cursors cannot hold.
    let check = (!facts.relation.order_by.is_empty()).then(
        || quote_spanned!(span=> const _: &[__batchload::Order] = <#marker as __batchload::Refined>::ORDER;),
    );
    quote_spanned! {span=>
        #[automatically_derived]
        impl __batchload::Paged for #marker {
            type Sort = #sort;
            const SIZES: __batchload::Sizes = __batchload::Sizes { default: #default, max: #max };
        }
        #check
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
///     pub fn preload_articles_page(page: Page) -> Preload<ReporterLoadArticles, Connection<Article>, ((), Page)> {
///         Preload::new(((), page))
///     }
/// }
/// ```
fn expand_method(facts: &Facts, &PageSizes { default, max, .. }: &PageSizes) -> TokenStream {
    let Facts { model, relation, span, .. } = facts;
    let (span, marker, to) = (*span, facts.spanned_marker(), &relation.model);
    let (names, types) = facts.arguments();
    let page = names::local("page");
    let found = quote_spanned!(span=> __batchload::Connection<#to>);
    let of = quote_spanned!(span=> #found, ((#(#types,)*), __batchload::Page));
    let value = quote_spanned!(span=> ((#(#names,)*), #page));
    let doc = format!(
        " Loads a page of what `load_{}` loads: {default} rows unless the page says how many, and at most {max}.",
        relation.name.text
    );
    let method = Method {
        model,
        name: &Name { text: format!("{}_page", relation.name.text), span: relation.name.span },
        span,
        doc,
        parameters: quote_spanned!(span=> #(#names: #types,)* #page: __batchload::Page,),
        found,
        implementor: quote_spanned!(span=> #marker),
        bound: quote_spanned!(span=> FollowPage<Self, (#(#types,)*), #to, __DB>),
        function: "follow",
        values: quote_spanned!(span=> , (#(#names,)*), &#page),
        bounds: TokenStream::new(),
    };
    method.expand(&preload::expand(&method, "Preload", &of, &value))
}
