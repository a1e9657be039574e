//! Conditions in SQL and their arguments: `filter = "…"` and `args(name: Type)`. Refuses SQL that databases read
//! differently, or that could end the condition early.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitStr, Token, Type};

use super::{Entry, as_field, end_of_entry, set};
use crate::errors::Errors;
use crate::names;

/// `name: Type` in `args(…)`.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

/// Conditions, cut at the arguments that they share. A missing condition has no pieces.
#[derive(Default)]
pub(crate) struct Filter {
    /// The condition on the found rows.
    pub(crate) pieces: Vec<Piece>,
    /// The condition on the rows that link them.
    pub(crate) link: Vec<Piece>,
    pub(crate) arguments: Vec<Argument>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Sql(String),
    /// The position of an argument.
    Argument(usize),
}

/// The most arguments of one filter that the runtime takes.
const MAX_ARGUMENTS: usize = 6;

pub(super) fn parse_arguments(entry: &Entry) -> syn::Result<Vec<Argument>> {
    let arguments = entry.list("args(since: NaiveDate)", parse_argument)?;
    let names = arguments.iter().map(|argument| argument.name.clone()).collect();
    entry.distinct(names)?;
    match arguments.get(MAX_ARGUMENTS) {
        Some(argument) => {
            let message = format!("a filter takes at most {MAX_ARGUMENTS} arguments; leave one out");
            Err(syn::Error::new(argument.name.span(), message))
        }
        None => Ok(arguments),
    }
}

fn parse_argument(input: ParseStream) -> syn::Result<Argument> {
    let example = "write `args(since: NaiveDate)`";
    let refused = |span, what: &str| syn::Error::new(span, format!("{what}; {example}"));
    let name = input
        .call(Ident::parse_any)
        .map_err(|error| refused(error.span(), "an argument has a name and a type"))?;
    let name =
        as_field(&name).ok_or_else(|| refused(name.span(), "this cannot be the name of an argument"))?;
    if ["loaders", "page"].contains(&names::plain(&name).as_str()) {
        let message = format!("`{name}` is already an argument of the method; give this one another name");
        return Err(syn::Error::new(name.span(), message));
    }
    if input.parse::<Option<Token![:]>>()?.is_none() {
        return Err(refused(name.span(), "an argument has a name and a type"));
    }
    let ty = input.parse().map_err(|error: syn::Error| refused(error.span(), "expected a type here"))?;
    end_of_entry(input)?;
    Ok(Argument { name, ty })
}

impl Filter {
    /// Cuts the conditions of the rows and of their links at their arguments.
    ///
    /// # Errors
    ///
    /// Returns an error for SQL that databases read differently, for an argument that is not listed, and for one that
    /// is not used.
    pub(crate) fn cut(
        rows: Option<&LitStr>,
        links: Option<&LitStr>,
        arguments: Vec<Argument>,
    ) -> syn::Result<Self> {
        let names: Vec<_> = arguments.iter().map(|argument| names::plain(&argument.name)).collect();
        let cut = |text: Option<&LitStr>| {
            let Some(text) = text else { return Ok(Vec::new()) };
            pieces(&text.value(), &names).map_err(|message| syn::Error::new(text.span(), message))
        };
        let (pieces, link) = (cut(rows)?, cut(links)?);
        for (at, argument) in arguments.iter().enumerate() {
            if pieces.iter().chain(&link).all(|piece| *piece != Piece::Argument(at)) {
                let name = &names[at];
                let message =
                    format!("the filter does not use `{name}`; write `:{name}` in it, or remove this");
                return Err(syn::Error::new(argument.name.span(), message));
            }
        }
        Ok(Self { pieces, link, arguments })
    }

    /// Returns a condition as it is written, or `None` if there is none.
    pub(crate) fn text(&self, pieces: &[Piece]) -> Option<String> {
        let text = |piece: &Piece| match piece {
            Piece::Sql(sql) => sql.clone(),
            Piece::Argument(at) => format!(":{}", names::plain(&self.arguments[*at].name)),
        };
        (!pieces.is_empty()).then(|| pieces.iter().map(text).collect())
    }
}

/// `filter = "…"` and `args(…)` while an attribute is read.
#[derive(Default)]
pub(crate) struct PendingFilter {
    text: Option<LitStr>,
    link: Option<LitStr>,
    args: Option<(Span, Vec<Argument>)>,
    /// Whether one of them has a mistake. They are then not compared.
    is_mistaken: bool,
}

impl PendingFilter {
    /// Parses one of the two.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Entry`], and one for a key that is given twice.
    pub(super) fn parse(&mut self, entry: &Entry) -> syn::Result<()> {
        let parsed = self.parse_either(entry);
        self.is_mistaken |= parsed.is_err();
        parsed
    }

