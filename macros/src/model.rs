//! What the derive has understood: a table, its columns, its lookups and relations. Prints nothing.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Data, DataStruct, DeriveInput, Fields, FieldsNamed, GenericParam, LitStr, Type, Visibility};

use crate::attr::{self, FieldAttrs, Json, OrderBy, StructAttrs};
use crate::errors::{Errors, closest};
use crate::names;
use crate::types;

pub(crate) struct Model {
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    /// What the names of invented types begin with.
    pub(crate) stem: String,
    pub(crate) table: Vec<String>,
    pub(crate) from_row: bool,
    pub(crate) columns: Vec<Column>,
    /// Fields that no column fills.
    pub(crate) skipped: Vec<Ident>,
    /// The parts of the primary key; empty only beside a mistake.
    pub(crate) primary_key: Vec<Column>,
    /// The lookups other than the one by primary key.
    pub(crate) lookups: Vec<Lookup>,
    pub(crate) belongs_to: Vec<BelongsTo>,
    pub(crate) has: Vec<Has>,
}

/// A field and the column that fills it.
#[derive(Clone)]
pub(crate) struct Column {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) name: String,
    pub(crate) read: Read,
}

/// How a field is made of its column.
#[derive(Clone)]
pub(crate) enum Read {
    Plain,
    TryFrom(Span, Box<Type>),
    Json(Span),
    NullableJson(Span),
}

/// A way to find rows by one field.
pub(crate) struct Lookup {
    pub(crate) column: Column,
    pub(crate) unique: bool,
    /// The `unique` or `index` that asked for it; none where only a `belongs_to` did.
    pub(crate) asked: Option<Span>,
}

/// The name of a relation, and what to blame for it.
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

pub(crate) struct BelongsTo {
    pub(crate) column: Column,
    pub(crate) parent: Type,
    pub(crate) name: Name,
    pub(crate) references: Option<Ident>,
}

pub(crate) struct Has {
    pub(crate) many: bool,
    pub(crate) child: Type,
    /// What the child is called, without the path to it.
    pub(crate) child_name: String,
    pub(crate) name: Name,
    pub(crate) foreign_key: Ident,
    pub(crate) order_by: Vec<OrderBy>,
}

impl Model {
    /// Understands as much as it can, and writes down the rest; `None` where there are no named fields.
    pub(crate) fn from_syn(input: &DeriveInput, attrs: StructAttrs, errors: &mut Errors) -> Option<Self> {
        let fields = named_fields(input, errors)?;
        let mut model = Self {
            vis: input.vis.clone(),
            ident: input.ident.clone(),
            stem: names::stem(input),
            table: table(&input.ident, attrs.table, errors),
            from_row: attrs.from_row.is_some(),
            columns: Vec::new(),
            skipped: Vec::new(),
            primary_key: Vec::new(),
            lookups: Vec::new(),
            belongs_to: Vec::new(),
            has: Vec::new(),
        };
        let style = attrs.rename_all.and_then(|style| style_from_syn(&style, errors));
        for field in &fields.named {
            model.add_field(field, style.as_deref(), errors);
        }
        if model.primary_key.is_empty() {
            model.primary_key.extend(model.columns.iter().find(|column| column.field() == "id").cloned());
        }
        model.has =
            attrs.has.into_iter().filter_map(|has| Has::from_syn(&input.ident, has, errors)).collect();
        Some(model)
    }

    fn add_field(&mut self, field: &syn::Field, style: Option<&str>, errors: &mut Errors) {
        let Some(ident) = field.ident.clone() else { return };
        let attrs = FieldAttrs::parse(&field.attrs, errors);
        match attrs.key() {
            // Refused, and then taken for a key, so that what needs it is not a second mistake.
            Some(key) if attrs.skip.is_some() => {
                errors.at(key, format!("`{ident}` is skipped, so it is no key; remove this, or `skip`"));
            }
            None if attrs.skip.is_some() => return self.skipped.push(ident),
            _ => {}
        }
        let name = column_name(&ident, attrs.rename.as_ref(), style, errors);
        let read = read(&attrs, errors);
        let column = Column { ident, ty: field.ty.clone(), name, read };
        if attrs.primary_key.is_some() {
            self.primary_key.push(column.clone());
        }
        self.lookups.extend(Lookup::from_syn(&column, &attrs, errors));
        let parents = attrs.belongs_to.into_iter();
        self.belongs_to.extend(parents.filter_map(|parent| BelongsTo::from_syn(&column, parent, errors)));
        self.columns.push(column);
    }
}

impl Column {
    /// The field's name, without `r#`.
    pub(crate) fn field(&self) -> String {
        names::plain(&self.ident)
    }

    /// The type of a key of this column: a null is no key.
    pub(crate) fn key(&self) -> &Type {
        types::of_option(&self.ty).unwrap_or(&self.ty)
    }

    pub(crate) fn nullable(&self) -> bool {
        types::of_option(&self.ty).is_some()
    }
}

