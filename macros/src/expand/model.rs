//! The facts of a table: its name, its columns, and how a row is read.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::filter;
use crate::attr::{Argument, Filter};
use crate::model::{Column, Model, Read, Skipped};
use crate::names;

/// ```text
/// impl Model for Reporter {
///     const NAME: &'static str = "Reporter";
///     const TABLE: &'static [&'static str] = &["reporters"];
///     const COLUMNS: &'static [Column] = &[Column { field: "id", name: "id" }];
///     const ORDER: &'static [Order] = &[Order::by("id")];
///     type ById = ReporterById;
/// }
/// ```
pub(super) fn expand_model(model: &Model) -> TokenStream {
    let Model { ident, type_prefix, table, columns, primary_key, .. } = model;
    let name = names::plain(ident);
    let by_id = names::lookup(type_prefix, "id");
    let columns = columns.iter().map(|column| {
        let (field, name) = (column.field(), &column.name);
        quote!(__batchload::Column { field: #field, name: #name })
    });
    let order = primary_key.iter().map(|Column { name, .. }| quote!(__batchload::Order::by(#name)));
    let scope: Vec<_> = model.scope.iter().map(expand_scope).collect();
    let scope =
        (!scope.is_empty()).then(|| quote!(const SCOPE: &'static [__batchload::Filter] = &[#(#scope),*];));
    let by_name = model.from_row.then(|| {
        quote!(
            const BY_POSITION: bool = false;
        )
    });
    quote! {
        #[automatically_derived]
        impl __batchload::Model for #ident {
            const NAME: &'static str = #name;
            const TABLE: &'static [&'static str] = &[#(#table),*];
            const COLUMNS: &'static [__batchload::Column] = &[#(#columns),*];
            const ORDER: &'static [__batchload::Order] = &[#(#order),*];
            #scope
            #by_name
            type ById = #by_id;
        }
    }
}

fn expand_scope(condition: &Filter) -> TokenStream {
    filter::expand_with(&condition.pieces, |at| {
        let Argument { name, ty } = &condition.arguments[at];
        let name = names::plain(name);
        quote_spanned!(ty.span()=> __batchload::Piece::scope::<#ty>(#name))
    })
}

pub(super) fn expand_from_columns(model: &Model) -> TokenStream {
    if model.from_row { by_name(model) } else { by_position(model) }
}

/// ```text
/// impl<__DB> FromColumns<__DB> for Reporter where __DB: Dialect, i64: Value<__DB> {
///     const TYPES: &'static [ColumnType<__DB>] = &[ColumnType::of::<i64>()];
///     fn from_columns(row: Row<'_, __DB>, first: usize) -> Result<Self, Error> {
///         Ok(Self { id: read::<Self, i64, __DB>(row, first, 0)? })
///     }
/// }
/// ```
fn by_position(Model { ident, columns, skipped, .. }: &Model) -> TokenStream {
    let types = columns.iter().map(column_type);
    let bounds = distinct(columns.iter().map(column_type));
    let bounds = bounds.iter().map(|ty| quote_spanned!(ty.span()=> #ty: __batchload::Value<__DB>));
    let fields = columns.iter().enumerate().map(|(position, column)| {
        let (field, value) = (&column.ident, read(column, position));
        quote!(#field: #value)
    });
    // Spanned at the type, so that the compiler reports a missing `Default` there.
    let skipped = skipped
        .iter()
        .map(|Skipped { ident, ty }| quote_spanned!(ty.span()=> #ident: ::core::default::Default::default()));
    quote! {
        #[automatically_derived]
        impl<__DB> __batchload::FromColumns<__DB> for #ident
        where
            __DB: __batchload::Dialect,
            #(#bounds),*
        {
            const TYPES: &'static [__batchload::ColumnType<__DB>] = &[#(__batchload::ColumnType::of::<#types>()),*];
            fn from_columns(
                __row: __batchload::Row<'_, __DB>,
                __first: usize,
            ) -> ::core::result::Result<Self, __batchload::Error> {
                ::core::result::Result::Ok(Self {
                    #(#fields,)*
                    #(#skipped,)*
                })
            }
        }
    }
}

/// ```text
/// impl<__DB> FromColumns<__DB> for Reporter where __DB: Dialect, Reporter: FromRow<__DB> {
///     fn from_columns(row: Row<'_, __DB>, _: usize) -> Result<Self, Error> {
///         read_row::<Self, __DB>(row)
///     }
/// }
/// ```
fn by_name(Model { ident, .. }: &Model) -> TokenStream {
    let bound = quote_spanned!(ident.span()=> #ident: __batchload::FromRow<__DB>);
    quote! {
        #[automatically_derived]
        impl<__DB> __batchload::FromColumns<__DB> for #ident
        where
            __DB: __batchload::Dialect,
            #bound
        {
            fn from_columns(
                __row: __batchload::Row<'_, __DB>,
                _: usize,
            ) -> ::core::result::Result<Self, __batchload::Error> {
                __batchload::read_row::<Self, __DB>(__row)
            }
        }
    }
}

/// Returns the type that the driver reads, which is not always the field's.
fn column_type(column: &Column) -> Type {
    let (ty, span) = (&column.ty, column.ty.span());
    let json = |ty: &Type| quote_spanned!(span=> __batchload::sqlx::types::Json<#ty>);
    match &column.read {
        Read::Plain => ty.clone(),
        Read::TryFrom(_, ty) => (**ty).clone(),
        Read::Json(_) => Type::Verbatim(json(ty)),
        Read::NullableJson(_) => {
            let json = json(ty);
            Type::Verbatim(quote_spanned!(span=> ::core::option::Option<#json>))
        }
        Read::JsonTryFrom(_, ty) => Type::Verbatim(json(ty)),
    }
}

fn read(column: &Column, position: usize) -> TokenStream {
    let position = Literal::usize_unsuffixed(position);
    let (ty, from) = (&column.ty, column_type(column));
    let span = ty.span();
    let [row, first] = ["__row", "__first"].map(names::local);
    let read = quote_spanned!(span=> __batchload::read::<Self, #from, __DB>(#row, #first, #position)?);
    let converted = |from: &Type, value: TokenStream| quote_spanned!(span=> __batchload::convert::<Self, #from, #ty>(#value, #position)?);
    match &column.read {
        Read::Plain => read,
        Read::TryFrom(_, from) => converted(from, read),
        Read::Json(_) => quote_spanned!(span=> #read.0),
        Read::NullableJson(_) => {
            quote_spanned!(span=> ::core::option::Option::and_then(#read, |__json| __json.0))
        }
        Read::JsonTryFrom(_, from) => converted(from, quote_spanned!(span=> #read.0)),
    }
}

fn distinct(types: impl Iterator<Item = Type>) -> Vec<Type> {
    let mut seen = Vec::new();
    types
        .filter(|ty| {
            let text = ty.to_token_stream().to_string();
            let new = !seen.contains(&text);
            seen.push(text);
            new
        })
        .collect()
}
