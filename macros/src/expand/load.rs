//! The method on the model that loads a relation.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

use super::relation::Facts;
use crate::model::{Model, Name, Path, Shape};
use crate::names;

/// A method on the model that loads something by a row.
pub(super) struct Method<'a> {
    pub(super) model: &'a Model,
    pub(super) name: &'a Name,
    /// What to blame. All of the method stands there, so that one mistake is one message.
    pub(super) span: Span,
    pub(super) doc: String,
    /// What a load answers.
    pub(super) found: TokenStream,
    /// What the database has to be able to do.
    pub(super) bound: TokenStream,
    /// Parameters of the method…
    pub(super) parameters: TokenStream,
    /// …and what is handed on of them.
    pub(super) values: TokenStream,
    /// The function of the runtime that loads, and its type parameter.
    pub(super) function: &'a str,
    pub(super) marker: TokenStream,
}

pub(super) fn expand(facts: &Facts) -> TokenStream {
    let Facts { model, relation, marker, span, .. } = facts;
    let (lookup, span) = (facts.lookup(), *span);
    let (names, types): (Vec<_>, Vec<_>) =
        relation.filter.arguments.iter().map(|argument| (&argument.name, &argument.ty)).unzip();
    let values = match relation.shape {
        Shape::Required => TokenStream::new(),
        _ => quote_spanned!(span=> (#(#names,)*),),
    };
    Method {
        model,
        name: &relation.name,
        span,
        doc: doc(facts),
        found: found(facts),
        bound: quote_spanned!(span=> #lookup: __batchload::LoadFrom<DB>),
        parameters: quote_spanned!(span=> #(#names: #types,)*),
        values,
        function: match relation.shape {
            Shape::Required => "required",
            Shape::Optional | Shape::First => "optional",
            Shape::Many => "many",
        },
        marker: quote_spanned!(span=> #marker),
    }
    .expand()
}

impl Method<'_> {
    /// ```text
    /// impl Article {
    ///     pub fn load_reporter<DB>(
    ///         &self,
    ///         loaders: &Loaders<DB>,
    ///     ) -> impl Future<Output = Result<One<Reporter>, Error>> + Send + use<DB>
    ///     where
    ///         DB: Dialect,
    ///         ById<Reporter>: LoadFrom<DB>,
    ///     {
    ///         required::<ArticleLoadReporter, DB>(loaders, self)
    ///     }
    /// }
    /// ```
    pub(super) fn expand(&self) -> TokenStream {
        let Self { model, name, span, doc, found, bound, parameters, values, function, marker } = self;
        let (vis, ident) = (located(&model.vis, *span), &model.ident);
        let method = names::load(&name.text, name.span);
        let function = Ident::new(function, *span);
        // Locals are the derive's own, whatever macro the tokens around them come from.
        let (this, loaders) =
            (Ident::new("self", Span::call_site()), Ident::new("loaders", Span::call_site()));
        quote_spanned! {*span=>
            impl #ident {
                #[doc = #doc]
                #vis fn #method<DB>(
                    &#this,
                    #loaders: &__batchload::Loaders<DB>,
                    #parameters
                ) -> impl ::core::future::Future<Output = ::core::result::Result<#found, __batchload::Error>>
                + ::core::marker::Send
                + use<DB>
                where
                    DB: __batchload::Dialect,
                    #bound,
                {
                    __batchload::#function::<#marker, DB>(#loaders, #values #this)
                }
            }
        }
    }
}

fn found(facts: &Facts) -> TokenStream {
    let (span, model) = (facts.span, &facts.relation.model);
    match facts.relation.shape {
        Shape::Required => quote_spanned!(span=> __batchload::One<#model>),
        Shape::Optional | Shape::First => {
            quote_spanned!(span=> ::core::option::Option<__batchload::One<#model>>)
        }
        Shape::Many => quote_spanned!(span=> __batchload::Many<#model>),
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
        (Path::Polymorphic(back), shape) => {
            let article = if shape == Shape::Many { "every" } else { "the first" };
            format!(" Loads the {text}: {article} `{other}` whose `{}` is this row.", names::plain(back))
        }
        _ => format!(" Loads the {text}: every `{other}` that belongs to this row, and this row to it."),
    }
}

/// `` `id` ``, or `` `(tenant_id, number)` ``.
pub(super) fn listed(fields: &[String]) -> String {
    match fields {
        [field] => format!("`{field}`"),
        _ => format!("`({})`", fields.join(", ")),
    }
}

/// The same tokens at another place.
fn located(tokens: &impl ToTokens, span: Span) -> TokenStream {
    let relocate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.to_token_stream().into_iter().map(relocate).collect()
}
