//! The facts of single columns, by the names of their fields.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::model::{Column, Model};
use crate::names;

/// ```text
/// impl<__T> ColumnOf<Article> for FieldName<HASH> where i64: Is<It = __T> {
///     type Type = __T;
///     const NAME: &'static str = "reporter_id";
///     fn of(row: &Article) -> &__T { Is::it(&row.reporter_id) }
/// }
/// ```
pub(super) fn expand_columns(model: &Model) -> TokenStream {
    model.columns.iter().map(|column| expand_column(model, column)).collect()
}

fn expand_column(model: &Model, column: &Column) -> TokenStream {
    let model = &model.ident;
    let Column { ident, ty, name, .. } = column;
    let hash = Literal::u64_unsuffixed(names::hash(std::slice::from_ref(ident)));
    // A private field can be of a private type, which a fact about a public model must not name outright.
    quote! {
        #[automatically_derived]
        impl<__T> __batchload::ColumnOf<#model> for __batchload::FieldName<#hash>
        where
            #ty: __batchload::Is<It = __T>,
        {
            type Type = __T;
            const NAME: &'static str = #name;
            fn of(row: &#model) -> &__T {
                __batchload::Is::it(&row.#ident)
            }
        }
    }
}
