//! The facts of an enum of models: their kinds, and how a row of each is loaded.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::way;
use crate::model::{Models, Variant};

/// ```text
/// impl Polymorphic for Subject {
///     type Key = KeyOf<ById<Article>>;
///     const KINDS: &'static [&'static str] = &["article", "picture"];
/// }
/// impl Variant<Article> for Subject {
///     const KIND: &'static str = "article";
/// }
/// const _: () = is_variant::<Article, Subject>();
/// …
/// impl<__DB> LoadPolymorphic<__DB> for Subject
/// where
///     __DB: Dialect,
///     One<Article>: LoadVariant<KeyOf<ById<Article>>, __DB>,
///     One<Photo>: LoadVariant<KeyOf<ById<Article>>, __DB>,
/// {
///     fn load(
///         loaders: &Loaders<__DB>,
///         kind: &'static str,
///         key: KeyOf<ById<Article>>,
///     ) -> impl Future<Output = Result<Option<Self>, Error>> + Send + use<__DB> {
///         let loaders = loaders.clone();
///         async move {
///             match kind {
///                 "article" => {
///                     let load = <One<Article> as LoadVariant<_, __DB>>::load_variant(&loaders, &key);
///                     Ok(Option::map(load.await?, Self::Article))
///                 }
///                 …
///                 _ => Ok(None),
///             }
///         }
///     }
/// }
/// ```
pub(crate) fn expand(models: &Models, krate: &Path) -> TokenStream {
    let Models { ident, variants } = models;
    let Some(first) = variants.first() else { return expand_fallback(models, krate) };
    let key = way::by_id(&first.model);
    let key = quote!(__batchload::KeyOf<#key>);
    // Spanned at the model, so that one less visible than the enum is reported there.
    let key_type = quote_spanned!(first.model.span()=> type Key = #key;);
    let kinds = variants.iter().map(|variant| &variant.kind);
    let of_models = variants.iter().map(|variant| {
        let (model, kind) = (&variant.model, &variant.kind);
        let to = way::located(ident, model.span());
        quote_spanned! {model.span()=>
            #[automatically_derived]
            impl __batchload::Variant<#model> for #ident {
                const KIND: &'static str = #kind;
            }
            const _: () = __batchload::is_variant::<#model, #to>();
        }
    });
    let rows: Vec<_> =
        variants.iter().map(|Variant { model, .. }| quote!(__batchload::One<#model>)).collect();
    let loads = variants.iter().zip(&rows).map(|(Variant { ident, kind, .. }, row)| {
        quote! {
            #kind => {
                let load = <#row as __batchload::LoadVariant<_, __DB>>::load_variant(&loaders, &key);
                ::core::result::Result::Ok(::core::option::Option::map(load.await?, Self::#ident))
            }
        }
    });
    let facts = quote! {
        #[automatically_derived]
        impl __batchload::Polymorphic for #ident {
            #key_type
            const KINDS: &'static [&'static str] = &[#(#kinds),*];
        }
        #(#of_models)*
        #[automatically_derived]
        impl<__DB> __batchload::LoadPolymorphic<__DB> for #ident
        where
            __DB: __batchload::Dialect,
            #(#rows: __batchload::LoadVariant<#key, __DB>,)*
        {
            fn load(
                loaders: &__batchload::Loaders<__DB>,
                kind: &'static str,
                key: #key,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<::core::option::Option<Self>, __batchload::Error>,
            > + ::core::marker::Send
            + use<__DB> {
                let loaders = ::core::clone::Clone::clone(loaders);
                async move {
                    match kind {
                        #(#loads)*
                        _ => ::core::result::Result::Ok(::core::option::Option::None),
                    }
                }
            }
        }
    };
    super::in_const(krate, &facts)
}

/// An enum without models, which is a mistake that has its message.
fn expand_fallback(Models { ident, .. }: &Models, krate: &Path) -> TokenStream {
    let facts = quote! {
        impl __batchload::Polymorphic for #ident {
            type Key = i64;
            const KINDS: &'static [&'static str] = &[];
        }
        impl<__DB: __batchload::Dialect> __batchload::LoadPolymorphic<__DB> for #ident {
            fn load(
                _: &__batchload::Loaders<__DB>,
                _: &'static str,
                _: i64,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<::core::option::Option<Self>, __batchload::Error>,
            > + ::core::marker::Send
            + use<__DB> {
                ::core::future::ready(::core::result::Result::Ok(::core::option::Option::None))
            }
        }
    };
    super::in_const(krate, &facts)
}
