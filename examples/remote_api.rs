//! A source that is not SQL: a hundred loads become one HTTP request.
//!
//! ```sh
//! cargo run --example remote_api
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use batchload::{BatchFn, Found, Loader};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct User {
    id: u64,
    name: String,
}

/// A source of users behind a remote HTTP interface.
struct UserApi {
    http: reqwest::Client,
    url: String,
}

impl BatchFn for UserApi {
    type Key = u64;
    type Value = User;
    type Error = reqwest::Error;

    async fn load_batch(&self, ids: &[u64]) -> Result<Found<u64, User>, reqwest::Error> {
        let response = self.http.post(&self.url).json(ids).send().await?.error_for_status()?;
        let users: Vec<User> = response.json().await?;
        Ok(users.into_iter().map(|user| (user.id, user)).collect())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let requests = Arc::new(AtomicU32::new(0));
    let url = serve(Arc::clone(&requests)).await?;

    let users = Loader::new(UserApi { http: reqwest::Client::new(), url });
    let found: Vec<Option<User>> = try_join_all((1..=100).map(|id| users.load(id))).await?;

    println!("the first of them: {:?}", found[0]);
    println!("the last of them:  {:?}", found[99]);
    println!("{} loads, {} request", found.len(), requests.load(Ordering::Relaxed));
    assert_eq!(requests.load(Ordering::Relaxed), 1);
    assert_eq!(found.iter().flatten().count(), 99, "nobody has the id 100");
    Ok(())
}

/// Starts the other side: a server that knows the users 1 to 99 and counts its requests.
async fn serve(requests: Arc<AtomicU32>) -> std::io::Result<String> {
    let router = Router::new().route("/users", post(users)).with_state(requests);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/users", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, router).into_future());
    Ok(url)
}

async fn users(State(requests): State<Arc<AtomicU32>>, Json(ids): Json<Vec<u64>>) -> Json<Vec<User>> {
    requests.fetch_add(1, Ordering::Relaxed);
    let known = ids.into_iter().filter(|id| *id < 100);
    Json(known.map(|id| User { id, name: format!("user {id}") }).collect())
}