impl Lookup {
    fn from_syn(column: &Column, attrs: &FieldAttrs, errors: &mut Errors) -> Option<Self> {
        if let (Some(_), Some(index)) = (attrs.unique, attrs.index) {
            errors.at(index, "`index` finds many rows and `unique` one; keep the one that is true");
        }
        let asked = attrs.unique.or(attrs.index);
        (asked.is_some() || !attrs.belongs_to.is_empty()).then(|| Self {
            column: column.clone(),
            unique: attrs.unique.is_some(),
            asked,
        })
    }
}

impl BelongsTo {
    fn from_syn(column: &Column, attr: attr::BelongsTo, errors: &mut Errors) -> Option<Self> {
        types::last_ident(&attr.parent, "parent", errors)?;
        let name = match &attr.name {
            Some(name) => Some(Name { text: names::plain(name), span: name.span() }),
            None => names::parent(&column.ident).map(|text| Name { text, span: column.ident.span() }),
        };
        if name.is_none() {
            errors.at(
                attr.span,
                format!(
                    "`{}` does not end in `_id`, so this relation needs a name; write `name = …` after the parent",
                    column.ident
                ),
            );
        }
        Some(Self { column: column.clone(), parent: attr.parent, name: name?, references: attr.references })
    }
}

impl Has {
    fn from_syn(model: &Ident, attr: attr::Has, errors: &mut Errors) -> Option<Self> {
        let child = types::last_ident(&attr.child, "child", errors)?;
        let name = match &attr.name {
            Some(name) => Name { text: names::plain(name), span: name.span() },
            None if attr.many => Name { text: names::children(child), span: child.span() },
            None => Name { text: names::child(child), span: child.span() },
        };
        let foreign_key = attr.foreign_key.unwrap_or_else(|| names::foreign_key(model, child.span()));
        let child_name = names::plain(child);
        let order_by = attr.order_by.unwrap_or_default();
        Some(Self { many: attr.many, child: attr.child, child_name, name, foreign_key, order_by })
    }
}

fn named_fields<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<&'a FieldsNamed> {
    for parameter in &input.generics.params {
        errors.at(parameter.span(), match parameter {
            GenericParam::Lifetime(_) => {
                "a model owns its fields, since rows outlive their statement; write `String` in place of `&str`"
            }
            _ => "a model has no parameters, since a table has rows of one type; write the struct for that type",
        });
    }
    let (span, what) = match &input.data {
        Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) => {
            return input.generics.params.is_empty().then_some(fields);
        }
        Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) => {
            (fields.span(), "these fields have no names")
        }
        Data::Struct(_) => (input.ident.span(), "this struct has no fields"),
        Data::Enum(data) => (data.enum_token.span(), "an enum is not a row"),
        Data::Union(data) => (data.union_token.span(), "a union is not a row"),
    };
    errors.at(span, format!("{what}; derive `BatchLoad` on a struct with a named field for each column"));
    None
}

fn table(model: &Ident, given: Option<LitStr>, errors: &mut Errors) -> Vec<String> {
    let Some(given) = given else { return vec![names::table(model)] };
    let parts: Vec<String> = given.value().split('.').map(str::to_owned).collect();
    for part in &parts {
        check_name(part, "table", &given, errors);
    }
    parts
}

fn column_name(field: &Ident, given: Option<&LitStr>, style: Option<&str>, errors: &mut Errors) -> String {
    let field = names::plain(field);
    match (given, style) {
        (Some(given), _) => {
            check_name(&given.value(), "column", given, errors);
            given.value()
        }
        (None, Some(style)) => names::in_style(style, &field),
        (None, None) => field,
    }
}

fn check_name(name: &str, what: &str, given: &LitStr, errors: &mut Errors) {
    if name.is_empty() {
        errors.at(
            given.span(),
            format!("a part of this {what}'s name is empty; write the name as the database has it"),
        );
    } else if name.contains('\0') {
        errors.at(given.span(), format!("no database takes a NUL in a {what}'s name; remove it"));
    }
}

fn style_from_syn(given: &LitStr, errors: &mut Errors) -> Option<String> {
    let style = given.value();
    if names::STYLES.contains(&style.as_str()) {
        return Some(style);
    }
    let advice = match closest(&style, &names::STYLES) {
        Some(style) => format!("did you mean `{style}`"),
        None => format!("sqlx knows `{}`", names::STYLES.join("`, `")),
    };
    errors.at(given.span(), format!("unknown style `{style}`; {advice}"));
    None
}

fn read(attrs: &FieldAttrs, errors: &mut Errors) -> Read {
    match (&attrs.try_from, &attrs.json) {
        (None, None) => Read::Plain,
        (Some((span, ty)), None) => Read::TryFrom(*span, Box::new(ty.clone())),
        (None, Some((span, Json::Required))) => Read::Json(*span),
        (None, Some((span, Json::Nullable))) => Read::NullableJson(*span),
        (Some(_), Some((span, _))) => {
            errors.at(*span, "`json` and `try_from` do not go together; keep one and convert in a method");
            Read::Json(*span)
        }
    }
}
