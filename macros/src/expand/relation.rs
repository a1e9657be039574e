//! The facts of a relation: its columns and its lookup.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::{aggregate, join_table, load, page, path, refined};
use crate::model::{Column, JoinTable, Model, Path, Relation, Shape};
use crate::names;

/// A relation with everything that its facts are made of.
pub(super) struct Facts<'a> {
    pub(super) model: &'a Model,
    pub(super) relation: &'a Relation,
    /// The type that stands for the relation.
    pub(super) marker: Ident,
    /// The span to blame. All facts have it, so that the compiler reports a mistake once, however many facts it breaks.
    pub(super) span: Span,
    /// The lookup of the other model, through whatever tables or relations are between.
    pub(super) partner: TokenStream,
    /// Whether the relation changes that lookup's order, shape or condition.
    pub(super) is_refined: bool,
}

/// A lookup in a form that an associated type can name, and what the impl needs for that.
pub(super) struct Named {
    pub(super) lookup: TokenStream,
    pub(super) generics: TokenStream,
    pub(super) bounds: TokenStream,
}

/// What the impl of a relation says about its key.
struct KeyFacts {
    /// A lookup by this key, on the path to the rows.
    keyed: TokenStream,
    /// The columns that hold the key.
    source: TokenStream,
    /// The key of a row.
    key: TokenStream,
}

pub(super) fn expand_relation(model: &Model, relation: &Relation) -> TokenStream {
    let facts = Facts::of(model, relation);
    [
        expand_marker(model, &facts.marker, &facts.name()),
        join_table::expand(&facts),
        refined::expand(&facts),
        facts.expand_relation(),
        facts.expand_by_name(),
        load::expand(&facts),
        aggregate::expand(&facts),
        page::expand(&facts),
    ]
    .into_iter()
    .collect()
}

/// Prints the type that stands for a relation. It is spanned at the derive, where lints about missing impls skip it.
pub(super) fn expand_marker(Model { vis, .. }: &Model, marker: &Ident, name: &str) -> TokenStream {
    let doc = format!(" The relation `{name}`.");
    quote! {
        #[doc = #doc]
        #vis struct #marker;
    }
}

