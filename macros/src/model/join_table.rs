//! Relations across a table between two models: a table of pairs, or the model of such a table.

use proc_macro2::{Ident, Span};
use syn::LitStr;
use syn::spanned::Spanned;

use super::column::{check_name, table};
use super::relation::{name, several_fields};
use super::{JoinTable, Model, Path, Relation};
use crate::attr;
use crate::errors::Errors;
use crate::names;
use crate::types;

impl Model {
    pub(super) fn many_to_many(&self, attr: attr::ManyToMany, errors: &mut Errors) -> Option<Relation> {
        let target = types::last_ident(&attr.target, "target", errors)?;
        let span = attr.target.span();
        let name = name(attr.options.name.as_ref(), names::children(target), span);
        let (near, far) = (names::foreign_key(&self.ident, span), names::foreign_key(target, span));
        let given = attr.through.given_keys();
        if self.primary_key.len() > 1 && given.0.is_none() {
            errors.at(span, several_fields("table between the two", "foreign_key(\"a\", \"b\")"));
            return None;
        }
        let join_table = match attr.through {
            attr::JoinTable::Table { table: name, foreign_key, target_key } => {
                let mut columns = |given: Option<Vec<LitStr>>, default: &Ident| {
                    given.map_or_else(
                        || vec![default.to_string()],
                        |given| given.iter().map(|column| column_of(column, errors)).collect(),
                    )
                };
                let span_of =
                    |given: &Option<Vec<LitStr>>| given.as_ref().map_or(span, |columns| columns[0].span());
                let (near_span, far_span) = (span_of(&foreign_key), span_of(&target_key));
                let (near, far) = (columns(foreign_key, &near), columns(target_key, &far));
                if near == far {
                    errors.push(same_key(given, span, &near[0]));
                    return None;
                }
                JoinTable::Table { table: table(&name, errors), near, near_span, far, far_span }
            }
            attr::JoinTable::Model { model, foreign_key, target_key, order_by } => {
                let (near, far) = (respanned(&near, model.span()), respanned(&far, model.span()));
                let (near, far) =
                    (foreign_key.unwrap_or_else(|| vec![near]), target_key.unwrap_or_else(|| vec![far]));
                if near == far {
                    errors.push(same_key(given, span, &names::plain(&near[0])));
                    return None;
                }
                JoinTable::Model { model, near, far, order_by }
            }
        };
        if let (JoinTable::Model { order_by, .. }, Some(_)) = (&join_table, &attr.options.page)
            && let Some(first) = order_by.first()
        {
            errors.at(first.field.span(), PAGED_LINKS);
        }
        let (path, source) = (Path::JoinTable(join_table), self.primary_key.clone());
        let model_name = names::plain(target);
        let relation = Relation { path, span, ..Relation::new(name, attr.target, model_name, source) };
        Some(relation.with(attr.options, errors))
    }
}

const PAGED_LINKS: &str = "a page has each row once, so it is not in the order of its links; write a `has_many` of \
                           the link model with `page`, and its `belongs_to` gives the rows";

fn respanned(name: &Ident, span: Span) -> Ident {
    Ident::new(&name.to_string(), span)
}

fn column_of(given: &LitStr, errors: &mut Errors) -> String {
    check_name(&given.value(), "column", given, errors);
    given.value()
}

/// Returns the error that both keys are the same. Blames the later of the written keys, or the target.
fn same_key((near, far): (Option<Span>, Option<Span>), target: Span, key: &str) -> syn::Error {
    match (near, far) {
        (_, Some(far)) => {
            syn::Error::new(far, format!("`{key}` is already the `foreign_key`; name the other column"))
        }
        (Some(near), None) => {
            syn::Error::new(near, format!("`{key}` is already the `target_key`; name the other column"))
        }
        (None, None) => syn::Error::new(
            target,
            format!("both keys would be `{key}`; name them with `foreign_key = …` and `target_key = …`"),
        ),
    }
}
