//! From a URL to an application that is ready to answer, whichever database is behind it.

use std::time::Duration;

use anyhow::{Context, bail};
use async_graphql::{Executor, Request, Response};
use futures_util::future::BoxFuture;
use url::Url;

use crate::{mysql, postgres, sqlite};

/// How long to wait for a server before giving up.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The expected form of a URL.
const EXPECTED: &str = "expected `postgres://…`, `mysql://…`, `mariadb://…` or `sqlite:<file>`";

/// The tables this program reads and writes.
pub const TABLES: &str =
    "newsroom_article_publications, newsroom_publications, newsroom_articles and newsroom_reporters";

/// How much news there is to report.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Size {
    /// Reporters to create [default: 500].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub reporters: Option<u32>,
    /// Articles of each reporter [default: 10].
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub articles_per_reporter: Option<u32>,
}

/// The application, opened on a database.
pub struct Newsroom {
    /// The database, in words.
    pub database: String,
    pub reporters: i64,
    pub articles: i64,
    /// The schema with a statement for every resolver.
    pub naive: Execute,
    /// The schema that uses the library.
    pub batched: Execute,
    /// The schema with statements and maps by hand.
    pub by_hand: Execute,
    /// The schema that the server uses: `batched`, with limits.
    pub served: Execute,
}

/// A GraphQL schema with its types erased, so that the code that measures and serves it exists once.
pub type Execute = Box<dyn Fn(Request) -> BoxFuture<'static, Response> + Send + Sync>;

/// Erases a schema's types.
pub fn execute(schema: impl Executor) -> Execute {
    Box::new(move |request| {
        let schema = schema.clone();
        Box::pin(async move { schema.execute(request).await })
    })
}

/// Connects, creates the tables that are missing and fills them if they are empty.
pub async fn open(url: Option<&str>, size: Size) -> anyhow::Result<Newsroom> {
    let Some(url) = url else {
        return sqlite::app::open(sqlite::in_memory(), "an SQLite database in memory".into(), size).await;
    };
    // The message does not repeat a text that cannot be parsed, because it may hold a password.
    let Ok(parsed) = Url::parse(url) else { bail!("this is not the URL of a database; {EXPECTED}") };
    let name = describe(&parsed);
    let unreadable = || format!("the URL of {name} cannot be read");
    match parsed.scheme() {
        "sqlite" => {
            let options = sqlite::file(url).with_context(unreadable)?;
            sqlite::app::open(options, name, size).await
        }
        "postgres" | "postgresql" => {
            let options = url.parse().with_context(unreadable)?;
            postgres::app::open(options, name, size).await
        }
        "mysql" | "mariadb" => {
            let options = url.parse().with_context(unreadable)?;
            mysql::app::open(options, name, size).await
        }
        other => bail!("no database speaks `{other}`; {EXPECTED}"),
    }
}

/// Returns the database's URL without secrets: no user, no password, no parameters.
fn describe(url: &Url) -> String {
    match (url.scheme(), url.host_str()) {
        ("sqlite", _) => format!("the SQLite database {}{}", url.host_str().unwrap_or_default(), url.path()),
        (scheme, host) => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{scheme}://{}{port}{}", host.unwrap_or("localhost"), url.path())
        }
    }
}

/// Waits for a server, but gives up after `CONNECT_TIMEOUT`.
pub async fn with_connect_timeout<T>(
    connecting: impl Future<Output = Result<T, sqlx::Error>>,
    name: &str,
) -> anyhow::Result<T> {
    match tokio::time::timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(connected) => connected.with_context(|| format!("cannot connect to {name}")),
        Err(_) => bail!("cannot connect to {name}: no answer within {} seconds", CONNECT_TIMEOUT.as_secs()),
    }
}
