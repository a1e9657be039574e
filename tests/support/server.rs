//! Private throw-away servers: one of each kind for a test process, started when a test first needs it.
//!
//! A server listens on a free port of the loopback address and keeps its data in a directory of its own. Both end with
//! the test process. This module does not decide which databases are made on a server.

mod lifeline;
mod mariadb;
pub mod mysql;
pub mod postgres;
mod programs;

use std::future::Future;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use self::lifeline::Lifeline;

/// How long a server may take from nothing to its first answer.
const STARTUP: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(50);
/// Another program may take a free port before the server listens on it.
const ATTEMPTS: usize = 3;

/// A running server. When the process that holds it ends, the server stops and its directory is removed.
pub struct Server {
    pub port: u16,
    _lifeline: Lifeline,
}

/// The differences between the kinds of servers.
trait Recipe {
    const NAME: &'static str;
    /// The name of its package in the system's package manager.
    const PACKAGE: &'static str;
    /// Users that may run the server if the tests run as root, which servers refuse. The first one that exists is used.
    const USERS: &'static [&'static str];
    /// The signal that ends the server at once.
    const STOP: &'static str;
    /// Shell commands that prepare `$DIR/data` with `$INSTALL` and become the server, `$SERVE`, on `$PORT`.
    const START: &'static str;

    fn programs() -> Option<Programs>;

    /// Returns where the server on this port keeps its data. Must not be logged, because other tests count at that
    /// time.
    fn data_directory(port: u16) -> impl Future<Output = sqlx::Result<String>>;
}

struct Programs {
    install: PathBuf,
    serve: PathBuf,
}

fn start<R: Recipe>() -> Result<Server, String> {
    let programs = R::programs().ok_or_else(|| {
        format!(
            "{} is not installed: `apt-get install {}`, or set BATCHLOAD_TEST_DATABASES=sqlite",
            R::NAME,
            R::PACKAGE
        )
    })?;
    let mut failure = String::new();
    for _ in 0..ATTEMPTS {
        match attempt::<R>(&programs) {
            Ok(server) => return Ok(server),
            Err(error) => failure = error,
        }
    }
    Err(format!("{} did not start: {failure}", R::NAME))
}

fn attempt<R: Recipe>(programs: &Programs) -> Result<Server, String> {
    let port = free_port().map_err(|error| format!("no free port: {error}"))?;
    let lifeline = Lifeline::start::<R>(programs, port).map_err(|error| format!("no supervisor: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("no runtime: {error}"))?;

    let deadline = Instant::now() + STARTUP;
    while !lifeline.ended() && Instant::now() < deadline {
        if runtime.block_on(answers::<R>(port, lifeline.directory())) {
            return Ok(Server { port, _lifeline: lifeline });
        }
        thread::sleep(PAUSE);
    }
    Err(lifeline.log())
}

/// Returns whether our own server answers, and not a stranger that took the port first.
async fn answers<R: Recipe>(port: u16, directory: &Path) -> bool {
    match tokio::time::timeout(Duration::from_secs(5), R::data_directory(port)).await {
        Ok(Ok(data)) => Path::new(&data).starts_with(directory),
        Ok(Err(_)) | Err(_) => false,
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
