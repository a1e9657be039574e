//! A server that shuts down while its handlers load: it waits for loads that can end, and not for those that cannot.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use batchload::{Error, Loader, drive};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::recorder::{Calls, Gate, Recorder};
use crate::support::runtimes::on_every_runtime;

struct Server {
    address: SocketAddr,
    shut_down: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Starts a server that answers with the value of the key 1, or with the error's text.
    async fn start(loader: Loader<u32, Option<u32>>) -> Self {
        let handler = move || {
            let load = drive(loader.load(1));
            async move {
                let value =
                    load.await.map_err(|error: Error| (StatusCode::BAD_GATEWAY, error.to_string()))?;
                Ok::<_, (StatusCode, String)>(format!("found {value:?}"))
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shut_down, told) = oneshot::channel();
        let app = Router::new().route("/", get(handler));
        let server = axum::serve(listener, app).with_graceful_shutdown(async { told.await.unwrap_or(()) });
        Self { address, shut_down, ended: tokio::spawn(server.into_future()) }
    }
}

async fn ask(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn gated(batch_timeout: Duration) -> (Loader<u32, Option<u32>>, Calls<u32>, Gate) {
    let gate = Gate::closed();
    let recorder = Recorder::gated(&gate);
    let calls = recorder.calls();
    (Loader::builder(recorder).name("squares").batch_timeout(batch_timeout).build(), calls, gate)
}

#[test]
fn s35_a_server_that_shuts_down_ends_its_loads_first() {
    on_every_runtime(async || {
        let (loader, calls, gate) = gated(Duration::from_secs(30));
        let server = Server::start(loader).await;
        let answer = tokio::spawn(ask(server.address));
        gate.reached().await;
        server.shut_down.send(()).unwrap();
        tokio::task::yield_now().await;
        assert!(!server.ended.is_finished());
        gate.release_one();
        let answer = answer.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("found Some(1)"), "{answer}");
        server.ended.await.unwrap().unwrap();
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn s35_a_load_that_never_ends_keeps_a_server_no_longer_than_its_timeout() {
    on_every_runtime(async || {
        let (loader, calls, gate) = gated(Duration::from_millis(20));
        let server = Server::start(loader).await;
        let answer = tokio::spawn(ask(server.address));
        gate.reached().await;
        server.shut_down.send(()).unwrap();
        let answer = answer.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 502"), "{answer}");
        assert!(answer.contains("a batch of `squares` did not end within 20ms"), "{answer}");
        server.ended.await.unwrap().unwrap();
        assert_eq!(calls.list(), [[1]]);
    });
}
