//! Relations as the derive has understood them: from which fields, by which path, to which rows.

use proc_macro2::{Ident, Span};
use syn::Type;
use syn::spanned::Spanned;

use super::{Column, Lookup, Model, Name, root};
use crate::attr::{self, Aggregate, Filter, Options, OrderBy, PageSizes, StructAttrs};
use crate::errors::Errors;
use crate::names;
use crate::types;

/// A relation from a row of this model to rows of another.
pub(crate) struct Relation {
    pub(crate) name: Name,
    /// The model on the other side.
    pub(crate) model: Type,
    /// The name of that model, without its path.
    pub(crate) model_name: String,
    /// The columns of this model that hold the key.
    pub(crate) source: Vec<Column>,
    pub(crate) path: Path,
    pub(crate) shape: Shape,
    /// The span to blame.
    pub(crate) span: Span,
    pub(crate) order_by: Vec<OrderBy>,
    pub(crate) filter: Filter,
    pub(crate) page: Option<PageSizes>,
    pub(crate) window: Option<Span>,
    pub(crate) aggregates: Vec<Aggregate>,
}

/// How the rows are found.
pub(crate) enum Path {
    /// By the primary key of the other model.
    PrimaryKey,
    /// By a lookup of the other model: the fields that hold the key.
    Fields(Vec<Ident>),
    /// Across a table of pairs, or its model.
    JoinTable(JoinTable),
    /// By a chain of relations.
    Chain(Vec<Ident>),
    /// By no key: every row of the model.
    Every,
    /// By the `belongs_to` of the other model, which can lead to several models.
    Polymorphic(Ident),
}

pub(crate) enum JoinTable {
    Table {
        table: Vec<String>,
        near: Vec<String>,
        near_span: Span,
        far: Vec<String>,
        far_span: Span,
    },
    /// `order_by` comes before the order of the rows that the link rows lead to.
    Model {
        model: Box<Type>,
        near: Vec<Ident>,
        far: Vec<Ident>,
        order_by: Vec<OrderBy>,
    },
}

/// What a load returns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The row that a key promises.
    Required,
    /// The row that a key names, if it names one.
    Optional,
    /// The first of the rows.
    First,
    Many,
}

/// A relation from a row to its parent, which is a row of one of several models.
pub(crate) struct Polymorphic {
    pub(crate) name: Name,
    pub(crate) column: Column,
    pub(crate) kind: Column,
    /// The enum of the models.
    pub(crate) subject: Type,
    /// Whether the parent may be missing.
    pub(crate) optional: bool,
    pub(crate) span: Span,
}

/// A relation from a row to the rows above it, or to those below it.
pub(crate) struct Tree {
    pub(crate) ancestors: bool,
    pub(crate) name: Name,
    pub(crate) span: Span,
    /// The columns that name the parent.
    pub(crate) foreign_key: Vec<Column>,
    pub(crate) order_by: Vec<OrderBy>,
    pub(crate) depth: u32,
}

const DEPTH: u32 = 64;

impl Model {
    pub(super) fn add_relations(&mut self, attrs: StructAttrs, errors: &mut Errors) {
        for attr in attrs.belongs_to {
            self.add_belongs_to(None, attr, errors);
        }
        for attr in attrs.has {
            let relation = self.has(attr, errors);
            self.relations.extend(relation);
        }
        for attr in attrs.many_to_many {
            let relation = self.many_to_many(attr, errors);
            self.relations.extend(relation);
        }
        for attr in attrs.trees {
            let tree = self.tree(attr, errors);
            self.trees.extend(tree);
        }
    }