impl<'a> Facts<'a> {
    fn of(model: &'a Model, relation: &'a Relation) -> Self {
        let marker = names::relation(&model.type_prefix, &relation.name.text);
        let (span, by) = (relation.span, &relation.model);
        let partner = match &relation.path {
            Path::PrimaryKey => path::by_id(by),
            Path::Fields(fields) => path::by(by, fields),
            Path::Every => path::every(by),
            Path::Chain(names) => path::chain(&model.ident, names),
            Path::JoinTable(_) => {
                let marker = path::respanned(&marker, span);
                quote_spanned!(span=> __batchload::AcrossJoin<#marker>)
            }
            Path::Polymorphic(relation) => path::by_kind(by, relation),
        };
        let is_plain = !matches!(relation.path, Path::JoinTable(_) | Path::Chain(_))
            && relation.shape != Shape::First
            && relation.order_by.is_empty()
            && relation.window.is_none()
            && relation.filter.pieces.is_empty();
        Self { model, relation, marker, span, partner, is_refined: !is_plain }
    }

    /// Returns the lookup for which the loader is asked.
    pub(super) fn lookup(&self) -> TokenStream {
        if self.is_refined {
            let marker = self.spanned_marker();
            quote_spanned!(self.span=> __batchload::Related<#marker>)
        } else {
            self.partner.clone()
        }
    }

    /// Returns the type that stands for the relation, spanned where the compiler shows the relation's mistakes.
    pub(super) fn spanned_marker(&self) -> Ident {
        self.marker_at(self.span)
    }

    /// Returns the same type, spanned where other mistakes are shown.
    pub(super) fn marker_at(&self, span: Span) -> Ident {
        let mut marker = self.marker.clone();
        marker.set_span(marker.span().located_at(span));
        marker
    }

    /// Returns whether rows come with the rows that link them.
    pub(super) fn is_linked(&self) -> bool {
        matches!(self.relation.path, Path::JoinTable(JoinTable::Model { .. }))
    }

    /// Returns the names and the types of the relation's arguments.
    pub(super) fn arguments(&self) -> (Vec<&Ident>, Vec<&Type>) {
        self.relation.filter.arguments.iter().map(|argument| (&argument.name, &argument.ty)).unzip()
    }

    /// Returns the full name of the relation: `Article::reporter`.
    pub(super) fn name(&self) -> String {
        format!("{}::{}", names::plain(&self.model.ident), self.relation.name.text)
    }

    /// ```text
    /// impl<__L> Relation for ArticleLoadReporter
    /// where
    ///     ById<Reporter>: Is<It = __L>,
    ///     __L: Lookup<Key = KeyOf<ById<Reporter>>>,
    /// {
    ///     type From = Article;
    ///     type Lookup = __L;
    ///     const NAME: &'static str = "Article::reporter";
    ///     const SOURCE: &'static [&'static str] = &["reporter_id"];
    ///     fn key(row: &Article) -> Option<KeyOf<__L>> {
    ///         Some(key::<ById<Reporter>, _>(&row.reporter_id))
    ///     }
    /// }
    /// … // For a chain: const _: () = leads_to::<…>();
    /// ```
    fn expand_relation(&self) -> TokenStream {
        let (span, model, name, lookup) = (self.span, &self.model.ident, self.name(), self.lookup());
        let (marker, row) = (self.spanned_marker(), names::local("__row"));
        let KeyFacts { keyed, source, key } = self.key_facts();
        let check = self.expand_chain_check();
        let Named { lookup, generics, bounds } =
            self.named(&lookup, &quote_spanned!(span=> Key = __batchload::KeyOf<#keyed>));
        quote_spanned! {span=>
            #[automatically_derived]
            impl #generics __batchload::Relation for #marker
            #bounds
            {
                type From = #model;
                type Lookup = #lookup;
                const NAME: &'static str = #name;
                const SOURCE: &'static [&'static str] = #source;
                fn key(#row: &#model) -> ::core::option::Option<__batchload::KeyOf<#lookup>> {
                    #key
                }
            }
            #check
        }
    }

    /// Prints a check of a chain. The compiler evaluates it even if nobody follows the chain.
    fn expand_chain_check(&self) -> Option<TokenStream> {
        let Path::Chain(_) = self.relation.path else { return None };
        let (chain, model) = (path::respanned(&self.partner, self.span), &self.relation.model);
        Some(quote_spanned!(self.span=> const _: () = __batchload::leads_to::<#chain, #model>();))
    }

    /// Returns a lookup with an associated type (`has`) as a type parameter, because an associated type of the impl
    /// cannot name a model that is less visible than this one. The bounds also make the compiler report a mistake in
    /// the lookup only once, because the impl does not apply then.
    ///
    /// For a chain of three relations, rustc 1.95 evaluates these bounds differently from one build to the next, and
    /// ends incremental builds with an internal error ("unstable fingerprints for `evaluate_obligation`"). Such a
    /// chain names no other model, so it needs no parameter.
    pub(super) fn named(&self, lookup: &TokenStream, has: &TokenStream) -> Named {
        let span = self.span;
        if matches!(&self.relation.path, Path::Chain(names) if names.len() > 2) {
            let (generics, bounds) = (TokenStream::new(), TokenStream::new());
            return Named { lookup: lookup.clone(), generics, bounds };
        }
        let bounds = quote_spanned! {span=>
            where
                #lookup: __batchload::Is<It = __L>,
                __L: __batchload::Lookup<#has>,
        };
        let (lookup, generics) = (quote_spanned!(span=> __L), quote_spanned!(span=> <__L>));
        Named { lookup, generics, bounds }
    }

    fn key_facts(&self) -> KeyFacts {
        match &self.relation.path {
            Path::Chain(names) => self.chain_facts(names),
            _ => self.own_facts(),
        }
    }

    /// Returns the key facts of a chain, which are those of its first relation.
    fn chain_facts(&self, names: &[Ident]) -> KeyFacts {
        let (span, row) = (self.span, names::local("__row"));
        let first = path::first(&self.model.ident, names);
        KeyFacts {
            keyed: quote_spanned!(span=> <#first as __batchload::Relation>::Lookup),
            source: quote_spanned!(span=> <#first as __batchload::Relation>::SOURCE),
            key: quote_spanned!(span=> <#first as __batchload::Relation>::key(#row)),
        }
    }

    fn own_facts(&self) -> KeyFacts {
        let (span, model) = (self.span, &self.model.ident);
        let keyed = match &self.relation.path {
            Path::JoinTable(_) => quote_spanned!(span=> __batchload::ById<#model>),
            _ => self.partner.clone(),
        };
        let columns = self.relation.source.iter().map(|column| &column.name);
        let source = quote_spanned!(span=> &[#(#columns),*]);
        KeyFacts { key: self.own_key(&keyed), keyed, source }
    }

    fn own_key(&self, keyed: &TokenStream) -> TokenStream {
        if let Path::Every = self.relation.path {
            let (span, row) = (self.span, names::local("__row"));
            return quote_spanned!(span=> let _ = #row; ::core::option::Option::Some(__batchload::NoKey));
        }
        let (span, columns) = (self.span, &self.relation.source[..]);
        let blamed = match (self.relation.shape, columns) {
            (Shape::Required | Shape::Optional, [column]) => column.key().span(),
            _ => span,
        };
        // Spanned where the compiler reports a key of the wrong type.
        let inferred = quote_spanned!(blamed=> _);
        let key = value(columns, span);
        if let Path::Polymorphic(relation) = &self.relation.path {
            let (back, model) = (path::to_any(&self.relation.model, relation), &self.model.ident);
            return quote_spanned!(span=> __batchload::key_with_kind::<#back, #model, #inferred>(#key));
        }
        let function = match (&self.relation.path, self.relation.shape) {
            (Path::Fields(_), Shape::Required | Shape::Optional) => "key_to_one",
            (Path::Fields(_), Shape::Many) if !self.is_refined => "key_to_many",
            _ => "key",
        };
        let function = Ident::new(function, span);
        quote_spanned!(span=> ::core::option::Option::Some(__batchload::#function::<#keyed, #inferred>(#key)))
    }

    fn expand_by_name(&self) -> TokenStream {
        let (by_id, marker) = (names::lookup(&self.model.type_prefix, "id"), &self.marker);
        let hash = names::hash_of(&self.relation.name.text);
        quote! {
            #[automatically_derived]
            impl __batchload::RelationAt<#hash> for #by_id {
                type Relation = #marker;
            }
        }
    }
}

/// Returns the expression for a row's values in these columns, as a key.
fn value(columns: &[Column], span: Span) -> TokenStream {
    let [column] = columns else {
        let parts = columns.iter().map(|column| part(column, span));
        return quote_spanned!(span=> &(#(#parts),*));
    };
    let (field, row) = (&column.ident, names::local("__row"));
    let field = quote_spanned!(span=> &#row.#field);
    if column.nullable() { quote_spanned!(span=> ::core::option::Option::as_ref(#field)?) } else { field }
}

/// Returns the expression for a part of a key of several columns. If the part is null, there is no key.
fn part(column: &Column, span: Span) -> TokenStream {
    let (field, row) = (&column.ident, names::local("__row"));
    let part = quote_spanned!(span=> ::core::clone::Clone::clone(&#row.#field));
    if column.nullable() { quote_spanned!(span=> #part?) } else { part }
}
