//! What somebody selects of a tree of relations.

/// The fields that are selected of an object: which relations [`Loaders::preload_selected`] takes of a tree.
///
/// With the feature `async-graphql`, `ctx.look_ahead()` is one. Any other selection can be:
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
    /// What is selected of the objects in a field; `None` if the field is not selected. It is named like the
    /// relation: `articles`, or like the aggregate of one: `articles_count`. Of a page `articles_page` is asked for,
    /// and then `articles`.
    fn field(&self, name: &str) -> Option<Box<dyn Selected + '_>>;

    /// What is selected of the rows of a page; `None` if that is what is selected of the page itself.
    fn rows_of_page(&self) -> Option<Box<dyn Selected + '_>> {
        None
    }
}

/// Every field of every object.
pub(super) struct Everything;

impl Selected for Everything {
    fn field(&self, _name: &str) -> Option<Box<dyn Selected + '_>> {
        Some(Box::new(Self))
    }
}
