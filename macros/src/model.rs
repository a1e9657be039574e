//! What the derive has understood: a table, its columns, its lookups and its relations. Prints nothing.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Data, DataStruct, DeriveInput, Fields, FieldsNamed, GenericParam, Type, Visibility};

use crate::attr::{Composite, FieldAttrs, Filter, StructAttrs};
use crate::errors::{Errors, closest};
use crate::names;
use crate::types;

mod column;
mod join_table;
mod models;
mod relation;
mod root;

use column::{column_name, read, style_from_syn, table};
pub(crate) use models::{Models, Variant};
pub(crate) use relation::{JoinTable, Path, Polymorphic, Relation, Shape, Tree};

pub(crate) struct Model {
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    /// The beginning of the names of invented types.
    pub(crate) type_prefix: String,
    /// Whether the struct has no fields, and so is not a row.
    pub(crate) is_root: bool,
    pub(crate) table: Vec<String>,
    /// Conditions that every statement obeys.
    pub(crate) scope: Vec<Filter>,
    pub(crate) from_row: bool,
    pub(crate) columns: Vec<Column>,
    /// Fields that no lookup fills.
    pub(crate) skipped: Vec<Skipped>,
    /// Columns that are only read on request. Their fields are among the skipped ones.
    pub(crate) lazy: Vec<Column>,
    /// The parts of the primary key. Only empty after a mistake.
    pub(crate) primary_key: Vec<Column>,
    /// The lookups other than the one by primary key.
    pub(crate) lookups: Vec<Lookup>,
    pub(crate) relations: Vec<Relation>,
    /// Relations to a parent that can be one of several models.
    pub(crate) polymorphic: Vec<Polymorphic>,
    /// Relations among the rows of this model.
    pub(crate) trees: Vec<Tree>,
}

/// A field and the column that fills it.
#[derive(Clone)]
pub(crate) struct Column {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) name: String,
    pub(crate) read: Read,
}

/// A field without a column of its own, or with a column that is only read on request.
pub(crate) struct Skipped {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

/// How a column becomes a field.
#[derive(Clone)]
pub(crate) enum Read {
    Plain,
    TryFrom(Span, Box<Type>),
    Json(Span),
    NullableJson(Span),
    /// JSON of one type, which is then converted.
    JsonTryFrom(Span, Box<Type>),
}

/// A way to find rows by one field, or by several.
pub(crate) struct Lookup {
    pub(crate) columns: Vec<Column>,
    pub(crate) unique: bool,
    /// The `unique` or `index` that asked for the lookup; `None` if only a `belongs_to` did.
    pub(crate) requested_at: Option<Span>,
}

/// The name of a relation, and the span to blame for it.
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Model {
    /// Understands as much of the input as it can, and collects the mistakes. Returns `None` if the struct has neither
    /// named fields nor lists.
    pub(crate) fn from_syn(input: &DeriveInput, mut attrs: StructAttrs, errors: &mut Errors) -> Option<Self> {
        let is_root = is_root(input) && !attrs.has.is_empty();
        if is_root {
            root::check(&mut attrs, input.ident.span(), errors);
        }
        let fields: Vec<_> =
            if is_root { Vec::new() } else { named_fields(input, errors)?.named.iter().collect() };
        let mut model = Self {
            vis: input.vis.clone(),
            ident: input.ident.clone(),
            type_prefix: names::type_prefix(input),
            is_root,
            table: match &attrs.table {
                _ if is_root => Vec::new(),
                Some(given) => table(given, errors),
                None => vec![names::table(&input.ident)],
            },
            scope: std::mem::take(&mut attrs.scope),
            from_row: attrs.from_row.is_some(),
            columns: Vec::new(),
            skipped: Vec::new(),
            lazy: Vec::new(),
            primary_key: Vec::new(),
            lookups: Vec::new(),
            relations: Vec::new(),
            polymorphic: Vec::new(),
            trees: Vec::new(),
        };
        let style = attrs.rename_all.as_ref().and_then(|style| style_from_syn(style, errors));
        let fields: Vec<_> =
            fields.into_iter().filter_map(|field| model.add_field(field, style.as_deref(), errors)).collect();
        if model.primary_key.is_empty() {
            model.primary_key.extend(model.columns.iter().find(|column| column.field() == "id").cloned());
        }
        for composite in &attrs.composites {
            model.add_composite(composite, errors);
        }
        for (column, attr) in fields
            .into_iter()
            .flat_map(|(column, attrs)| attrs.belongs_to.into_iter().map(move |attr| (column.clone(), attr)))
        {
            model.add_belongs_to(Some(column), attr, errors);
        }
        model.add_relations(attrs, errors);
        Some(model)
    }

    /// Adds a field. If it is a column, returns it with its attributes, for its relations.
    fn add_field(
        &mut self,
        field: &syn::Field,
        style: Option<&str>,
        errors: &mut Errors,
    ) -> Option<(Column, FieldAttrs)> {
        let ident = field.ident.clone()?;
        let attrs = FieldAttrs::parse(&field.attrs, errors);
        // A refused key is added all the same. Otherwise, whatever needs it would be a second mistake.
        match (attrs.key(), attrs.lazy, attrs.skip) {
            (Some(_), Some(lazy), _) => {
                errors.at(lazy, format!("`{ident}` is a key, which every row needs; remove `lazy`"));
            }
            (Some(key), None, Some(_)) => {
                errors
                    .at(key, format!("`{ident}` is skipped, so it cannot be a key; remove this, or `skip`"));
            }
            (None, None, Some(_)) => {
                self.skipped.push(Skipped { ident, ty: field.ty.clone() });
                return None;
            }
            _ => {}
        }
        let name = column_name(&ident, attrs.rename.as_ref(), style, errors);
        let read = read(&attrs, errors);
        let column = Column { ident, ty: field.ty.clone(), name, read };
        if attrs.lazy.is_some() && attrs.key().is_none() {
            self.skipped.push(Skipped { ident: column.ident.clone(), ty: field.ty.clone() });
            self.lazy.push(column);
            return None;
        }
        if attrs.primary_key.is_some() {
            self.primary_key.push(column.clone());
        }
        self.lookups.extend(Lookup::from_syn(&column, &attrs, errors));
        self.columns.push(column.clone());
        Some((column, attrs))
    }

    fn add_composite(&mut self, composite: &Composite, errors: &mut Errors) {
        let Composite { unique, span, fields } = composite;
        if let Some(columns) = self.fields(fields, errors) {
            self.lookups.push(Lookup { columns, unique: *unique, requested_at: Some(*span) });
        }
    }

    /// Returns the columns of fields, or `None` if a field is not a column.
    fn fields(&self, fields: &[Ident], errors: &mut Errors) -> Option<Vec<Column>> {
        let mut columns = Vec::new();
        for field in fields {
            match self.columns.iter().find(|column| column.ident == *field) {
                // The column is blamed where the attribute names it.
                Some(column) => columns.push(Column { ident: field.clone(), ..column.clone() }),
                None => errors.at(field.span(), self.no_field(field)),
            }
        }
        (columns.len() == fields.len()).then_some(columns)
    }

    fn no_field(&self, field: &Ident) -> String {
        let known: Vec<_> = self.columns.iter().map(Column::field).collect();
        let known: Vec<_> = known.iter().map(String::as_str).collect();
        let advice = match closest(&names::plain(field), &known) {
            Some(meant) => format!("did you mean `{meant}`"),
            None => "name a field that is a column".to_owned(),
        };
        format!("`{}` has no field `{field}`; {advice}", self.ident)
    }

    /// Returns whether there is a lookup by these columns, in this order.
    fn has_lookup(&self, columns: &[Column]) -> bool {
        let same = |known: &[Column]| {
            known.iter().map(|column| &column.ident).eq(columns.iter().map(|column| &column.ident))
        };
        same(&self.primary_key) || self.lookups.iter().any(|lookup| same(&lookup.columns))
    }
}

impl Column {
    /// Returns the field's name, without `r#`.
    pub(crate) fn field(&self) -> String {
        names::plain(&self.ident)
    }