    fn parse_either(&mut self, entry: &Entry) -> syn::Result<()> {
        let key = &entry.key;
        if key == "filter" {
            return set(&mut self.text, key, entry.text(r#""published""#)?);
        }
        set(&mut self.args, key, (key.span(), parse_arguments(entry)?))
    }

    /// Adds the condition on the rows that link the found rows.
    pub(super) fn of_links(self, link: Option<LitStr>) -> Self {
        Self { link, ..self }
    }

    /// Returns the conditions, cut at their arguments, or none after a mistake.
    pub(crate) fn finish(self, errors: &mut Errors) -> Filter {
        if self.is_mistaken {
            return Filter::default();
        }
        if let (None, None, Some((span, _))) = (&self.text, &self.link, &self.args) {
            errors.at(*span, "`args` are those of a filter; write `filter = \"…\"` as well");
            return Filter::default();
        }
        let arguments = self.args.map(|(_, arguments)| arguments).unwrap_or_default();
        errors.keep(Filter::cut(self.text.as_ref(), self.link.as_ref(), arguments)).unwrap_or_default()
    }
}

/// A mistake in a condition.
#[derive(Debug, PartialEq, Eq)]
enum Mistake {
    Empty,
    Nul,
    Position(String),
    Several,
    Comment(&'static str),
    Backslash,
    Quote(char),
    Closed(char),
    Open(char),
    Unlisted(String),
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "this filter is empty; write a condition, or remove it"),
            Self::Nul => write!(f, "no database takes a NUL in a statement; remove it"),
            Self::Position(sign) => write!(
                f,
                "`{sign}` is not a placeholder in a filter; write `:name` and list it in `args(name: Type)`"
            ),
            Self::Several => write!(f, "a filter is one condition; remove `;`"),
            Self::Comment(sign) => write!(f, "a filter cannot hold a comment; remove `{sign}`"),
            Self::Backslash => {
                write!(
                    f,
                    "databases disagree on a backslash before a quote; write a quote twice to have it in a text"
                )
            }
            Self::Quote(quote) => write!(f, "a {quote} is not closed in this filter; close it"),
            Self::Closed(bracket) => write!(f, "a `{bracket}` closes nothing in this filter; remove it"),
            Self::Open(bracket) => write!(f, "a `{bracket}` is not closed in this filter; close it"),
            Self::Unlisted(name) => {
                write!(f, "`:{name}` is not listed; write `args({name}: Type)` beside this filter")
            }
        }
    }
}

fn pieces(sql: &str, arguments: &[String]) -> Result<Vec<Piece>, Mistake> {
    if sql.trim().is_empty() {
        return Err(Mistake::Empty);
    }
    if sql.contains('\0') {
        return Err(Mistake::Nul);
    }
    let mut cut = Cut { rest: sql, text: String::new(), pieces: Vec::new(), open: Vec::new() };
    while let Some(next) = cut.rest.chars().next() {
        cut.step(next, arguments)?;
    }
    if let Some(bracket) = cut.open.pop() {
        return Err(Mistake::Open(bracket));
    }
    cut.end_text();
    Ok(cut.pieces)
}

/// A condition while it is cut.
struct Cut<'a> {
    rest: &'a str,
    text: String,
    pieces: Vec<Piece>,
    /// The brackets that are not closed yet.
    open: Vec<char>,
}

impl Cut<'_> {
    /// Takes the token that starts with `next`.
    fn step(&mut self, next: char, arguments: &[String]) -> Result<(), Mistake> {
        match next {
            '\'' | '"' | '`' => return self.quoted(next),
            '(' | '[' => self.open.push(next),
            ')' | ']' => {
                let opening = if next == ')' { '(' } else { '[' };
                if self.open.pop() != Some(opening) {
                    return Err(Mistake::Closed(next));
                }
            }
            ';' => return Err(Mistake::Several),
            '?' => return Err(Mistake::Position("?".to_owned())),
            '$' => return Err(Mistake::Position(format!("${}", name(&self.rest[1..])))),
            _ => {}
        }
        if let Some(sign) = ["--", "/*", "*/"].into_iter().find(|sign| self.rest.starts_with(sign)) {
            return Err(Mistake::Comment(sign));
        }
        if self.rest.starts_with("::") {
            self.take(2);
        } else if next == ':' && name(&self.rest[1..]).starts_with(|first: char| !first.is_ascii_digit()) {
            return self.argument(arguments);
        } else {
            self.take(next.len_utf8());
        }
        Ok(())
    }

    /// Takes a text or a name in quotes. A quote that is written twice stands for itself.
    fn quoted(&mut self, quote: char) -> Result<(), Mistake> {
        let end = 1 + self.rest[1..].find(quote).ok_or(Mistake::Quote(quote))?;
        if self.rest[..end].ends_with('\\') {
            return Err(Mistake::Backslash);
        }
        self.take(end + 1);
        Ok(())
    }

    /// Takes `:name`.
    fn argument(&mut self, arguments: &[String]) -> Result<(), Mistake> {
        let name = name(&self.rest[1..]);
        let at = arguments.iter().position(|argument| argument == name);
        let at = at.ok_or_else(|| Mistake::Unlisted(name.to_owned()))?;
        let length = 1 + name.len();
        self.end_text();
        self.pieces.push(Piece::Argument(at));
        self.rest = &self.rest[length..];
        Ok(())
    }

    fn take(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.text.push_str(taken);
        self.rest = rest;
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.pieces.push(Piece::Sql(std::mem::take(&mut self.text)));
        }
    }
}

/// Returns the name that a text starts with, if any.
fn name(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &text[..end.unwrap_or(text.len())]
}
