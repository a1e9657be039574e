//! How a MariaDB server is prepared, started and reached.

use std::sync::OnceLock;

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{ConnectOptions, Connection};

use super::{Programs, Recipe, Server, programs, start};

struct MariaDb;

/// How to reach a database of this process's server, which is started if need be.
///
/// # Panics
///
/// When the server is not installed or does not start.
pub fn options(database: &str) -> MySqlConnectOptions {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    match SERVER.get_or_init(start::<MariaDb>) {
        Ok(server) => reach(server.port, database),
        Err(reason) => panic!("{reason}"),
    }
}

fn reach(port: u16, database: &str) -> MySqlConnectOptions {
    MySqlConnectOptions::new()
        .host("127.0.0.1")
        .port(port)
        .username("root")
        .database(database)
        .ssl_mode(MySqlSslMode::Disabled)
}

impl Recipe for MariaDb {
    const NAME: &'static str = "MariaDB";
    const PACKAGE: &'static str = "mariadb-server";
    const USERS: &'static [&'static str] = &["mysql", "nobody"];
    const STOP: &'static str = "KILL";
    // Without grant tables nobody needs a password; only this machine can connect.
    const START: &'static str = r#"
        "$INSTALL" --no-defaults --datadir="$DIR/data" --skip-test-db --skip-log-bin &&
        exec "$SERVE" --no-defaults --datadir="$DIR/data" --socket="$DIR/socket" --pid-file="$DIR/pid" \
            --bind-address=127.0.0.1 --port="$PORT" --skip-grant-tables --skip-name-resolve --skip-log-bin \
            --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --innodb-doublewrite=0 \
            --innodb-buffer-pool-size=32M --performance-schema=0 --max-connections=200 \
            --character-set-server=utf8mb4
    "#;

    fn programs() -> Option<Programs> {
        Some(Programs {
            install: programs::find(&["mariadb-install-db", "mysql_install_db"], &[])?,
            serve: programs::find(&["mariadbd"], &[])?,
        })
    }

    async fn data_directory(port: u16) -> sqlx::Result<String> {
        let mut connection = reach(port, "mysql").disable_statement_logging().connect().await?;
        let data = sqlx::query_scalar("SELECT @@datadir").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(data)
    }
}
