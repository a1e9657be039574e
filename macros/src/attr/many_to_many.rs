//! `#[many_to_many(Target, through = …)]`: over a table of pairs, or over the model of such a table.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Type, token};

use super::order::parse_order_by;
use super::relation::parse_model;
use super::{Entry, Options, OrderBy, as_field, options, parse_parentheses, set};
use crate::errors::Errors;
use crate::types;

const EXAMPLE: &str = r#"#[many_to_many(Target, through = "table")]"#;

pub(crate) struct ManyToMany {
    pub(crate) target: Type,
    pub(crate) through: JoinTable,
    pub(crate) options: Options,
}

/// The table or model between the two models. The keys are columns of a table, or fields of a model.
pub(crate) enum JoinTable {
    Table {
        table: LitStr,
        foreign_key: Option<Vec<LitStr>>,
        target_key: Option<Vec<LitStr>>,
    },
    Model {
        model: Box<Type>,
        foreign_key: Option<Vec<Ident>>,
        target_key: Option<Vec<Ident>>,
        order_by: Vec<OrderBy>,
    },
}

/// The table or model between the two models, as it is written.
#[derive(Default)]
struct WrittenJoinTable {
    through: Option<Through>,
    foreign_key: Option<Key>,
    target_key: Option<Key>,
    link: Option<Link>,
}

/// `link(order_by(position), filter = "removed_at IS NULL")`: the options of the rows between.
#[derive(Default)]
struct Link {
    order_by: Option<Vec<OrderBy>>,
    filter: Option<LitStr>,
}

enum Through {
    Table(LitStr),
    Model(Box<Type>),
}

/// A key as it is written, with its word in front.
struct Key {
    word: Ident,
    parts: Vec<Part>,
}

enum Part {
    Column(LitStr),
    Field(Ident),
}

impl ManyToMany {
    pub(super) fn parse(attr: &Attribute, errors: &mut Errors) -> Option<Self> {
        let parsed = parse_parentheses(attr, EXAMPLE, errors, |input, errors| {
            let target = parse_model(attr, input, "target", EXAMPLE)?;
            let mut written = WrittenJoinTable::default();
            let Some(options) = Options::parse(input, errors, |entry| written.parse(entry)) else {
                return Ok(None);
            };
            let link = written.link.take().unwrap_or_default();
            let options = Options { filter: options.filter.of_links(link.filter), ..options };
            let Some(through) = written.finish(link.order_by)? else {
                let message = format!("name the table between the two; write `{EXAMPLE}`");
                errors.at(attr.path().span(), message);
                return Ok(None);
            };
            Ok(Some(Self { target, through, options }))
        });
        parsed.flatten()
    }
}

impl WrittenJoinTable {
    fn parse(&mut self, entry: &Entry) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "through" => set(&mut self.through, key, parse_through(entry)?),
            "foreign_key" => set(&mut self.foreign_key, key, parse_key(entry)?),
            "target_key" => set(&mut self.target_key, key, parse_key(entry)?),
            "link" => set(&mut self.link, key, Link::parse(entry)?),
            "polymorphic" => Err(syn::Error::new(
                key.span(),
                "a table between that holds a kind is named with its kind; write `foreign_key = \"subject_id\", link(filter = \"subject_type = 'article'\")`",
            )),
            _ => {
                let known = options::known(&["through", "foreign_key", "target_key", "link"]);
                Err(entry.unknown("many_to_many", &known))
            }
        }
    }

    /// Returns the table or model between, or `None` if the attribute does not name it.
    fn finish(self, order_by: Option<Vec<OrderBy>>) -> syn::Result<Option<JoinTable>> {
        let Self { through: Some(through), foreign_key, target_key, .. } = self else { return Ok(None) };
        Ok(Some(match through {
            Through::Table(table) => {
                if let Some(first) = order_by.iter().flatten().next() {
                    return Err(syn::Error::new(
                        first.field.span(),
                        "this table has no model, so it has no fields; write a model for it, and name the model in `through`",
                    ));
                }
                JoinTable::Table {
                    table,
                    foreign_key: foreign_key.map(Key::columns).transpose()?,
                    target_key: target_key.map(Key::columns).transpose()?,
                }
            }
            Through::Model(model) => JoinTable::Model {
                model,
                foreign_key: foreign_key.map(Key::fields).transpose()?,
                target_key: target_key.map(Key::fields).transpose()?,
                order_by: order_by.unwrap_or_default(),
            },
        }))
    }
}

