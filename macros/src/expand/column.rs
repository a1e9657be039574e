//! The facts of single columns, by the names of their fields.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Column, Model, Read};
use crate::names;

/// ```text
/// impl<__T, __V> ColumnAt<HASH> for ArticleById
/// where
///     Option<i64>: Is<It = __T>,
///     i64: Is<It = __V>,
/// {
///     type Type = __T;
///     type Value = __V;
///     const NAME: &'static str = "editor_id";
///     fn of(row: &Article) -> &__T { Is::it(&row.editor_id) }
/// }
/// ```
pub(super) fn expand_columns(model: &Model) -> TokenStream {
    model.columns.iter().map(|column| expand_column(model, column)).collect()
}

fn expand_column(model: &Model, column: &Column) -> TokenStream {
    let (by_id, model) = (names::lookup(&model.type_prefix, "id"), &model.ident);
    let Column { ident, ty, name, read, .. } = column;
    let converted = (!matches!(read, Read::Plain)).then(|| {
        quote!(
            const IS_CONVERTED: bool = true;
        )
    });
    let hash = names::hash([ident]);
    // The type of a private field can be private, and a fact about a public model must not name such a type directly.
    let (parameter, bound, value) = if column.nullable() {
        let value = column.key();
        (quote!(, __V), quote!(#value: __batchload::Is<It = __V>,), quote!(__V))
    } else {
        (TokenStream::new(), TokenStream::new(), quote!(__T))
    };
    quote! {
        #[automatically_derived]
        impl<__T #parameter> __batchload::ColumnAt<#hash> for #by_id
        where
            #ty: __batchload::Is<It = __T>,
            #bound
        {
            type Type = __T;
            type Value = #value;
            const NAME: &'static str = #name;
            #converted
            fn of(__row: &#model) -> &__T {
                __batchload::Is::it(&__row.#ident)
            }
        }
    }
}
