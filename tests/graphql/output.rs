//! Models, `One` and `Many` are output types: what they look like, and what they resolve to.

use async_graphql::value;

use super::newsroom::{Newsroom, served};
use crate::support::database::on_every_database;
use crate::support::models::NEWSROOM;

#[test]
fn rows_look_like_the_models_they_hold() {
    let sdl = sqlx::Sqlite::sdl();
    for field in [
        "articles: [Article!]!",
        "reporter: Reporter!",
        "editor: Reporter\n",
        "reporters: [Reporter!]!",
        "sections(names: [String!]!): [[Article!]!]!",
        "reporter(id: Int!): Reporter\n",
    ] {
        assert!(sdl.contains(field), "no `{field}` in {sdl}");
    }
    assert!(!sdl.contains("reporterId"), "{sdl}");
}

on_every_database!(introspection_shows_lists_of_what_is_never_null, async |db| {
    let query = r#"{ __type(name: "Reporter") { fields { name type { kind ofType { kind ofType { kind ofType { name } } } } } } }"#;
    let (answer, asked) = db.counted(served(db.pool()).execute(query)).await;

    let fields = value!({ "__type": { "fields": [
        { "name": "id", "type": { "kind": "NON_NULL", "ofType": { "kind": "SCALAR", "ofType": null } } },
        { "name": "email", "type": { "kind": "NON_NULL", "ofType": { "kind": "SCALAR", "ofType": null } } },
        { "name": "articles", "type": { "kind": "NON_NULL", "ofType": {
            "kind": "LIST", "ofType": { "kind": "NON_NULL", "ofType": { "name": "Article" } }
        } } },
        { "name": "nickname", "type": { "kind": "SCALAR", "ofType": null } },
    ] } });
    assert_eq!((answer.errors, answer.data), (vec![], fields));
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(a_level_of_objects_is_one_statement, async |db| {
    db.setup(NEWSROOM).await;
    let query = "{ reporter(id: 2) { email articles { headline section reporter { id } editor { email articles { id } } } } }";
    let (answer, asked) = db.counted(served(db.pool()).execute(query)).await;

    let editor =
        value!({ "email": "ada@example.org", "articles": [{ "id": 10 }, { "id": 11 }, { "id": 14 }] });
    let expected = value!({ "reporter": { "email": "grace@example.org", "articles": [
        { "headline": "Compilers", "section": "science", "reporter": { "id": 2 }, "editor": editor.clone() },
        { "headline": "Moths", "section": "nature", "reporter": { "id": 2 }, "editor": editor },
    ] } });
    assert_eq!((answer.errors, answer.data), (vec![], expected));
    assert_eq!(asked.len(), 4, "{asked:?}");
});

on_every_database!(a_row_that_is_not_there_is_null, async |db| {
    db.setup(NEWSROOM).await;
    let query = r#"{ reporter(id: 99) { email } sections(names: ["science"]) { editor { id } } }"#;
    let (answer, asked) = db.counted(served(db.pool()).execute(query)).await;

    let editors = value!([[{ "editor": null }, { "editor": { "id": 2 } }, { "editor": { "id": 1 } }]]);
    let expected = value!({ "reporter": null, "sections": editors });
    assert_eq!((answer.errors, answer.data), (vec![], expected));
    // The missing reporter and the sections go together, and then the editors.
    assert_eq!(asked.len(), 3, "{asked:?}");
});

on_every_database!(lists_in_lists_are_one_statement_a_level, async |db| {
    db.setup(NEWSROOM).await;
    let query =
        r#"{ sections(names: ["nature", "nothing", "science"]) { headline reporter { articles { id } } } }"#;
    let (answer, asked) = db.counted(served(db.pool()).execute(query)).await;

    let ada = value!({ "articles": [{ "id": 10 }, { "id": 11 }, { "id": 14 }] });
    let grace = value!({ "articles": [{ "id": 12 }, { "id": 13 }] });
    let expected = value!({ "sections": [
        [{ "headline": "Moths", "reporter": grace.clone() }, { "headline": "Weather", "reporter": ada.clone() }],
        [],
        [
            { "headline": "Engines", "reporter": ada.clone() },
            { "headline": "Notes", "reporter": ada },
            { "headline": "Compilers", "reporter": grace },
        ],
    ] });
    assert_eq!((answer.errors, answer.data), (vec![], expected));
    assert_eq!(asked.len(), 3, "{asked:?}");
});
