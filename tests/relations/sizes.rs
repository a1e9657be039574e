//! A relation's load is little larger than the load that it makes. This matters because requests hold thousands of
//! waiting loads.

use batchload::Loaders;

use crate::support::models::{Article, Reporter};

const POINTER: usize = size_of::<usize>();

fn loaders() -> Loaders<sqlx::Sqlite> {
    Loaders::new(sqlx::SqlitePool::connect_lazy("sqlite::memory:").unwrap())
}

fn reporter() -> Reporter {
    Reporter { id: 1, email: "ada@example.org".to_owned() }
}

fn article() -> Article {
    Article {
        id: 10,
        headline: "Engines".to_owned(),
        pub_date: chrono::NaiveDate::default(),
        reporter_id: 1,
        editor_id: Some(2),
        section: "science".to_owned(),
    }
}

#[tokio::test]
async fn a_load_of_many_holds_the_load_once() {
    let loaders = loaders();
    let alone = size_of_val(&Article::by_reporter_id(&loaders).load(1));
    assert!(size_of_val(&reporter().load_articles(&loaders)) <= alone + POINTER);
}

#[tokio::test]
async fn a_load_that_may_have_nothing_to_ask_holds_the_load_once() {
    let loaders = loaders();
    let alone = size_of_val(&Reporter::by_id(&loaders).load(1));
    assert!(size_of_val(&article().load_editor(&loaders)) <= alone + POINTER);
}

#[tokio::test]
async fn a_load_that_needs_its_row_holds_the_load_and_the_key() {
    let loaders = loaders();
    let alone = size_of_val(&Reporter::by_id(&loaders).load(1));
    let key = size_of::<i64>();
    assert!(size_of_val(&article().load_reporter(&loaders)) <= alone + key + POINTER);
}
