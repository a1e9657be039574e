//! What the derive prints next to a mistake, so that the rest of the program still type-checks.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{DeriveInput, Path, Visibility};

use crate::names;

/// Prints a model without columns, for an input that is not a struct with named fields.
pub(crate) fn expand(input: &DeriveInput, krate: &Path) -> TokenStream {
    // Parameters would need bounds that only a real model has.
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let ident = &input.ident;
    let name = names::plain(ident);
    let by_id = names::lookup(&name, "id");
    let primary = expand_primary(&input.vis, ident, &by_id);
    let facts = quote! {
        impl __batchload::Model for #ident {
            const NAME: &'static str = #name;
            const TABLE: &'static [&'static str] = &[];
            const COLUMNS: &'static [__batchload::Column] = &[];
            const ORDER: &'static [__batchload::Order] = &[];
            type ById = #by_id;
        }
        impl<__DB: __batchload::Dialect> __batchload::FromColumns<__DB> for #ident {
            fn from_columns(
                _: __batchload::Row<'_, __DB>,
                _: usize,
            ) -> ::core::result::Result<Self, __batchload::Error> {
                ::core::unreachable!()
            }
        }
        impl<__DB: __batchload::Dialect> __batchload::Check<__DB> for #ident {
            const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[];
        }
        impl<const HASH: u64> __batchload::FieldAt<HASH> for #by_id {
            type Lookup = #by_id;
        }
        impl<const HASH: u64> __batchload::ColumnAt<HASH> for #by_id {
            type Type = i64;
            type Value = i64;
            const NAME: &'static str = "";
            fn of(_: &#ident) -> &i64 {
                ::core::unreachable!()
            }
        }
        #primary
    };
    super::in_const(krate, &facts)
}

/// Prints a lookup by the key that most tables have, for a struct that names none.
pub(super) fn expand_primary(vis: &Visibility, model: &Ident, by_id: &Ident) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #vis struct #by_id;
        impl __batchload::Lookup for #by_id {
            type Model = #model;
            type Key = i64;
            type Parts = (i64,);
            type Found = __batchload::One<#model>;
            type Arguments = ();
            const NAME: &'static str = "";
            const COLUMNS: &'static [&'static str] = &[];
            const UNIQUE: bool = true;
            fn key(_: &#model) -> ::core::option::Option<i64> {
                ::core::unreachable!()
            }
        }
        impl #model {
            #[doc(hidden)]
            #vis fn by_id<__DB: __batchload::Dialect>(
                _: &__batchload::Loaders<__DB>,
            ) -> __batchload::Loader<i64, ::core::option::Option<__batchload::One<#model>>>
            where
                #by_id: __batchload::LoadFrom<__DB>,
            {
                ::core::unreachable!()
            }
        }
    }
}