    /// Adds a `belongs_to` that stands above the column with the key, or above the struct.
    pub(super) fn add_belongs_to(
        &mut self,
        column: Option<Column>,
        mut attr: attr::BelongsTo,
        errors: &mut Errors,
    ) {
        let named = parent_name(column.as_ref(), &attr, errors);
        let source = match (column, attr.foreign_key.take()) {
            (Some(column), _) => Some(vec![column]),
            (None, fields) => self.fields(&fields.unwrap_or_default(), errors),
        };
        let (Some((name, model_name)), Some(source)) = (named, source) else { return };
        if let Some(kind) = &attr.kind {
            return self.add_polymorphic(name, source, kind, &attr, errors);
        }
        if !self.has_lookup(&source) {
            self.lookups.push(Lookup { columns: source.clone(), unique: false, requested_at: None });
        }
        let references = attr.references.unwrap_or_default();
        let optional = attr.optional.is_some() || source.iter().any(Column::nullable);
        self.relations.push(Relation {
            span: references.first().map_or_else(|| attr.parent.span(), Ident::span),
            path: if references.is_empty() { Path::PrimaryKey } else { Path::Fields(references) },
            shape: if optional { Shape::Optional } else { Shape::Required },
            ..Relation::new(name, attr.parent, model_name, source)
        });
    }

    fn add_polymorphic(
        &mut self,
        name: Name,
        source: Vec<Column>,
        kind: &Ident,
        attr: &attr::BelongsTo,
        errors: &mut Errors,
    ) {
        refuse_references(attr.references.as_deref(), errors);
        let kind = self.fields(std::slice::from_ref(kind), errors).and_then(|kind| kind.into_iter().next());
        let (Some(kind), Some(column)) = (kind, source.into_iter().next()) else { return };
        if kind.ident == column.ident {
            return errors.at(
                kind.ident.span(),
                format!("`{}` holds the key; name the field that says which model it is of", kind.ident),
            );
        }
        let columns = vec![kind.clone(), column.clone()];
        if !self.has_lookup(&columns) {
            self.lookups.push(Lookup { columns, unique: false, requested_at: None });
        }
        let (subject, span) = (attr.parent.clone(), attr.parent.span());
        let optional = attr.optional.is_some() || column.nullable() || kind.nullable();
        self.polymorphic.push(Polymorphic { name, column, kind, subject, optional, span });
    }

    fn has(&self, mut attr: attr::Has, errors: &mut Errors) -> Option<Relation> {
        let child = types::last_ident(&attr.child, "child", errors)?.clone();
        let default = if attr.many { names::children(&child) } else { names::child(&child) };
        let name = name(attr.options.name.as_ref(), default, child.span());
        let model_name = names::plain(&child);
        let (path, source) = self.path_to_child(&mut attr, errors)?;
        let span = match &path {
            Path::Fields(fields) | Path::Chain(fields) => fields[0].span(),
            Path::Polymorphic(relation) => relation.span(),
            Path::PrimaryKey | Path::JoinTable(_) | Path::Every => child.span(),
        };
        let shape = if attr.many { Shape::Many } else { Shape::First };
        let relation = Relation { path, shape, span, ..Relation::new(name, attr.child, model_name, source) };
        Some(relation.with(attr.options, errors))
    }

    /// Returns the path of a `has_many` to its child, and the columns where it starts.
    fn path_to_child(&self, attr: &mut attr::Has, errors: &mut Errors) -> Option<(Path, Vec<Column>)> {
        if let Some(chain) = attr.through.take() {
            let other = attr.foreign_key.iter().chain(&attr.references).flatten().chain(&attr.polymorphic);
            for field in other {
                errors.at(field.span(), "the relations of `through` hold their own keys; remove this key");
            }
            return Some((Path::Chain(chain), Vec::new()));
        }
        if self.is_root {
            root::check_path(attr, errors);
            return Some((Path::Every, Vec::new()));
        }
        if let Some(relation) = attr.polymorphic.take() {
            for field in attr.foreign_key.iter().flatten() {
                errors.at(field.span(), "the relation of `polymorphic` holds the key; remove this one");
            }
            refuse_references(attr.references.as_deref(), errors);
            return Some((Path::Polymorphic(relation), self.primary_key.clone()));
        }
        let source = match &attr.references {
            Some(fields) => self.fields(fields, errors)?,
            None => self.primary_key.clone(),
        };
        let given = attr.foreign_key.take();
        let default =
            || (source.len() == 1).then(|| vec![names::foreign_key(&self.ident, attr.child.span())]);
        match given.or_else(default) {
            Some(fields) => Some((Path::Fields(fields), source)),
            None if source.is_empty() => None,
            None => {
                errors.at(attr.child.span(), several_fields("child", "foreign_key(a, b)"));
                None
            }
        }
    }

