//! The facts of a relation to a row of one of several models, and the method that loads it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::load::Method;
use super::preload;
use super::relation::expand_marker;
use crate::model::{Column, Model, Polymorphic};
use crate::names;

/// ```text
/// pub struct CommentLoadSubject;
/// impl PolymorphicRelation for CommentLoadSubject {
///     type From = Comment;
///     type To = Subject;
///     type Kind = String;
///     type Key = i64;
///     type Lookup = CommentBySubjectTypeAndSubjectId;
///     const NAME: &'static str = "Comment::subject";
/// }
/// impl PolymorphicOf<Comment> for FieldName<HASH> { type Relation = CommentLoadSubject; }
/// const _: () = parent_key::<Subject>().assert_same::<i64>();
/// impl Comment { pub fn load_subject<__DB>(…) … }
/// ```
pub(super) fn expand_polymorphic(model: &Model, relation: &Polymorphic) -> TokenStream {
    let Polymorphic { name, column, kind, subject, optional, span } = relation;
    let ident = &model.ident;
    let marker = names::relation(&model.type_prefix, &name.text);
    let text = format!("{}::{}", names::plain(ident), name.text);
    let hash = names::hash_of(&name.text);
    let lookup = names::lookup(&model.type_prefix, &names::joined(&[kind.field(), column.field()]));
    let (kind_type, key_type) = (kind.key(), column.key());
    let stand_in = expand_marker(model, &marker, &text);
    let facts = quote_spanned! {*span=>
        #[automatically_derived]
        impl __batchload::PolymorphicRelation for #marker {
            type From = #ident;
            type To = #subject;
            type Kind = #kind_type;
            type Key = #key_type;
            type Lookup = #lookup;
            const NAME: &'static str = #text;
        }
        #[automatically_derived]
        #[doc(hidden)]
        impl __batchload::PolymorphicOf<#ident> for __batchload::FieldName<#hash> {
            type Relation = #marker;
        }
        const _: () = __batchload::parent_key::<#subject>().assert_same::<#key_type>();
    };
    let (found, bound, function) = if *optional {
        let found = quote_spanned!(*span=> ::core::option::Option<#subject>);
        (found, quote_spanned!(*span=> FollowParent<Self, #subject, __DB>), "follow_parent")
    } else {
        (quote!(#subject), quote_spanned!(*span=> RequireParent<Self, #subject, __DB>), "require_parent")
    };
    let method = Method {
        model,
        name,
        span: *span,
        doc: doc(relation),
        parameters: TokenStream::new(),
        found: found.clone(),
        implementor: quote_spanned!(*span=> #marker),
        bound,
        function,
        values: TokenStream::new(),
        bounds: TokenStream::new(),
    };
    let method = method.expand(&preload::expand(&method, "PreloadParent", &found, &TokenStream::new()));
    quote!(#stand_in #facts #method)
}

fn doc(Polymorphic { name, column, kind, optional, .. }: &Polymorphic) -> String {
    let missing = match (*optional, column.nullable() || kind.nullable()) {
        (true, true) => "`None` if one of them is null, or if there is no such row",
        (true, false) => "`None` if there is no such row",
        (false, _) => "a row that does not exist is an error",
    };
    let (text, column, kind) = (&name.text, Column::field(column), Column::field(kind));
    format!(" Loads the {text}: the row that `{kind}` and `{column}` name; {missing}.")
}
