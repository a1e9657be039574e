//! `order_by(field desc, field)`.

use proc_macro2::Ident;
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::ParseStream;

use super::{Entry, as_field, end_of_entry};
use crate::errors::closest;

/// `field`, `field asc` or `field desc`.
pub(crate) struct OrderBy {
    pub(crate) field: Ident,
    pub(crate) descending: bool,
}

pub(super) fn parse_order_by(entry: &Entry) -> syn::Result<Vec<OrderBy>> {
    let fields = entry.list("order_by(pub_date desc, id)", parse)?;
    for (at, OrderBy { field, .. }) in fields.iter().enumerate() {
        if fields[..at].iter().any(|earlier| earlier.field == *field) {
            return Err(syn::Error::new(
                field.span(),
                format!("`{field}` is in this order already; remove it"),
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
    refuse_nulls(input)?;
    let direction =
        if input.is_empty() || input.peek(Token![,]) { None } else { Some(input.parse::<Ident>()?) };
    let descending = direction.map_or(Ok(false), |word| parse_direction(&word))?;
    refuse_nulls(input)?;
    end_of_entry(input)?;
    Ok(OrderBy { field, descending })
}

/// `nulls first` and `nulls last`.
fn refuse_nulls(input: ParseStream) -> syn::Result<()> {
    match input.fork().parse::<Ident>() {
        Ok(word) if word.to_string().eq_ignore_ascii_case("nulls") => {
            Err(syn::Error::new(word.span(), "nulls stand where the database puts them; remove this"))
        }
        _ => Ok(()),
    }
}

fn parse_direction(word: &Ident) -> syn::Result<bool> {
    let text = word.to_string();
    match text.as_str() {
        "asc" => Ok(false),
        "desc" => Ok(true),
        _ => {
            let advice = match closest(&text.to_lowercase(), &["desc", "asc"]) {
                Some(meant) => format!("did you mean `{meant}`"),
                None => "write `asc`, `desc`, or a comma before it".to_owned(),
            };
            Err(syn::Error::new(word.span(), format!("`{word}` is no direction; {advice}")))
        }
    }
}