    fn tree(&self, attr: attr::Tree, errors: &mut Errors) -> Option<Tree> {
        let attr::Tree { ancestors, span, name: given, foreign_key, order_by, depth } = attr;
        let default = if ancestors { "ancestors" } else { "descendants" };
        Some(Tree {
            ancestors,
            name: name(given.as_ref(), default.to_owned(), span),
            span: foreign_key[0].span(),
            foreign_key: self.fields(&foreign_key, errors)?,
            order_by: order_by.unwrap_or_default(),
            depth: depth.unwrap_or(DEPTH),
        })
    }
}

impl Relation {
    /// Makes a relation to many rows by primary key, which the caller changes.
    pub(super) fn new(name: Name, model: Type, model_name: String, source: Vec<Column>) -> Self {
        Self {
            name,
            span: model.span(),
            model,
            model_name,
            source,
            path: Path::PrimaryKey,
            shape: Shape::Many,
            order_by: Vec::new(),
            filter: Filter::default(),
            page: None,
            window: None,
            aggregates: Vec::new(),
        }
    }

    pub(super) fn with(self, mut options: Options, errors: &mut Errors) -> Self {
        match (&options.page, options.window) {
            (Some(page), _) if self.shape == Shape::First => {
                errors.at(page.span, "a `has_one` finds one row, so it has no pages; remove `page`");
            }
            (None, Some(window)) if self.shape != Shape::First => {
                errors.at(window, "`strategy` says how pages are found; write `page` as well, or remove it");
            }
            _ => {}
        }
        if let (Shape::First, Some(aggregate)) = (self.shape, options.aggregates.first()) {
            let word = aggregate.kind.keyword();
            errors.at(
                aggregate.span,
                format!(
                    "a `has_one` finds one row, and `{word}` needs all of them; write it in a `has_many`"
                ),
            );
            options.aggregates.clear();
        }
        Self {
            filter: options.filter.finish(errors),
            order_by: options.order_by.unwrap_or_default(),
            page: options.page,
            window: options.window,
            aggregates: options.aggregates,
            ..self
        }
    }
}

/// Returns the names of a `belongs_to` and of its parent.
fn parent_name(
    column: Option<&Column>,
    attr: &attr::BelongsTo,
    errors: &mut Errors,
) -> Option<(Name, String)> {
    let parent = types::last_ident(&attr.parent, "parent", errors)?;
    let name = match (column, &attr.name) {
        (_, Some(given)) => Some(name(Some(given), String::new(), given.span())),
        (None, None) => Some(name(None, names::child(parent), attr.parent.span())),
        (Some(column), None) => {
            names::parent(&column.ident).map(|text| Name { text, span: column.ident.span() })
        }
    };
    if let (None, Some(Column { ident, .. })) = (&name, column) {
        let message = format!(
            "`{ident}` does not end in `_id`, so this relation needs a name; write `name = …` after the parent"
        );
        errors.at(attr.span, message);
    }
    Some((name?, names::plain(parent)))
}

pub(super) fn name(given: Option<&Ident>, default: String, span: Span) -> Name {
    match given {
        Some(name) => Name { text: names::plain(name), span: name.span() },
        None => Name { text: default, span },
    }
}

/// Refuses `references` on either side of a relation to a parent of several models.
fn refuse_references(fields: Option<&[Ident]>, errors: &mut Errors) {
    if let Some([field, ..]) = fields {
        errors
            .at(field.span(), "a parent of several models is named by its primary key; remove `references`");
    }
}

pub(super) fn several_fields(side: &str, example: &str) -> String {
    format!("this primary key has several fields; name those of the {side} with `{example}`")
}
