//! GraphQL over HTTP, and a page to send queries from.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use async_graphql::{Request, Response};

use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use tokio::net::TcpListener;

use crate::database::{Execute, Newsroom};

/// No query that a person types is longer.
const LONGEST_REQUEST: usize = 64 * 1024;
/// The page is complete in itself and talks only to this server.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:";

/// Where to listen.
#[derive(clap::Args)]
#[command(next_help_heading = "Where it serves")]
pub struct Address {
    /// The port to serve on; 0 takes a free one.
    #[arg(long, global = true, default_value_t = 8000)]
    port: u16,
    /// The address to serve on.
    #[arg(long, global = true, default_value = "127.0.0.1")]
    host: IpAddr,
}

impl Address {
    /// Binds the port.
    pub async fn listen(&self) -> anyhow::Result<TcpListener> {
        let address = SocketAddr::new(self.host, self.port);
        let listener = TcpListener::bind(address).await;
        listener.with_context(|| format!("cannot listen on {address} (another `--port` may be free)"))
    }
}

/// Serves until a signal asks it to end, and then finishes the requests that it has begun.
pub async fn serve(listener: TcpListener, newsroom: Newsroom) -> anyhow::Result<()> {
    let router = Router::new()
        .route("/", get(page))
        .route("/graphql", post(graphql))
        .layer(DefaultBodyLimit::max(LONGEST_REQUEST))
        .with_state(Arc::new(newsroom.served));
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await.context("the server failed")
}

async fn page() -> impl IntoResponse {
    ([(CONTENT_SECURITY_POLICY, POLICY)], Html(include_str!("page.html")))
}

async fn graphql(State(execute): State<Arc<Execute>>, Json(request): Json<Request>) -> Json<Response> {
    Json(execute(request).await)
}

/// Waits for Ctrl-C, or for the signal that a process manager sends.
async fn stopped() {
    let interrupted = async { tokio::signal::ctrl_c().await.expect("Ctrl-C can be waited for") };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).expect("SIGTERM can be waited for").recv().await;
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
