//! Without GraphQL: handlers answer with JSON, and a middleware gives every request its own loaders.
//!
//! ```sh
//! cargo run --example rest
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use batchload::{BatchLoad, Error, Loaders, Many, One};
use futures_util::future::try_join_all;
use serde::Serialize;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{FromRow, Sqlite, SqlitePool};

#[derive(Clone, Debug, FromRow, BatchLoad, Serialize)]
#[has_many(Article)]
pub struct Reporter {
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad, Serialize)]
pub struct Article {
    pub id: i64,
    pub headline: String,
    #[belongs_to(Reporter)]
    #[serde(skip)]
    pub reporter_id: i64,
}

/// A reporter as `/reporters` shows it: the row itself, and the rows that belong to it.
#[derive(Serialize)]
struct Profile {
    #[serde(flatten)]
    reporter: One<Reporter>,
    articles: Many<Article>,
}

async fn reporters(Extension(loaders): Extension<Loaders<Sqlite>>) -> Result<Json<Vec<Profile>>, StatusCode> {
    profiles(&loaders).await.map(Json).map_err(|error| {
        eprintln!("{error:?}");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

async fn profiles(loaders: &Loaders<Sqlite>) -> Result<Vec<Profile>, Error> {
    let query = sqlx::query_as("SELECT id, name FROM reporters ORDER BY id");
    let rows = query.fetch_all(&mut *loaders.connection().await?).await?;
    let reporters: Many<Reporter> = loaders.prime(rows);
    let profiles = reporters.into_iter().map(|reporter| async {
        let articles = reporter.load_articles(loaders).await?;
        Ok(Profile { reporter, articles })
    });
    try_join_all(profiles).await
}

/// Makes fresh loaders for the request and drives it with them: this spawns no task and needs no timer.
async fn with_loaders(State(pool): State<SqlitePool>, mut request: Request, next: Next) -> Response {
    let loaders = Loaders::new(pool);
    request.extensions_mut().insert(loaders.clone());
    let response = loaders.drive(next.run(request)).await;
    println!("statements of the loaders: {}", loaders.stats().statements);
    assert_eq!(loaders.stats().statements, 1, "one for the articles of all reporters");
    response
}

const DATA: &str = "
    CREATE TABLE reporters (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT NOT NULL, reporter_id INTEGER NOT NULL);
    INSERT INTO reporters VALUES (1, 'Nellie Bly'), (2, 'Ida Wells'), (3, 'Egon Kisch');
    INSERT INTO articles VALUES
        (1, 'Around the World', 1), (2, 'Southern Horrors', 2), (3, 'The Red Record', 2), (4, 'Rushing About', 3);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;

    let router =
        Router::new().route("/reporters", get(reporters)).layer(from_fn_with_state(pool, with_loaders));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/reporters", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, router).into_future());

    println!("GET {url}");
    let answer: serde_json::Value = reqwest::get(url).await?.error_for_status()?.json().await?;
    println!("{answer:#}");
    assert_eq!(answer[1]["articles"][1]["headline"], "The Red Record");
    Ok(())
}
