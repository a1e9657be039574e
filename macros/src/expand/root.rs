//! The facts of a struct without fields: a model without a table, from which relations can lead.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Model;
use crate::names;

/// ```text
/// pub struct QueryById;
/// impl Lookup for QueryById {
///     type Model = Query;
///     type Key = NoKey;
///     …
/// }
/// ```
pub(super) fn expand_lookup(model: &Model) -> TokenStream {
    let Model { vis, ident, type_prefix, .. } = model;
    let by_id = names::lookup(type_prefix, "id");
    let name = format!("{}::by_id", names::plain(ident));
    quote! {
        #[doc(hidden)]
        #vis struct #by_id;
        #[automatically_derived]
        impl __batchload::Lookup for #by_id {
            type Model = #ident;
            type Key = __batchload::NoKey;
            type Parts = (i64,);
            type Found = __batchload::One<#ident>;
            type Arguments = ();
            const NAME: &'static str = #name;
            const COLUMNS: &'static [&'static str] = <__batchload::Every<#ident> as __batchload::Lookup>::COLUMNS;
            const UNIQUE: bool = true;
            fn key(_: &#ident) -> ::core::option::Option<__batchload::NoKey> {
                ::core::option::Option::Some(__batchload::NoKey)
            }
        }
    }
}
