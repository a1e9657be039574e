//! The facts of a lookup, and the function on the model that returns its loader.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::load::listed;
use crate::model::{Column, Lookup, Model};
use crate::names;

/// The parts of a lookup's expansion, whichever attribute asked for the lookup.
struct Facts<'a> {
    model: &'a Model,
    columns: &'a [Column],
    method: Ident,
    marker: Ident,
    unique: bool,
}

/// ```text
/// pub struct ArticleByReporterId;
/// impl Lookup for ArticleByReporterId { … }
/// impl FieldAt<HASH> for ArticleById { type Lookup = ArticleByReporterId; }
/// …
/// impl Article {
///     pub fn by_reporter_id<__DB>(loaders: &Loaders<__DB>) -> Loader<i64, Many<Article>> { … }
///     …
/// }
/// ```
pub(super) fn expand_lookups(model: &Model) -> TokenStream {
    let primary = Facts::of_primary_key(model);
    let missing = primary.is_none().then(|| {
        super::fallback::expand_primary(&model.vis, &model.ident, &names::lookup(&model.type_prefix, "id"))
    });
    let lookups: Vec<_> =
        primary.into_iter().chain(model.lookups.iter().map(|lookup| Facts::of(model, lookup))).collect();
    let (facts, methods) = (lookups.iter().map(Facts::expand), lookups.iter().map(Facts::expand_method));
    let ident = &model.ident;
    quote! {
        #missing
        #(#facts)*
        impl #ident {
            #(#methods)*
        }
    }
}

impl<'a> Facts<'a> {
    fn of_primary_key(model: &'a Model) -> Option<Self> {
        let columns = &model.primary_key[..];
        let method = names::by("id", columns.first()?.ident.span());
        Some(Self { model, columns, method, marker: names::lookup(&model.type_prefix, "id"), unique: true })
    }

    fn of(model: &'a Model, lookup: &'a Lookup) -> Self {
        let name = lookup.name();
        Self {
            model,
            columns: &lookup.columns,
            method: names::by(&name, lookup.columns[0].ident.span()),
            marker: names::lookup(&model.type_prefix, &name),
            unique: lookup.unique,
        }
    }

    fn expand(&self) -> TokenStream {
        let (vis, marker) = (&self.model.vis, &self.marker);
        let doc = format!(" The lookup of `{}` by {}.", names::plain(&self.model.ident), self.fields());
        let facts = [self.expand_facts(), self.expand_by_fields()];
        quote! {
            #[doc = #doc]
            #vis struct #marker;
            #(#facts)*
        }
    }

    fn expand_facts(&self) -> TokenStream {
        let (model, marker, unique) = (&self.model.ident, &self.marker, self.unique);
        let name = format!("{}::{}", names::plain(model), self.method);
        let columns = self.columns.iter().map(|column| &column.name);
        let key_type = self.key_type();
        let found = if unique { quote!(One) } else { quote!(Many) };
        let key = match self.columns {
            [column] => key(column),
            _ => tuple(self.columns),
        };
        let parts_type = self.columns.iter().map(Column::key);
        // Spanned at the field's type, so that the compiler reports a type less visible than the model there.
        let span = self.columns[0].key().span();
        let key_types = quote_spanned! {span=>
            type Key = #key_type;
            type Parts = (#(#parts_type,)*);
        };
        quote! {
            #[automatically_derived]
            impl __batchload::Lookup for #marker {
                type Model = #model;
                #key_types
                type Found = __batchload::#found<#model>;
                type Arguments = ();
                const NAME: &'static str = #name;
                const COLUMNS: &'static [&'static str] = &[#(#columns),*];
                const UNIQUE: bool = #unique;
                fn key(__row: &#model) -> ::core::option::Option<#key_type> {
                    #key
                }
            }
        }
    }

    fn expand_by_fields(&self) -> TokenStream {
        let (by_id, marker) = (names::lookup(&self.model.type_prefix, "id"), &self.marker);
        let hash = names::hash(self.columns.iter().map(|column| &column.ident));
        quote! {
            #[automatically_derived]
            impl __batchload::FieldAt<#hash> for #by_id {
                type Lookup = #marker;
            }
        }
    }

    fn expand_method(&self) -> TokenStream {
        let Model { vis, ident, .. } = self.model;
        let (marker, method, key) = (&self.marker, &self.method, self.key_type());
        let rows = if self.unique { "row" } else { "rows" };
        let answer = if self.unique {
            quote!(::core::option::Option<__batchload::One<#ident>>)
        } else {
            quote!(__batchload::Many<#ident>)
        };
        let (name, fields) = (names::plain(ident), self.fields());
        let doc = format!(" The loader of the `{name}` {rows} with a given {fields}.");
        quote! {
            #[doc = #doc]
            #vis fn #method<__DB>(
                loaders: &__batchload::Loaders<__DB>,
            ) -> __batchload::Loader<#key, #answer>
            where
                __DB: __batchload::Dialect,
                #marker: __batchload::LoadFrom<__DB>,
            {
                loaders.lookup::<#marker>()
            }
        }
    }

    /// Returns `i64`, or `(i64, i64)`.
    fn key_type(&self) -> TokenStream {
        let types = self.columns.iter().map(Column::key);
        if self.columns.len() == 1 { quote!(#(#types)*) } else { quote!((#(#types),*)) }
    }

    /// Returns `` `id` ``, or `` `(article_id, tag_id)` ``.
    fn fields(&self) -> String {
        listed(&self.columns.iter().map(Column::field).collect::<Vec<_>>())
    }
}

fn key(column: &Column) -> TokenStream {
    let field = &column.ident;
    if column.nullable() {
        quote!(::core::clone::Clone::clone(&__row.#field))
    } else {
        quote!(::core::option::Option::Some(::core::clone::Clone::clone(&__row.#field)))
    }
}

fn tuple(columns: &[Column]) -> TokenStream {
    let parts = columns.iter().map(|column| {
        let field = &column.ident;
        let null = column.nullable().then(|| quote!(?));
        quote!(::core::clone::Clone::clone(&__row.#field) #null)
    });
    quote!(::core::option::Option::Some((#(#parts),*)))
}
