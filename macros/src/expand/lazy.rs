//! The facts of columns that are only read on request, and the methods that read them.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::path::respanned;
use crate::model::{Column, Model};
use crate::{names, types};

pub(super) fn expand_lazy(model: &Model) -> TokenStream {
    model.lazy.iter().filter_map(|column| expand_column(model, column)).collect()
}

/// ```text
/// impl<__T> LazyOf<Article> for FieldName<HASH>
/// where
///     Lazy<String>: Is<It = Lazy<__T>>,
///     __T: Send + Sync + 'static,
/// {
///     type Value = __T;
///     const NAME: &'static str = "Article::body";
///     const COLUMN: Column = Column { field: "body", name: "body" };
///     fn of(row: &Article) -> &Lazy<__T> { Is::it(&row.body) }
/// }
/// impl Article {
///     pub fn load_body<__DB>(
///         &self,
///         loaders: &Loaders<__DB>,
///     ) -> impl Future<Output = Result<One<String>, Error>> + Send + use<__DB>
///     where
///         __DB: Dialect,
///         ArticleById: LoadFrom<__DB>,
///         String: Value<__DB>,
///     {
///         column::<FieldName<HASH>, Article, __DB>(loaders, self)
///     }
/// }
/// ```
fn expand_column(model: &Model, column: &Column) -> Option<TokenStream> {
    let Column { ident: field, ty, name, .. } = column;
    let value = types::of_lazy(ty)?;
    let (span, ident, by_id) = (ty.span(), &model.ident, names::lookup(&model.type_prefix, "id"));
    let (vis, text) = (respanned(&model.vis, span), names::plain(field));
    let hash = names::hash([field]);
    let method = names::load(&text, field.span());
    let full_name = format!("{}::{text}", names::plain(ident));
    let doc = format!(" Loads `{text}`, unless the query that found the row selected it.");
    let [this, loaders, row] = ["self", "loaders", "__row"].map(names::local);
    Some(quote_spanned! {span=>
        #[automatically_derived]
        #[doc(hidden)]
        impl<__T> __batchload::LazyOf<#ident> for __batchload::FieldName<#hash>
        where
            #ty: __batchload::Is<It = __batchload::Lazy<__T>>,
            __T: ::core::marker::Send + ::core::marker::Sync + 'static,
        {
            type Value = __T;
            const NAME: &'static str = #full_name;
            const COLUMN: __batchload::Column = __batchload::Column { field: #text, name: #name };
            fn of(#row: &#ident) -> &__batchload::Lazy<__T> {
                __batchload::Is::it(&#row.#field)
            }
        }
        impl #ident {
            #[doc = #doc]
            #vis fn #method<__DB>(
                &#this,
                #loaders: &__batchload::Loaders<__DB>,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<__batchload::One<#value>, __batchload::Error>,
            >
            + ::core::marker::Send
            + use<__DB>
            where
                __DB: __batchload::Dialect,
                #by_id: __batchload::LoadFrom<__DB>,
                #value: __batchload::Value<__DB>,
            {
                __batchload::column::<__batchload::FieldName<#hash>, #ident, __DB>(#loaders, #this)
            }
        }
    })
}
