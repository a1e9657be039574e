//! `#[derive(SortKey)]`: how a cursor holds a new type or an enum.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Fields, Token, Type, Variant};

use crate::errors::Errors;
use crate::{attr, expand, names};

const ONE_FIELD: &str =
    "a cursor holds one value; derive `SortKey` for a struct of one field, or implement it by hand";

/// ```text
/// impl SortKey for Rank {
///     const NULLABLE: bool = <i32 as SortKey>::NULLABLE;
///     fn to_datum(&self) -> Datum {
///         <i32 as SortKey>::to_datum(&self.0)
///     }
///     fn from_datum(datum: &Datum) -> Option<Self> {
///         Option::map(<i32 as SortKey>::from_datum(datum), |value| Self { 0: value })
///     }
/// }
/// ```
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let krate = expand::krate(attr::parse_crate_alone(&input.attrs, &mut errors));
    let methods = match &input.data {
        Data::Struct(data) => of_struct(&data.fields, &input.ident),
        Data::Enum(data) => of_enum(&data.variants, &input.ident),
        Data::Union(data) => Err(syn::Error::new(data.union_token.span(), ONE_FIELD)),
    };
    let Some(methods) = errors.keep(methods) else { return errors.finish() };
    let (ident, (generics, arguments, bounds)) = (&input.ident, input.generics.split_for_impl());
    let facts = quote! {
        #[automatically_derived]
        impl #generics __batchload::SortKey for #ident #arguments #bounds {
            #methods
        }
    };
    let mut output = errors.finish();
    output.extend(expand::in_const(&krate, &facts));
    output
}

fn of_struct(fields: &Fields, ident: &Ident) -> syn::Result<TokenStream> {
    let mut all = fields.members().zip(fields);
    let (Some((member, Field { ty, .. })), None) = (all.next(), all.next()) else {
        let blamed = fields.iter().nth(1).map_or_else(|| ident.span(), Spanned::span);
        return Err(syn::Error::new(blamed, ONE_FIELD));
    };
    if matches!(ty, Type::TraitObject(_) | Type::ImplTrait(_)) {
        return Err(syn::Error::new_spanned(
            ty,
            "a cursor holds a value of a known type; write a type here, not a trait",
        ));
    }
    // Spanned where the compiler reports a type that a cursor cannot hold.
    let of_field = quote_spanned!(ty.span()=> <#ty as __batchload::SortKey>);
    Ok(quote! {
        const NULLABLE: bool = #of_field::NULLABLE;
        fn to_datum(&self) -> __batchload::Datum {
            #of_field::to_datum(&self.#member)
        }
        fn from_datum(__datum: &__batchload::Datum) -> ::core::option::Option<Self> {
            ::core::option::Option::map(#of_field::from_datum(__datum), |__value| Self { #member: __value })
        }
    })
}

/// Holds variants by their names, so that a cursor survives when variants are added or reordered.
fn of_enum(variants: &Punctuated<Variant, Token![,]>, ident: &Ident) -> syn::Result<TokenStream> {
    if variants.is_empty() {
        return Err(syn::Error::new(ident.span(), "an enum without variants has no values to sort by"));
    }
    if let Some(variant) = variants.iter().find(|variant| !matches!(variant.fields, Fields::Unit)) {
        let message =
            "a cursor holds the name of a variant; remove its fields, or implement `SortKey` by hand";
        return Err(syn::Error::new(variant.fields.span(), message));
    }
    let idents: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let texts: Vec<_> = idents.iter().map(|ident| names::plain(ident)).collect();
    Ok(quote! {
        fn to_datum(&self) -> __batchload::Datum {
            __batchload::Datum::Text(::std::string::String::from(match self {
                #(Self::#idents => #texts,)*
            }))
        }
        fn from_datum(__datum: &__batchload::Datum) -> ::core::option::Option<Self> {
            let __batchload::Datum::Text(__text) = __datum else { return ::core::option::Option::None };
            match __text.as_str() {
                #(#texts => ::core::option::Option::Some(Self::#idents),)*
                _ => ::core::option::Option::None,
            }
        }
    })
}
