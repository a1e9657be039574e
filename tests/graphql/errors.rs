//! What a client is told when something fails: which lookup, and nothing about its keys or its SQL.

use std::sync::{Arc, Mutex};

use async_graphql::{Request, Response, value};
use batchload::Error;
use batchload::graphql::Batching;
use futures_util::stream::StreamExt;

use super::newsroom::{Newsroom, served};
use crate::support::database::on_every_database;
use crate::support::models::NEWSROOM;

on_every_database!(an_error_shows_neither_statement_nor_keys, async |db| {
    db.setup(NEWSROOM).await;
    let query = r#"{ ghost(name: "casper the key") { secretName } reporter(id: 1) { id } }"#;
    let (answer, _) = db.counted(served(db.pool()).execute(query)).await;

    // The field that failed is left out, but not its neighbour.
    assert_eq!(answer.data, value!({ "reporter": { "id": 1 } }));
    let told = format!(
        "{:?}",
        answer.errors.iter().map(|error| (&error.message, &error.extensions)).collect::<Vec<_>>()
    );
    assert_eq!(answer.errors.len(), 1, "{told}");
    assert_eq!(answer.errors[0].message, "`Ghost::by_id` failed in the database");
    for secret in ["casper", "secret_ghosts", "secret_name", "SELECT", "select"] {
        assert!(!told.contains(secret), "{told}");
    }
});

on_every_database!(a_missing_row_is_told_without_its_key, async |db| {
    db.setup(NEWSROOM).await;
    db.setup("INSERT INTO articles VALUES (15, 'Lost', '2024-01-01', 98765, NULL, 'lost')").await;
    let query = r#"{ sections(names: ["lost"]) { reporter { id } } }"#;
    let (answer, _) = db.counted(served(db.pool()).execute(query)).await;
    let messages: Vec<_> = answer.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`Article::reporter` needs a row that does not exist or that the scope of its model leaves out; if the row of a `belongs_to` may be missing, make it `optional`"
        ]
    );
    let source = answer.errors[0].source::<Error>();
    assert!(
        matches!(source, Some(Error::MissingRow { key, .. }) if **key == *"98765"),
        "the server's own code can see it: {source:?}"
    );
});

#[test]
fn what_was_asked_is_in_the_fields_of_an_error_and_not_in_its_message() {
    let secret = || "casper".into();
    for error in [
        Error::MissingRow { relation: "Article::reporter", key: secret() },
        Error::UnknownKind { relation: "Comment::subject", kind: secret() },
        Error::Reentrant { loader: "Nicknames", key: secret() },
        Error::Panicked { loader: "Nicknames", message: secret() },
    ] {
        let logged = format!("{error:?}");
        let told = async_graphql::Error::from(error);
        assert!(logged.contains("casper"), "{logged}");
        assert!(!told.message.contains("casper"), "{}", told.message);
        let names = ["Article::reporter", "Comment::subject", "Nicknames"];
        assert!(names.iter().any(|name| told.message.contains(name)), "{}", told.message);
    }
}

on_every_database!(an_error_is_told_to_every_field_that_asked, async |db| {
    db.setup(NEWSROOM).await;
    let query = r#"{ a: ghost(name: "a") { secretName } b: ghost(name: "b") { secretName } }"#;
    let (answer, asked) = db.counted(served(db.pool()).execute(query)).await;

    let messages: Vec<_> = answer.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, ["`Ghost::by_id` failed in the database"; 2]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(an_event_without_loaders_says_what_to_add, async |_db| {
    let request = Request::new("subscription { edits(count: 1) { reporters { id } } }");
    let event = DB::schema().execute_stream(request).next().await.unwrap();
    let message = &event.errors[0].message;
    assert!(message.contains("this request has no loaders for"), "{message}");
});

#[test]
fn an_error_of_ones_own_query_tells_nobody_what_the_database_said() {
    let error = Error::from(sqlx::Error::Protocol("no such table: casper".to_owned()));
    assert!(format!("{error:?}").contains("casper"));
    assert_eq!(async_graphql::Error::from(error).message, "a query failed in the database");
}

on_every_database!(each_error_of_a_response_can_be_logged_and_changed, async |db| {
    db.setup(NEWSROOM).await;
    let logged = Arc::<Mutex<Vec<_>>>::default();
    let batching = || {
        let logged = Arc::clone(&logged);
        Batching::new(db.pool()).on_error(move |error| {
            let cause = error.source::<Error>();
            logged.lock().unwrap().push((format!("{:?}", error.path), cause.map(ToString::to_string)));
            "hidden".clone_into(&mut error.message);
        })
    };
    let request = || Request::new(r#"{ reporter(id: 1) { id } ghost(name: "a") { secretName } }"#);
    let failed = ("[Field(\"ghost\")]".to_owned(), Some("`Ghost::by_id` failed in the database".to_owned()));
    let assert_hidden = |answer: Response| {
        assert_eq!(answer.data, value!({ "reporter": { "id": 1 } }));
        assert_eq!(answer.errors.iter().map(|error| &*error.message).collect::<Vec<_>>(), ["hidden"]);
        assert_eq!(std::mem::take(&mut *logged.lock().unwrap()), std::slice::from_ref(&failed));
    };
    let wrapped = batching().wrap(DB::schema());
    assert_hidden(wrapped.execute(request()).await);
    assert_hidden(wrapped.execute_stream(request()).next().await.unwrap());
    assert_hidden(DB::extended(batching()).execute(request()).await);

    let invalid = wrapped.execute("{ nothing }").await;
    assert_eq!(invalid.errors[0].message, "hidden");
    assert_eq!(std::mem::take(&mut *logged.lock().unwrap()), [("[]".to_owned(), None)]);
});

#[test]
fn a_pool_without_a_free_connection_is_told_apart_from_what_the_database_says() {
    let error = Error::Database { lookup: "Article::by_id", source: sqlx::Error::PoolTimedOut.into() };
    assert_eq!(
        error.to_string(),
        "`Article::by_id` got no connection, because all connections of the pool are in use; drop guards of `connection()` and end transactions before you load, or give the pool more connections"
    );
}
