//! The facts of a table of pairs between two models.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::relation::Facts;
use super::way;
use crate::model::{Joined, Path};

/// ```text
/// impl<__L> JoinTable for ArticleLoadTags
/// where
///     ById<Tag>: Is<It = __L>,
///     __L: Lookup<Arguments = ()>,
/// {
///     type Source = ById<Article>;
///     type Target = __L;
///     const TABLE: &'static [&'static str] = &["article_tags"];
///     const NEAR: &'static [&'static str] = &["article_id"];
///     const FAR: &'static [&'static str] = { const FAR: &[&str] = far::<ById<Tag>>(&["tag_id"], "…"); FAR };
/// }
/// ```
pub(super) fn expand(facts: &Facts) -> TokenStream {
    let Path::Joined(Joined::Table { table, near, far, far_span }) = &facts.relation.path else {
        return TokenStream::new();
    };
    let Facts { span, model, relation, .. } = facts;
    let marker = facts.marker_there();
    let (model, target) = (&model.ident, way::by_id(&relation.model));
    let far = {
        let mistake = format!(
            "the primary key of `{}` has not as many fields as `target_key` has columns; name as many",
            relation.model_name
        );
        quote_spanned!(*far_span=> __batchload::far::<#target>(&[#(#far),*], #mistake))
    };
    quote_spanned! {*span=>
        #[automatically_derived]
        impl<__L> __batchload::JoinTable for #marker
        where
            #target: __batchload::Is<It = __L>,
            __L: __batchload::Lookup<Arguments = ()>,
        {
            type Source = __batchload::ById<#model>;
            type Target = __L;
            const TABLE: &'static [&'static str] = &[#(#table),*];
            const NEAR: &'static [&'static str] = &[#(#near),*];
            const FAR: &'static [&'static str] = {
                // An item, unlike an associated constant, is evaluated even where nobody loads the relation.
                const FAR: &[&str] = #far;
                FAR
            };
        }
    }
}
