//! What a relation changes about its lookup: order, shape, condition.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::relation::{Facts, Named};
use super::{filter, path};
use crate::attr::{Filter, Nulls, OrderBy};
use crate::model::Shape;

/// ```text
/// impl<__L> Refined for ReporterLoadArticles
/// where
///     By<Article, reporter_id, HASH>: Is<It = __L>,
///     __L: Lookup<Arguments = ()>,
/// {
///     type Partner = __L;
///     type Found = Many<ModelOf<__L>>;
///     type Arguments = <ReporterLoadArticles as Takes>::Arguments;
///     const NAME: &'static str = "Reporter::articles";
///     const ORDER: &'static [Order] = &[Order::of::<Article, pub_date, HASH>().descending()];
///     const FILTER: Filter = Filter(&[Piece::Sql("pub_date >= "), Piece::Argument(0)]);
/// }
/// ```
pub(super) fn expand(facts: &Facts) -> TokenStream {
    if !facts.is_refined {
        return TokenStream::new();
    }
    let Facts { span, relation, .. } = facts;
    let marker = facts.spanned_marker();
    let name = facts.name();
    let Named { lookup: partner, generics, bounds } =
        facts.named(&facts.partner, &quote_spanned!(*span=> Arguments = ()));
    let found = if relation.shape == Shape::Many {
        quote_spanned!(*span=> __batchload::Many<__batchload::ModelOf<#partner>>)
    } else {
        quote_spanned!(*span=> __batchload::FirstOf<#partner>)
    };
    let (arguments, order, filter) = (
        arguments(&marker, &relation.filter, *span),
        expand_order(&relation.model, &relation.order_by, relation.page.is_some(), *span),
        expand_filter(&relation.filter, *span),
    );
    let strategy = relation.window.map(|_| {
        quote!(
            const STRATEGY: __batchload::Strategy = __batchload::Strategy::Window;
        )
    });
    let takes = expand_takes(&marker, &relation.filter);
    quote_spanned! {*span=>
        #takes
        #[automatically_derived]
        impl #generics __batchload::Refined for #marker
        #bounds
        {
            type Partner = #partner;
            type Found = #found;
            type Arguments = #arguments;
            const NAME: &'static str = #name;
            #order
            #strategy
            #filter
        }
    }
}

/// ```text
/// impl Takes for ReporterLoadArticles {
///     type Arguments = (NaiveDate,);
/// }
/// ```
/// Spanned at the first argument, so that the compiler reports a type less visible than the model there.
fn expand_takes(marker: &Ident, filter: &Filter) -> Option<TokenStream> {
    let types: Vec<_> = filter.arguments.iter().map(|argument| &argument.ty).collect();
    let span = types.first()?.span();
    Some(quote_spanned! {span=>
        #[automatically_derived]
        impl __batchload::Takes for #marker {
            type Arguments = (#(#types,)*);
        }
    })
}

/// Returns the arguments as one type.
fn arguments(marker: &Ident, filter: &Filter, span: Span) -> TokenStream {
    if filter.arguments.is_empty() {
        return quote_spanned!(span=> ());
    }
    quote_spanned!(span=> <#marker as __batchload::Takes>::Arguments)
}

pub(super) fn expand_order(
    model: &impl ToTokens,
    order_by: &[OrderBy],
    paged: bool,
    span: Span,
) -> TokenStream {
    if order_by.is_empty() {
        return TokenStream::new();
    }
    let orders = order_by.iter().map(|OrderBy { field, descending, nulls }| {
        let (span, name) = (field.span(), path::name(std::slice::from_ref(field)));
        let model = path::respanned(model, span);
        let order = if paged {
            quote_spanned!(span=> __batchload::Order::paged::<#model, #name>())
        } else {
            quote_spanned!(span=> __batchload::Order::of::<#model, #name>())
        };
        let order = if *descending { quote!(#order.descending()) } else { order };
        let Some(Nulls { word, last }) = nulls else { return order };
        let place = Ident::new(if *last { "nulls_last" } else { "nulls_first" }, word.span());
        quote_spanned!(word.span()=> #order.#place::<#model, #name>())
    });
    // Spanned like the rest of the impl, because the compiler would report a missing partner once for each span.
    quote_spanned!(span=> const ORDER: &'static [__batchload::Order] = &[#(#orders),*];)
}

fn expand_filter(filter: &Filter, span: Span) -> Option<TokenStream> {
    if filter.pieces.is_empty() {
        return None;
    }
    let filter = filter::expand(&filter.pieces);
    Some(quote_spanned!(span=> const FILTER: __batchload::Filter = #filter;))
}
