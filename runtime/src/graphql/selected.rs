//! The fields that a query selects, as a selection of relations.

use async_graphql::Lookahead;

use crate::Selected;

/// The fields below a field. The field of a relation has the relation's name, unchanged or in camel case. The rows of a
/// page are its `nodes`, and the `node`s of its `edges`.
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

/// Names a field as async-graphql does: `articlesCount` for `articles_count`, and `v2Items` for `v2items`.
fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut starts_word = false;
    for letter in name.chars() {
        if letter == '_' {
            starts_word = !camel.is_empty();
            continue;
        }
        camel.push(if starts_word { letter.to_ascii_uppercase() } else { letter });
        starts_word = letter.is_numeric();
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::camel_case;

    #[test]
    fn relations_are_named_as_async_graphql_names_fields() {
        for (name, field) in [
            ("articles", "articles"),
            ("articles_count", "articlesCount"),
            ("top_3_items", "top3Items"),
            ("v2items", "v2Items"),
            ("_hidden", "hidden"),
            ("type_", "type"),
        ] {
            assert_eq!(camel_case(name), field);
        }
    }
}
