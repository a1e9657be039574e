//! `order_by(field desc, field)`.

use proc_macro2::Ident;
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::ParseStream;

use super::{Entry, as_field, end_of_entry};
use crate::errors::closest;

/// `field`, `field desc`, `field desc nulls last`.
pub(crate) struct OrderBy {
    pub(crate) field: Ident,
    pub(crate) descending: bool,
    pub(crate) nulls: Option<Nulls>,
}

/// `nulls first` or `nulls last`.
pub(crate) struct Nulls {
    pub(crate) word: Ident,
    pub(crate) last: bool,
}

impl OrderBy {
    /// Returns what follows the field, as it was written.
    pub(crate) fn direction(&self) -> String {
        let nulls = self.nulls.as_ref().map(|nulls| if nulls.last { " nulls last" } else { " nulls first" });
        format!("{}{}", if self.descending { " desc" } else { "" }, nulls.unwrap_or_default())
    }
}

pub(super) fn parse_order_by(entry: &Entry) -> syn::Result<Vec<OrderBy>> {
    let fields = entry.list("order_by(pub_date desc, id)", parse)?;
    for (at, OrderBy { field, .. }) in fields.iter().enumerate() {
        if fields[..at].iter().any(|earlier| earlier.field == *field) {
            return Err(syn::Error::new(
                field.span(),
                format!("`{field}` is already in this order; remove it"),
            ));
        }
    }
    Ok(fields)
}

fn parse(input: ParseStream) -> syn::Result<OrderBy> {
    let refused =
        |span| syn::Error::new(span, "expected a field of the child, such as `order_by(pub_date desc, id)`");
    let name = input.call(Ident::parse_any).map_err(|error| refused(error.span()))?;
    let field = as_field(&name).ok_or_else(|| refused(name.span()))?;
    let descending = parse_direction(input)?;
    let nulls = parse_nulls(input)?;
    end_of_entry(input)?;
    Ok(OrderBy { field, descending, nulls })
}

const NO_FIELD: &str = "rows are sorted by fields of their own; to sort by anything else, make a view with a column for it, and name the view as the model's `table`";

fn parse_direction(input: ParseStream) -> syn::Result<bool> {
    if input.is_empty() || input.peek(Token![,]) || is_nulls(input) {
        return Ok(false);
    }
    let word: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), NO_FIELD))?;
    let text = word.to_string();
    match text.as_str() {
        "asc" => Ok(false),
        "desc" => Ok(true),
        _ => {
            let advice = match closest(&text.to_lowercase(), &["desc", "asc"]) {
                Some(meant) => format!("did you mean `{meant}`"),
                None => "write `asc`, `desc`, or a comma before it".to_owned(),
            };
            Err(syn::Error::new(word.span(), format!("`{word}` is not a direction; {advice}")))
        }
    }
}

fn is_nulls(input: ParseStream) -> bool {
    input.fork().parse::<Ident>().is_ok_and(|word| word.to_string().eq_ignore_ascii_case("nulls"))
}

fn parse_nulls(input: ParseStream) -> syn::Result<Option<Nulls>> {
    if !is_nulls(input) {
        return Ok(None);
    }
    let nulls: Ident = input.parse()?;
    let refused = |span| syn::Error::new(span, "write `nulls first` or `nulls last`");
    let word: Ident = input.parse().map_err(|_| refused(nulls.span()))?;
    match word.to_string().to_lowercase().as_str() {
        "first" => Ok(Some(Nulls { word, last: false })),
        "last" => Ok(Some(Nulls { word, last: true })),
        _ => Err(refused(word.span())),
    }
}