impl Link {
    fn parse(entry: &Entry) -> syn::Result<Self> {
        let mut link = Self::default();
        entry.entries(r#"link(order_by(position), filter = "removed_at IS NULL")"#, |entry| {
            match entry.key.to_string().as_str() {
                "order_by" => set(&mut link.order_by, &entry.key, parse_order_by(entry)?),
                "filter" => set(&mut link.filter, &entry.key, entry.text(r#""removed_at IS NULL""#)?),
                "args" => Err(syn::Error::new(
                    entry.key.span(),
                    "the arguments of both filters are listed together; write `args(…)` behind `link(…)`",
                )),
                _ => Err(entry.unknown("link", &["order_by", "filter"])),
            }
        })?;
        Ok(link)
    }
}

fn parse_through(entry: &Entry) -> syn::Result<Through> {
    let example = r#""article_tags""#;
    entry.equals(example)?;
    if entry.input.peek(LitStr) {
        return entry.input.parse().map(Through::Table);
    }
    let model = entry
        .input
        .parse::<Type>()
        .map_err(|error| entry.expected(error.span(), "the name of a table, or a model", example))?;
    match types::as_word(&model) {
        Some(word) if is_of_table(word) => Err(syn::Error::new(
            word.span(),
            format!("`{word}` is not a model; write `through = \"{word}\"` for a table"),
        )),
        _ => Ok(Through::Model(Box::new(model))),
    }
}

/// Returns whether a name is that of a table and not of a struct, by its first letter.
fn is_of_table(word: &Ident) -> bool {
    word.to_string().starts_with(char::is_lowercase) && word.unraw() == *word
}

fn parse_key(entry: &Entry) -> syn::Result<Key> {
    let word = entry.key.clone();
    let parts = if entry.input.peek(token::Paren) {
        entry.list(&format!("{word}(\"tenant_id\", \"number\")"), parse_part)?
    } else {
        entry.equals(r#""article_id""#)?;
        vec![parse_part(entry.input)?]
    };
    Ok(Key { word, parts })
}

fn parse_part(input: ParseStream) -> syn::Result<Part> {
    if input.peek(LitStr) {
        return input.parse().map(Part::Column);
    }
    let refused = |span| syn::Error::new(span, "expected a column in quotes, or a field of the link model");
    let name = input.call(Ident::parse_any).map_err(|error| refused(error.span()))?;
    as_field(&name).map(Part::Field).ok_or_else(|| refused(name.span()))
}

impl JoinTable {
    /// Returns where the near and the far key are written.
    pub(crate) fn given_keys(&self) -> (Option<Span>, Option<Span>) {
        fn first<T: Spanned>(key: Option<&Vec<T>>) -> Option<Span> {
            key.and_then(|parts| parts.first()).map(Spanned::span)
        }
        match self {
            Self::Table { foreign_key, target_key, .. } => {
                (first(foreign_key.as_ref()), first(target_key.as_ref()))
            }
            Self::Model { foreign_key, target_key, .. } => {
                (first(foreign_key.as_ref()), first(target_key.as_ref()))
            }
        }
    }
}

impl Key {
    fn columns(self) -> syn::Result<Vec<LitStr>> {
        let of = |part| match part {
            Part::Column(column) => Ok(column),
            Part::Field(field) => {
                let message = format!("this table has no model, so name its column; write `\"{field}\"`");
                Err(syn::Error::new(field.span(), message))
            }
        };
        let columns: Vec<LitStr> = self.parts.into_iter().map(of).collect::<syn::Result<_>>()?;
        for (at, column) in columns.iter().enumerate() {
            if columns[..at].iter().any(|earlier| earlier.value() == column.value()) {
                let message = format!("`{}` is already in this `{}`; remove it", column.value(), self.word);
                return Err(syn::Error::new(column.span(), message));
            }
        }
        Ok(columns)
    }

    fn fields(self) -> syn::Result<Vec<Ident>> {
        let of = |part| match part {
            Part::Field(field) => Ok(field),
            Part::Column(column) => {
                let message = "this table has a model, so name its field; write it without quotes";
                Err(syn::Error::new(column.span(), message))
            }
        };
        self.parts.into_iter().map(of).collect()
    }
}
