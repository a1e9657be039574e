//! `#[ancestors(…)]` and `#[descendants(…)]`: relations among the rows of one model.

use proc_macro2::{Ident, Span, TokenTree};
use syn::spanned::Spanned;
use syn::{Attribute, LitInt, Meta};

use super::order::parse_order_by;
use super::{Entry, OrderBy, name, parse_attr, set};
use crate::errors::Errors;

/// `#[ancestors(foreign_key = …)]`, or `#[descendants(foreign_key = …, order_by(…))]`.
pub(crate) struct Tree {
    pub(crate) ancestors: bool,
    pub(crate) span: Span,
    pub(crate) name: Option<Ident>,
    pub(crate) foreign_key: Vec<Ident>,
    pub(crate) order_by: Option<Vec<OrderBy>>,
    pub(crate) depth: Option<u32>,
}

impl Tree {
    pub(super) fn parse(attr: &Attribute, errors: &mut Errors) -> Option<Self> {
        let word = name(attr);
        let ancestors = word == "ancestors";
        let example = format!("#[{word}(foreign_key = manager_id)]");
        let (mut name, mut foreign_key, mut order_by, mut depth) = (None, None, None, None);
        let before = errors.count();
        let has_foreign_key = names_its_key(attr);
        parse_attr(attr, &example, errors, |entry| {
            let key = &entry.key;
            match key.to_string().as_str() {
                "name" => set(&mut name, key, entry.name("managers")?),
                "foreign_key" => {
                    let fields = entry.fields("manager_id", "foreign_key(tenant_id, manager_number)")?;
                    set(&mut foreign_key, key, fields)
                }
                "order_by" if !ancestors => set(&mut order_by, key, parse_order_by(entry)?),
                "depth" => set(&mut depth, key, parse_depth(entry)?),
                _ if !has_foreign_key && entry.flag().is_ok() => Err(syn::Error::new(
                    key.span(),
                    format!("this names the field that holds the parent's key; write `foreign_key = {key}`"),
                )),
                _ if ancestors => Err(entry.unknown(&word, &["foreign_key", "name", "depth"])),
                _ => Err(entry.unknown(&word, &["foreign_key", "name", "order_by", "depth"])),
            }
        });
        let span = attr.path().span();
        // This key may be one of the misspelt ones.
        if foreign_key.is_none() && errors.count() == before {
            errors.at(span, format!("name the field that holds the parent's key; write `{example}`"));
        }
        Some(Self { ancestors, span, name, foreign_key: foreign_key?, order_by, depth })
    }
}

/// Returns whether the attribute has a `foreign_key`, at any position.
fn names_its_key(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    list.tokens
        .clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(word) if word == "foreign_key"))
}

/// How far MariaDB and MySQL follow rows with their default settings. Other databases have the same limit here.
const MAX_DEPTH: u32 = 999;

fn parse_depth(entry: &Entry) -> syn::Result<u32> {
    let number: LitInt = entry.value("a number of levels", "64")?;
    match number.base10_parse() {
        Ok(depth @ 1..=MAX_DEPTH) => Ok(depth),
        _ => Err(entry.expected(number.span(), &format!("a number of levels from 1 to {MAX_DEPTH}"), "64")),
    }
}
