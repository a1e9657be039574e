//! The methods on the model that load aggregates of a relation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::load::{Method, linked, quoted};
use super::relation::Facts;
use super::{path, preload};
use crate::attr::{Aggregate, AggregateKind};
use crate::model::Name;
use crate::names;

pub(super) fn expand(facts: &Facts) -> TokenStream {
    facts.relation.aggregates.iter().map(|aggregate| AggregateMethod::of(facts, aggregate).expand()).collect()
}

/// An aggregate with everything that its methods are made of.
struct AggregateMethod<'a> {
    facts: &'a Facts<'a>,
    /// The span to blame. Everything has this span, so that the compiler reports a mistake once.
    span: Span,
    /// The type that stands for the aggregate.
    marker: TokenStream,
    /// The relation's name and the name of the aggregate.
    name: String,
    aggregate: &'a Aggregate,
    /// The type of the value, if it is always the same.
    value: Option<TokenStream>,
    doc: String,
}

impl<'a> AggregateMethod<'a> {
    fn of(facts: &'a Facts, aggregate: &'a Aggregate) -> Self {
        let span = aggregate.blamed();
        let kind = names::aggregate_type(aggregate.kind.keyword(), span);
        let value = match aggregate.kind {
            AggregateKind::Count => Some(quote_spanned!(span=> u64)),
            AggregateKind::Exists => Some(quote_spanned!(span=> bool)),
            AggregateKind::Avg => Some(quote_spanned!(span=> ::core::option::Option<f64>)),
            AggregateKind::Sum | AggregateKind::Min | AggregateKind::Max => None,
        };
        let column = aggregate.field.as_ref().map(|field| {
            let (model, name) = (&facts.relation.model, path::name(std::slice::from_ref(field)));
            quote_spanned!(span=> <#model, #name>)
        });
        let marker = quote_spanned!(span=> __batchload::#kind #column);
        let field = aggregate.field.as_ref().map(names::plain);
        let text = &facts.relation.name.text;
        let filter = &facts.relation.filter;
        let rows = match filter.text(&filter.pieces) {
            Some(condition) => format!("{text} that fulfil {}", quoted(&condition)),
            None => text.clone(),
        };
        let linked = linked(filter);
        Self {
            facts,
            span,
            name: aggregate.name(text),
            doc: doc(aggregate.kind, &format!("{rows}{linked}"), &field.unwrap_or_default()),
            aggregate,
            marker,
            value,
        }
    }

    /// ```text
    /// impl Reporter {
    ///     pub fn load_articles_count<__DB>(
    ///         &self,
    ///         loaders: &Loaders<__DB>,
    ///     ) -> impl Future<Output = Result<u64, Error>> + Send + use<__DB>
    ///     where
    ///         __DB: Dialect,
    ///         Count: Aggregate<__DB, Value = u64>,
    ///         ReporterLoadArticles: FollowAggregate<Self, (), Count, __DB>,
    ///     {
    ///         <ReporterLoadArticles as FollowAggregate<Self, (), Count, __DB>>::aggregate(loaders, self, ())
    ///     }
    /// }
    /// ```
    fn expand(&self) -> TokenStream {
        let Self { facts, span, marker, name, doc, .. } = self;
        let (relation, (value, bound)) = (facts.marker_at(*span), self.value());
        let (names, types) = facts.arguments();
        let method = Method {
            model: facts.model,
            name: &Name { text: name.clone(), span: *span },
            span: *span,
            doc: doc.clone(),
            parameters: quote_spanned!(*span=> #(#names: #types,)*),
            found: value,
            implementor: quote_spanned!(*span=> #relation),
            bound: quote_spanned!(*span=> FollowAggregate<Self, (#(#types,)*), #marker, __DB>),
            function: "aggregate",
            values: quote_spanned!(*span=> , (#(#names,)*)),
            bounds: quote_spanned!(*span=> #marker: #bound,),
        };
        let (of, value) =
            (quote_spanned!(*span=> #marker, (#(#types,)*)), quote_spanned!(*span=> (#(#names,)*)));
        let preload = preload::expand(&method, "PreloadAggregate", &of, &value);
        let (check, method) = (self.expand_check(), method.expand(&preload));
        quote!(#check #method)
    }

    /// Returns the type of the method's value, and the bound that it needs.
    fn value(&self) -> (TokenStream, TokenStream) {
        let Self { span, marker, value, .. } = self;
        match value {
            Some(value) => {
                (value.clone(), quote_spanned!(*span=> __batchload::Aggregate<__DB, Value = #value>))
            }
            None => (
                quote_spanned!(*span=> <#marker as __batchload::Aggregate<__DB>>::Value),
                quote_spanned!(*span=> __batchload::Aggregate<__DB>),
            ),
        }
    }

    /// Prints a check of the field, so that the compiler refuses a missing or unsuitable one here, and not in each
    /// call.
    fn expand_check(&self) -> Option<TokenStream> {
        let field = self.aggregate.field.as_ref()?;
        let (span, model) = (self.span, path::respanned(&self.facts.relation.model, self.span));
        let name = path::name(std::slice::from_ref(field));
        let check = match self.aggregate.kind {
            AggregateKind::Sum | AggregateKind::Avg => Ident::new("summable", span),
            _ => Ident::new("ordered", span),
        };
        Some(quote_spanned! {span=>
            const _: () = __batchload::#check::<#model, #name>();
        })
    }
}

fn doc(kind: AggregateKind, rows: &str, field: &str) -> String {
    match kind {
        AggregateKind::Count => format!(" Counts the {rows}."),
        AggregateKind::Exists => format!(" Returns whether there are any {rows}."),
        AggregateKind::Sum => format!(
            " Sums the `{field}` of the {rows}: an `i64` for integers, an `f64` for floats, else the field's type; 0 if there is no value."
        ),
        AggregateKind::Avg => format!(" Averages the `{field}` of the {rows}; `None` if there is no value."),
        AggregateKind::Min => {
            format!(
                " Finds the smallest `{field}` of the {rows}, of the field's type; `None` if there is no value."
            )
        }
        AggregateKind::Max => {
            format!(
                " Finds the largest `{field}` of the {rows}, of the field's type; `None` if there is no value."
            )
        }
    }
}
