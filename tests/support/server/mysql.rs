//! How a server that speaks MySQL's protocol is reached, and how MySQL itself is prepared and started.
//!
//! The tests run on MariaDB, or on the MySQL that `BATCHLOAD_TEST_MYSQLD` names, if it names one. `tests/mysql.sh` gets
//! that server.

use std::env;
use std::path::PathBuf;
use std::sync::OnceLock;

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{ConnectOptions, Connection};

use super::mariadb::MariaDb;
use super::{Programs, Recipe, Server, start};

const VARIABLE: &str = "BATCHLOAD_TEST_MYSQLD";

struct MySql;

/// Returns how to reach a database of this process's server. Starts the server if necessary.
///
/// # Panics
///
/// Panics if the server is not installed or does not start.
pub fn options(database: &str) -> MySqlConnectOptions {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    match SERVER.get_or_init(|| if is_mariadb() { start::<MariaDb>() } else { start::<MySql>() }) {
        Ok(server) => reach(server.port, database),
        Err(reason) => panic!("{reason}"),
    }
}

/// Returns whether the server is MariaDB, for the few facts that differ on MySQL.
pub fn is_mariadb() -> bool {
    program().is_none()
}

fn program() -> Option<PathBuf> {
    env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn reach(port: u16, database: &str) -> MySqlConnectOptions {
    MySqlConnectOptions::new()
        .host("127.0.0.1")
        .port(port)
        .username("root")
        .database(database)
        .ssl_mode(MySqlSslMode::Disabled)
}

/// Returns where the server keeps its data.
pub(super) async fn data_directory(port: u16) -> sqlx::Result<String> {
    let mut connection = reach(port, "mysql").disable_statement_logging().connect().await?;
    let data = sqlx::query_scalar("SELECT @@datadir").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(data)
}

impl Recipe for MySql {
    const NAME: &'static str = "MySQL";
    const PACKAGE: &'static str = "mysql-server-core";
    const USERS: &'static [&'static str] = &["mysql", "nobody"];
    const STOP: &'static str = "KILL";
    // Without grant tables, the server would accept no connections from a network. The user that it makes has no
    // password.
    const START: &'static str = r#"
        "$INSTALL" --no-defaults --initialize-insecure --datadir="$DIR/data" --secure-file-priv=NULL \
            --skip-log-bin --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync \
            --innodb-doublewrite=0 --performance-schema=0 &&
        exec "$SERVE" --no-defaults --datadir="$DIR/data" --socket="$DIR/socket" --pid-file="$DIR/pid" \
            --bind-address=127.0.0.1 --port="$PORT" --mysqlx=OFF --secure-file-priv=NULL --skip-log-bin \
            --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --innodb-doublewrite=0 \
            --innodb-buffer-pool-size=32M --performance-schema=0 --max-connections=200
    "#;

    fn programs() -> Option<Programs> {
        let serve = program().filter(|path| path.is_file())?;
        Some(Programs { install: serve.clone(), serve })
    }

    async fn data_directory(port: u16) -> sqlx::Result<String> {
        data_directory(port).await
    }
}
