//! The method on the model that loads a relation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::preload;
use super::relation::Facts;
use super::way::located;
use crate::model::{Joined, Path, Shape};
use crate::names;

/// ```text
/// impl Article {
///     pub fn load_reporter<DB>(
///         &self,
///         loaders: &Loaders<DB>,
///     ) -> impl Future<Output = Result<One<Reporter>, Error>> + Send + use<DB>
///     where
///         DB: Dialect,
///         ArticleLoadReporter: Require<Self, Reporter, DB>,
///     {
///         <ArticleLoadReporter as Require<Self, Reporter, DB>>::require(loaders, self)
///     }
/// }
/// ```
pub(super) fn expand(facts: &Facts) -> TokenStream {
    let Facts { model, relation, span, .. } = facts;
    let (vis, ident, marker) = (located(&model.vis, *span), &model.ident, facts.marker_there());
    let (doc, found, to) = (doc(facts), found(facts), &relation.model);
    let method = names::load(&relation.name.text, relation.name.span);
    // Locals are the derive's own, whatever macro the tokens around them come from.
    let (this, loaders) = (Ident::new("self", Span::call_site()), Ident::new("loaders", Span::call_site()));
    let (names, types) = facts.arguments();
    let (bound, call) = match relation.shape {
        Shape::Required => {
            (quote_spanned!(*span=> Require<Self, #to, DB>), quote_spanned!(*span=> require(#loaders, #this)))
        }
        _ if facts.is_linked() => (
            quote_spanned!(*span=> FollowLinks<Self, (#(#types,)*), #found, DB>),
            quote_spanned!(*span=> follow(#loaders, #this, (#(#names,)*))),
        ),
        _ => (
            quote_spanned!(*span=> Follow<Self, (#(#types,)*), #found, DB>),
            quote_spanned!(*span=> follow(#loaders, #this, (#(#names,)*))),
        ),
    };
    let method = quote_spanned! {*span=>
        #[doc = #doc]
        #vis fn #method<DB>(
            &#this,
            #loaders: &__batchload::Loaders<DB>,
            #(#names: #types,)*
        ) -> impl ::core::future::Future<Output = ::core::result::Result<#found, __batchload::Error>>
        + ::core::marker::Send
        + use<DB>
        where
            DB: __batchload::Dialect,
            #marker: __batchload::#bound,
        {
            <#marker as __batchload::#bound>::#call
        }
    };
    let preload = (!facts.is_linked()).then(|| preload::expand(facts));
    // The rest stands at the derive, or the compiler advises to give it parameters.
    quote!(impl #ident { #method #preload })
}

/// What a load answers.
pub(super) fn found(facts: &Facts) -> TokenStream {
    let (span, model) = (facts.span, &facts.relation.model);
    match facts.relation.shape {
        Shape::Required => quote_spanned!(span=> __batchload::One<#model>),
        Shape::Optional | Shape::First => {
            quote_spanned!(span=> ::core::option::Option<__batchload::One<#model>>)
        }
        Shape::Many => match &facts.relation.path {
            Path::Joined(Joined::Model { model: link, .. }) => {
                quote_spanned!(span=> __batchload::Many<__batchload::Linked<#model, #link>>)
            }
            _ => quote_spanned!(span=> __batchload::Many<#model>),
        },
    }
}

fn doc(facts: &Facts) -> String {
    let relation = facts.relation;
    let (text, other) = (&relation.name.text, &relation.model_name);
    let own: Vec<_> = relation.source.iter().map(|column| names::plain(&column.ident)).collect();
    let own = listed(&own);
    match (&relation.path, relation.shape) {
        (_, Shape::Required) => {
            format!(" Loads the {text} that {own} names; a row that does not exist is an error.")
        }
        (_, Shape::Optional) => {
            format!(" Loads the {text} that {own} names; `None` where it is null or names no row.")
        }
        (Path::Fields(fields), shape) => {
            let fields: Vec<_> = fields.iter().map(names::plain).collect();
            let article = if shape == Shape::Many { "every" } else { "the" };
            format!(" Loads the {text}: {article} `{other}` whose {} names this row.", listed(&fields))
        }
        (Path::Chain(chain), shape) => {
            let chain: Vec<_> = chain.iter().map(names::plain).collect();
            let article = if shape == Shape::Many { "every" } else { "the first" };
            format!(" Loads the {text}: {article} `{other}` that `{}` lead to.", chain.join("`, `"))
        }
        _ => format!(" Loads the {text}: every `{other}` that belongs to this row, and this row to it."),
    }
}

/// `` `id` ``, or `` `(tenant_id, number)` ``.
fn listed(fields: &[String]) -> String {
    match fields {
        [field] => format!("`{field}`"),
        _ => format!("`({})`", fields.join(", ")),
    }
}
