//! Relations: from a row to the lookup that finds its parent or its children.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use crate::attr::OrderBy;
use crate::model::{BelongsTo, Has, Model};
use crate::names;

/// Types named like the fields that relations go by, so that the compiler can print them.
pub(super) fn expand_fields(model: &Model) -> TokenStream {
    let mut fields: Vec<&Ident> = Vec::new();
    let references = model.belongs_to.iter().filter_map(|relation| relation.references.as_ref());
    for field in references.chain(model.has.iter().map(|relation| &relation.foreign_key)) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let vis = &model.vis;
    quote! {#(
        #[doc = "A field that a relation goes by."]
        #vis enum #fields {}
    )*}
}

/// ```ignore
/// impl Article {
///     pub fn load_reporter<DB>(&self, loaders: &Loaders<DB>) -> impl Future<…> + Send + use<DB>
///     where DB: Dialect, <Reporter as Model>::ById: LoadFrom<DB>
///     { required::<<Reporter as Model>::ById, DB>(loaders, "Article::reporter", same_key(&self.reporter_id)) }
/// }
/// ```
pub(super) fn expand_belongs_to(model: &Model, relation: &BelongsTo) -> TokenStream {
    let BelongsTo { column, parent, name, references } = relation;
    let lookup = match references {
        None => quote_spanned!(parent.span()=> <#parent as __batchload::Model>::ById),
        Some(field) => lookup_by(parent, field),
    };
    let field = &column.ident;
    let relation = format!("{}::{}", names::plain(&model.ident), name.text);
    let found = quote!(__batchload::One<#parent>);
    let key = quote!(::core::clone::Clone::clone(&self.#field));
    let (doc, found, body) = if column.nullable() {
        (
            format!(
                "Loads the `{}` that `{field}` names; `None` where it is null, or no such row exists.",
                name.text
            ),
            quote!(::core::option::Option<#found>),
            quote!(__batchload::optional::<#lookup, DB>(loaders, ::core::option::Option::map(#key, __batchload::SameKey::same_key))),
        )
    } else {
        (
            format!("Loads the `{}` that `{field}` names.", name.text),
            found,
            quote!(__batchload::required::<#lookup, DB>(loaders, #relation, __batchload::SameKey::same_key(#key))),
        )
    };
    expand_method(model, name, &doc, &lookup, &found, &body)
}

pub(super) fn expand_has(model: &Model, relation: &Has) -> TokenStream {
    let Has { many, child, name, foreign_key, order_by } = relation;
    let [key] = &model.primary_key[..] else { return TokenStream::new() };
    let key = &key.ident;
    let partner = lookup_by(child, foreign_key);
    let direct = *many && order_by.is_empty();
    let (facts, lookup) = if direct {
        (TokenStream::new(), partner)
    } else {
        let marker = names::relation(&model.ident, &name.text);
        (expand_relation(model, relation, &marker, &partner), quote!(__batchload::Related<#marker>))
    };
    let (doc, found) = if *many {
        (
            format!("Loads the `{}` whose `{foreign_key}` names this row.", name.text),
            quote!(__batchload::Many<#child>),
        )
    } else {
        (
            format!(
                "Loads the `{}` whose `{foreign_key}` names this row; `None` where there is none.",
                name.text
            ),
            quote!(::core::option::Option<__batchload::One<#child>>),
        )
    };
    let body = quote! {
        loaders.lookup::<#lookup>().load(__batchload::SameKey::same_key(::core::clone::Clone::clone(&self.#key)))
    };
    let method = expand_method(model, name, &doc, &lookup, &found, &body);
    quote!(#facts #method)
}

fn expand_relation(model: &Model, relation: &Has, marker: &Ident, partner: &TokenStream) -> TokenStream {
    let Has { many, child, name, order_by, .. } = relation;
    let vis = &model.vis;
    let text = format!("{}::{}", names::plain(&model.ident), name.text);
    let doc = format!("The relation `{text}`.");
    let found = if *many { quote!(Many) } else { quote!(One) };
    let order = if order_by.is_empty() {
        quote!(<#child as __batchload::Model>::ORDER)
    } else {
        let order = order_by.iter().map(|order| expand_order(child, order));
        quote!(&[#(#order),*])
    };
    quote! {
        #[doc = #doc]
        #vis struct #marker;
        // A constant of its own is evaluated even where nobody loads the relation.
        const _: &[__batchload::Order] = <#marker as __batchload::Relation>::ORDER;
        #[automatically_derived]
        impl __batchload::Relation for #marker {
            type Partner = #partner;
            type Found = __batchload::#found<#child>;
            const NAME: &'static str = #text;
            const ORDER: &'static [__batchload::Order] = #order;
        }
    }
}

fn expand_order(child: &Type, order: &OrderBy) -> TokenStream {
    let OrderBy { field, descending } = order;
    let (span, text) = (field.span(), names::plain(field));
    let mistake = format!("`{}` has no column for a field `{text}`; order by a field of it", quote!(#child));
    let order = quote_spanned!(span=> __batchload::Order::by::<#child>(#text, #mistake));
    if *descending { quote_spanned!(span=> #order.descending()) } else { order }
}

fn expand_method(
    model: &Model,
    name: &crate::model::Name,
    doc: &str,
    lookup: &TokenStream,
    found: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let Model { vis, ident, .. } = model;
    let method = names::load(&name.text, name.span);
    quote! {
        #[automatically_derived]
        impl #ident {
            #[doc = #doc]
            #vis fn #method<DB>(
                &self,
                loaders: &__batchload::Loaders<DB>,
            ) -> impl ::core::future::Future<Output = ::core::result::Result<#found, __batchload::Error>>
                + ::core::marker::Send + use<DB>
            where
                DB: __batchload::Dialect,
                #lookup: __batchload::LoadFrom<DB>,
            {
                #body
            }
        }
    }
}

/// The lookup of a model by one of its fields, which the model itself has to state.
fn lookup_by(model: &Type, field: &Ident) -> TokenStream {
    let hash = Literal::u64_unsuffixed(names::hash(field));
    quote_spanned!(field.span()=> <#model as __batchload::LookupBy<#field, #hash>>::Lookup)
}
