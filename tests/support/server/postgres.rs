//! How a PostgreSQL server is prepared, started and reached.

use std::path::Path;
use std::sync::OnceLock;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection};

use super::{Programs, Recipe, Server, programs, start};

struct Postgres;

/// Returns how to reach a database of this process's server. Starts the server if necessary.
///
/// # Panics
///
/// Panics if the server is not installed or does not start.
pub fn options(database: &str) -> PgConnectOptions {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    match SERVER.get_or_init(start::<Postgres>) {
        Ok(server) => reach(server.port, database),
        Err(reason) => panic!("{reason}"),
    }
}

fn reach(port: u16, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(port)
        .username("postgres")
        .database(database)
        .ssl_mode(PgSslMode::Disable)
}

impl Recipe for Postgres {
    const NAME: &'static str = "PostgreSQL";
    const PACKAGE: &'static str = "postgresql";
    const USERS: &'static [&'static str] = &["postgres", "nobody"];
    const STOP: &'static str = "QUIT";
    const START: &'static str = r#"
        "$INSTALL" --pgdata "$DIR/data" --username postgres --auth trust --no-sync --encoding UTF8 --locale C &&
        exec "$SERVE" -D "$DIR/data" -p "$PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off \
            -c max_connections=200 -c shared_buffers=32MB
    "#;

    fn programs() -> Option<Programs> {
        let versions = programs::versions(Path::new("/usr/lib/postgresql"));
        Some(Programs {
            install: programs::find(&["initdb"], &versions)?,
            serve: programs::find(&["postgres"], &versions)?,
        })
    }

    async fn data_directory(port: u16) -> sqlx::Result<String> {
        let mut connection = reach(port, "postgres").disable_statement_logging().connect().await?;
        let data = sqlx::query_scalar("SHOW data_directory").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(data)
    }
}
