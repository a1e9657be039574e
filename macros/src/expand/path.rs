//! How a relation finds its rows: the type of the lookup that the other model states.

use std::slice;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use crate::model::{JoinTable, Model, Path, Relation};
use crate::names;

/// Prints types with the names of the fields and relations that this model's relations name, so that compiler messages
/// can show them: by their name, or as `__field::name` if several models name the same one.
pub(super) fn expand_names(model: &Model) -> TokenStream {
    let tree_orders = model.trees.iter().flat_map(|tree| &tree.order_by).map(|order| &order.field);
    let fields =
        expand_named(&quote!(__field), model.relations.iter().flat_map(fields_of).chain(tree_orders));
    let relations = expand_named(&quote!(__relation), model.relations.iter().flat_map(relations_of));
    quote!(#fields #relations)
}

fn expand_named<'a>(module: &TokenStream, names: impl Iterator<Item = &'a Ident>) -> TokenStream {
    let mut named: Vec<&Ident> = Vec::new();
    for name in names {
        if !named.contains(&name) {
            named.push(name);
        }
    }
    if named.is_empty() {
        return TokenStream::new();
    }
    quote! {
        mod #module {
            #(pub enum #named {})*
        }
    }
}

fn fields_of(relation: &Relation) -> impl Iterator<Item = &Ident> {
    let fields: Vec<&Ident> = match &relation.path {
        Path::Fields(fields) => fields.iter().collect(),
        Path::JoinTable(JoinTable::Model { near, far, order_by, .. }) => {
            near.iter().chain(far).chain(order_by.iter().map(|order| &order.field)).collect()
        }
        _ => Vec::new(),
    };
    let order = relation.order_by.iter().map(|order| &order.field);
    let aggregates = relation.aggregates.iter().filter_map(|aggregate| aggregate.field.as_ref());
    fields.into_iter().chain(order).chain(aggregates)
}

fn relations_of(relation: &Relation) -> &[Ident] {
    match &relation.path {
        Path::Chain(names) => names,
        Path::Polymorphic(name) => slice::from_ref(name),
        _ => &[],
    }
}

/// Returns `name, HASH`, which identify fields of a model.
pub(super) fn name(fields: &[Ident]) -> TokenStream {
    let span = fields[0].span();
    let hash = names::hash(fields);
    let fields = fields.iter().map(|field| quote_spanned!(field.span()=> __field::#field));
    if fields.len() == 1 {
        quote_spanned!(span=> #(#fields)*, #hash)
    } else {
        quote_spanned!(span=> (#(#fields),*), #hash)
    }
}

/// Returns `name, HASH`, which identify a relation of a model.
fn relation_name(relation: &Ident) -> TokenStream {
    let hash = names::hash([relation]);
    quote_spanned!(relation.span()=> __relation::#relation, #hash)
}

/// Returns the lookup of a model by its primary key.
pub(super) fn by_id(model: &Type) -> TokenStream {
    quote_spanned!(model.span()=> __batchload::ById<#model>)
}

/// Returns the lookup of every row of a model.
pub(super) fn every(model: &Type) -> TokenStream {
    quote_spanned!(model.span()=> __batchload::Every<#model>)
}

/// Returns the lookup of a model by some of its fields. The model itself has to state this lookup.
pub(super) fn by(model: &Type, fields: &[Ident]) -> TokenStream {
    let name = name(fields);
    quote_spanned!(fields[0].span()=> __batchload::By<#model, #name>)
}

/// Returns a chain of relations as one relation. Each is a relation of the model to which the one before leads.
pub(super) fn chain(model: &Ident, relations: &[Ident]) -> TokenStream {
    let start = first(model, relations);
    relations[1..].iter().fold(start, |chain, relation| {
        let name = relation_name(relation);
        quote_spanned!(relation.span()=> __batchload::ChainByName<#chain, #name>)
    })
}

/// Returns the relation that a chain starts with.
pub(super) fn first(model: &Ident, relations: &[Ident]) -> TokenStream {
    let name = relation_name(&relations[0]);
    quote_spanned!(relations[0].span()=> __batchload::Via<#model, #name>)
}

/// Returns the same type with another span.
pub(super) fn respanned_type(ty: &Type, span: Span) -> Type {
    Type::Verbatim(respanned(ty, span))
}

/// Returns the lookup of rows by their polymorphic parent, through their `relation` to it.
pub(super) fn by_kind(model: &Type, relation: &Ident) -> TokenStream {
    let name = relation_name(relation);
    quote_spanned!(relation.span()=> __batchload::ByKind<#model, #name>)
}

/// Returns the relation from rows to their polymorphic parent.
pub(super) fn to_any(model: &Type, relation: &Ident) -> TokenStream {
    let name = relation_name(relation);
    quote_spanned!(relation.span()=> <#model as __batchload::HasPolymorphic<#name>>::Relation)
}

/// Returns the same tokens with another span.
pub(super) fn respanned(tokens: &impl ToTokens, span: Span) -> TokenStream {
    let relocate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.to_token_stream().into_iter().map(relocate).collect()
}
