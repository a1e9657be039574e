//! How a MariaDB server is prepared and started. The tests reach it as they reach MySQL.

use super::{Programs, Recipe, mysql, programs};

pub(super) struct MariaDb;

impl Recipe for MariaDb {
    const NAME: &'static str = "MariaDB";
    const PACKAGE: &'static str = "mariadb-server";
    const USERS: &'static [&'static str] = &["mysql", "nobody"];
    const STOP: &'static str = "KILL";
    // Without grant tables, nobody needs a password. Only this machine can connect.
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
        mysql::data_directory(port).await
    }
}
