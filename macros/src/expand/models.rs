//! The facts of an enum of models: their kinds, and how a row of each is loaded.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

use super::path;
use crate::model::{Models, Variant};

/// ```text
/// impl Polymorphic for Subject {
///     type Key = KeyOf<ById<Article>>;
///     const KINDS: &'static [&'static str] = &["article", "picture"];
/// }
/// impl Variant<Article> for Subject {
///     const KIND: &'static str = "article";
/// }
/// const _: () = assert_variant_key::<Article, Subject>();
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
    let Models { ident, key, variants } = models;
    let Some(first) = variants.first() else { return expand_fallback(models, krate) };
    let key = key.as_ref().map_or_else(|| key_of(&first.model), ToTokens::to_token_stream);
    // Spanned at the type that it comes from, so that the compiler reports a type less visible than the enum there.
    let key_type = quote_spanned!(models.key.as_ref().unwrap_or(&first.model).span()=> type Key = #key;);
    let kinds = variants.iter().map(|variant| &variant.kind);
    let of_models = variants.iter().map(|variant| {
        let (model, kind) = (&variant.model, &variant.kind);
        let to = path::respanned(ident, model.span());
        quote_spanned! {model.span()=>
            #[automatically_derived]
            impl __batchload::Variant<#model> for #ident {
                const KIND: &'static str = #kind;
            }
            const _: () = __batchload::assert_variant_key::<#model, #to>();
        }
    });
    let rows: Vec<_> =
        variants.iter().map(|Variant { model, .. }| quote!(__batchload::One<#model>)).collect();
    let loads = variants.iter().zip(&rows).map(|(Variant { ident, kind, .. }, row)| {
        quote! {
            #kind => {
                let __load = <#row as __batchload::LoadVariant<_, __DB>>::load_variant(&__loaders, &__key);
                ::core::result::Result::Ok(::core::option::Option::map(__load.await?, Self::#ident))
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
                __loaders: &__batchload::Loaders<__DB>,
                __kind: &'static str,
                __key: #key,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<::core::option::Option<Self>, __batchload::Error>,
            > + ::core::marker::Send
            + use<__DB> {
                let __loaders = ::core::clone::Clone::clone(__loaders);
                async move {
                    match __kind {
                        #(#loads)*
                        _ => ::core::result::Result::Ok(::core::option::Option::None),
                    }
                }
            }
        }
    };
    super::in_const(krate, &facts)
}

fn key_of(model: &Type) -> TokenStream {
    let by_id = path::by_id(model);
    quote!(__batchload::KeyOf<#by_id>)
}

/// Prints an enum without models. The mistake has its own message.
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
