//! The selection of a tree of relations.

/// A selection of the fields of an object, which says what [`Loaders::preload_selected`] loads of a tree of relations.
///
/// With the feature `async-graphql`, `ctx.look_ahead()` is one. Any other selection can implement this trait:
///
/// ```
/// use batchload::Selected;
///
/// /// What a client asks to be included: `articles.comments`, `badge`.
/// struct Include<'a>(Vec<&'a str>);
///
/// impl Selected for Include<'_> {
///     fn field(&self, name: &str) -> Option<Box<dyn Selected + '_>> {
///         let paths = self.0.iter().map(|path| path.split_once('.').unwrap_or((path, "")));
///         let below: Vec<_> = paths.filter(|(first, _)| *first == name).map(|(_, below)| below).collect();
///         if below.is_empty() { None } else { Some(Box::new(Include(below))) }
///     }
/// }
///
/// let include = Include(vec!["articles.comments", "badge"]);
/// assert!(include.field("badge").is_some() && include.field("editor").is_none());
/// assert!(include.field("articles").is_some_and(|articles| articles.field("comments").is_some()));
/// ```
///
/// [`Loaders::preload_selected`]: crate::Loaders::preload_selected
pub trait Selected: Send + Sync {
    /// Returns what is selected of the objects in a field, or `None` if the field is not selected. The field has the
    /// name of a relation, such as `articles`, or of an aggregate of one, such as `articles_count`. For a page, the
    /// tree asks for `articles_page` first, and then for `articles`.
    fn field(&self, name: &str) -> Option<Box<dyn Selected + '_>>;

    /// Returns what is selected of the rows of a page, or `None` if that is what is selected of the page itself.
    fn rows_of_page(&self) -> Option<Box<dyn Selected + '_>> {
        None
    }
}

/// A selection of every field of every object.
pub(super) struct Everything;

impl Selected for Everything {
    fn field(&self, _name: &str) -> Option<Box<dyn Selected + '_>> {
        Some(Box::new(Self))
    }
}