    /// Returns the type of a key in this column. A null is not a key.
    pub(crate) fn key(&self) -> &Type {
        types::of_option(&self.ty).unwrap_or(&self.ty)
    }

    pub(crate) fn nullable(&self) -> bool {
        types::of_option(&self.ty).is_some()
    }
}

impl Lookup {
    /// Returns the name of the lookup's method, without `by_`.
    pub(crate) fn name(&self) -> String {
        let fields: Vec<_> = self.columns.iter().map(Column::field).collect();
        names::joined(&fields)
    }

    fn from_syn(column: &Column, attrs: &FieldAttrs, errors: &mut Errors) -> Option<Self> {
        if let (Some(_), Some(index)) = (attrs.unique, attrs.index) {
            errors.at(index, "`index` finds many rows and `unique` one; keep the one that is true");
        }
        let requested_at = attrs.unique.or(attrs.index);
        // With a kind, the key alone can name rows of several models.
        let names_a_row = attrs.belongs_to.iter().any(|parent| parent.kind.is_none());
        (requested_at.is_some() || names_a_row).then(|| Self {
            columns: vec![column.clone()],
            unique: attrs.unique.is_some(),
            requested_at,
        })
    }
}

/// Returns whether a struct has neither fields nor parameters.
fn is_root(input: &DeriveInput) -> bool {
    let has_fields = match &input.data {
        Data::Struct(data) => !data.fields.is_empty(),
        Data::Enum(_) | Data::Union(_) => true,
    };
    !has_fields && input.generics.params.is_empty()
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
            let mut idents = fields.named.iter().filter_map(|field| field.ident.as_ref());
            match idents.find(|ident| *ident == "_") {
                // rustc refuses this before a derive sees it. This message is for callers that run the derive by hand.
                Some(nameless) => (nameless.span(), "`_` is not the name of a field"),
                None => return input.generics.params.is_empty().then_some(fields),
            }
        }
        Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) => {
            (fields.span(), "these fields have no names")
        }
        Data::Struct(_) => {
            let message = "this struct has no fields; derive `BatchLoad` on a struct with a named field for each column, or write `#[has_many(Article)]` above it to list every row of a model";
            errors.at(input.ident.span(), message);
            return None;
        }
        Data::Union(data) => (data.union_token.span(), "a union is not a row"),
        // `Models` reports what is wrong with an enum.
        Data::Enum(_) => return None,
    };
    errors.at(span, format!("{what}; derive `BatchLoad` on a struct with a named field for each column"));
    None
}
