//! The method on the model that loads a relation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::path::respanned;
use super::preload;
use super::relation::Facts;
use crate::attr::{Filter, OrderBy};
use crate::model::{Column, JoinTable, Model, Name, Path, Relation, Shape};
use crate::names;

/// A method on the model that loads something for a row.
pub(super) struct Method<'a> {
    pub(super) model: &'a Model,
    pub(super) name: &'a Name,
    /// The span to blame.
    pub(super) span: Span,
    pub(super) doc: String,
    /// The parameters after the loaders.
    pub(super) parameters: TokenStream,
    /// The type of what the method loads.
    pub(super) found: TokenStream,
    /// The type that knows how to load.
    pub(super) implementor: TokenStream,
    /// The trait through which it loads.
    pub(super) bound: TokenStream,
    /// The function of that trait, and its arguments after the loaders and the row.
    pub(super) function: &'a str,
    pub(super) values: TokenStream,
    /// Further bounds.
    pub(super) bounds: TokenStream,
}

pub(super) fn expand(facts: &Facts) -> TokenStream {
    let Facts { model, relation, span, .. } = facts;
    let (span, marker, found, to) = (*span, facts.spanned_marker(), found(facts), &relation.model);
    let (names, types) = facts.arguments();
    let (bound, function, values) = if relation.shape == Shape::Required {
        (quote_spanned!(span=> Require<Self, #to, __DB>), "require", TokenStream::new())
    } else {
        let follow = Ident::new(if facts.is_linked() { "FollowLinks" } else { "Follow" }, span);
        let bound = quote_spanned!(span=> #follow<Self, (#(#types,)*), #found, __DB>);
        (bound, "follow", quote_spanned!(span=> , (#(#names,)*)))
    };
    let (of, value) = (quote_spanned!(span=> #found, (#(#types,)*)), quote_spanned!(span=> (#(#names,)*)));
    let method = Method {
        model,
        name: &relation.name,
        span,
        doc: doc(facts),
        parameters: quote_spanned!(span=> #(#names: #types,)*),
        found,
        implementor: quote_spanned!(span=> #marker),
        bound,
        function,
        values,
        bounds: TokenStream::new(),
    };
    method.expand(&preload::expand(&method, "Preload", &of, &value))
}

impl Method<'_> {
    /// ```text
    /// impl Article {
    ///     pub fn load_reporter<__DB>(
    ///         &self,
    ///         loaders: &Loaders<__DB>,
    ///     ) -> impl Future<Output = Result<One<Reporter>, Error>> + Send + use<__DB>
    ///     where
    ///         __DB: Dialect,
    ///         ArticleLoadReporter: Require<Self, Reporter, __DB>,
    ///     {
    ///         <ArticleLoadReporter as Require<Self, Reporter, __DB>>::require(loaders, self)
    ///     }
    /// }
    /// ```
    /// `second_function` is another function in the same impl.
    pub(super) fn expand(&self, second_function: &TokenStream) -> TokenStream {
        let Self { model, name, span, doc, parameters, found, implementor, bound, function, values, bounds } =
            self;
        let (vis, ident) = (respanned(&model.vis, *span), &model.ident);
        let method = names::load(&name.text, name.span);
        let function = Ident::new(function, *span);
        let [this, loaders] = ["self", "loaders"].map(names::local);
        let method = quote_spanned! {*span=>
            #[doc = #doc]
            #vis fn #method<__DB>(
                &#this,
                #loaders: &__batchload::Loaders<__DB>,
                #parameters
            ) -> impl ::core::future::Future<Output = ::core::result::Result<#found, __batchload::Error>>
            + ::core::marker::Send
            + use<__DB>
            where
                __DB: __batchload::Dialect,
                #bounds
                #implementor: __batchload::#bound,
            {
                <#implementor as __batchload::#bound>::#function(#loaders, #this #values)
            }
        };
        // The block is spanned at the derive, because elsewhere the compiler would advise giving it parameters.
        quote!(impl #ident { #method #second_function })
    }
}

/// Returns the type of what a load returns.
fn found(facts: &Facts) -> TokenStream {
    let (span, model) = (facts.span, &facts.relation.model);
    match facts.relation.shape {
        Shape::Required => quote_spanned!(span=> __batchload::One<#model>),
        Shape::Optional | Shape::First => {
            quote_spanned!(span=> ::core::option::Option<__batchload::One<#model>>)
        }
        Shape::Many => {
            if let Path::JoinTable(JoinTable::Model { model: link, .. }) = &facts.relation.path {
                quote_spanned!(span=> __batchload::Many<__batchload::Linked<#model, #link>>)
            } else {
                quote_spanned!(span=> __batchload::Many<#model>)
            }
        }
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
            let null = if relation.source.iter().any(Column::nullable) { "is null or " } else { "" };
            format!(" Loads the {text} that {own} names; `None` if it {null}names no row.")
        }
        (path, shape) => {
            let which = if shape == Shape::Many { "every" } else { "the first" };
            let found = found_by(path).map(|found| format!(" {found}")).unwrap_or_default();
            let filter = fulfilled(&relation.filter, if found.is_empty() { " that" } else { " and that" });
            let (links, order) = (linked(&relation.filter), ordered(relation));
            format!(" Loads the {text}: {which} `{other}`{found}{filter}{links}{order}.")
        }
    }
}

/// Returns which rows the path finds, or `None` if it finds all of them.
fn found_by(path: &Path) -> Option<String> {
    Some(match path {
        Path::Every => return None,
        Path::Fields(fields) => {
            let fields: Vec<_> = fields.iter().map(names::plain).collect();
            format!("whose {} names this row", listed(&fields))
        }
        Path::Chain(chain) => {
            let chain: Vec<_> = chain.iter().map(names::plain).collect();
            format!("that `{}` lead to", chain.join("`, `"))
        }
        Path::Polymorphic(back) => format!("whose `{}` is this row", names::plain(back)),
        Path::PrimaryKey | Path::JoinTable(_) => "that belongs to this row, and this row to it".to_owned(),
    })
}

/// Returns the condition on the rows, as text to follow how they are found.
fn fulfilled(filter: &Filter, which: &str) -> String {
    let condition = filter.text(&filter.pieces);
    condition.map(|condition| format!("{which} fulfils {}", quoted(&condition))).unwrap_or_default()
}

/// Returns the condition on the link rows, as text to follow that on the rows.
pub(super) fn linked(filter: &Filter) -> String {
    let condition = filter.text(&filter.link);
    condition.map(|condition| format!(", by links that fulfil {}", quoted(&condition))).unwrap_or_default()
}

/// Returns the order, as text to follow everything else.
fn ordered(relation: &Relation) -> String {
    let links = match &relation.path {
        Path::JoinTable(JoinTable::Model { order_by, .. }) => order_by.as_slice(),
        _ => &[],
    };
    let field = |prefix: &str, order: &OrderBy| {
        format!("{prefix}{}{}", names::plain(&order.field), order.direction())
    };
    let links = links.iter().map(|order| field("link.", order));
    let fields: Vec<_> = links.chain(relation.order_by.iter().map(|order| field("", order))).collect();
    if fields.is_empty() { String::new() } else { format!(", in the order `{}`", fields.join(", ")) }
}

/// Returns SQL as inline code. The SQL can hold backticks of its own.
pub(super) fn quoted(sql: &str) -> String {
    if sql.contains('`') { format!("`` {sql} ``") } else { format!("`{sql}`") }
}

/// Returns `` `id` ``, or `` `(tenant_id, number)` ``.
pub(super) fn listed(fields: &[String]) -> String {
    match fields {
        [field] => format!("`{field}`"),
        _ => format!("`({})`", fields.join(", ")),
    }
}
