//! What a query selects, as a selection of relations.

use async_graphql::Lookahead;

use crate::Selected;

/// The fields below a field. A relation's is named like it, as it is or in camel case; a page's rows are its
/// `nodes`, and the `node`s of its `edges`.
impl Selected for Lookahead<'_> {
    fn field(&self, name: &str) -> Option<Box<dyn Selected + '_>> {
        let found = Lookahead::field(self, &camel_case(name));
        let found = if found.exists() { found } else { Lookahead::field(self, name) };
        found.exists().then(|| Box::new(found) as _)
    }

    fn rows_of_page(&self) -> Option<Box<dyn Selected + '_>> {
        let (nodes, edges) = (Lookahead::field(self, "nodes"), Lookahead::field(self, "edges"));
        let fields = [nodes.selection_fields(), edges.field("node").selection_fields()].concat();
        Some(Box::new(Self::try_from(&fields[..]).unwrap_or(nodes)))
    }
}

/// `articlesCount` for `articles_count`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut camel, word| {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
        camel
    })
}
