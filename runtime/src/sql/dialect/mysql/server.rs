//! What is known of the server behind a pool. The server is asked for each pool and each of its databases, when the
//! answer is of use, and again after a while.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use sqlx::mysql::{MySqlConnectOptions, MySqlRow};
use sqlx::{MySql, MySqlConnection, MySqlPool, Row as _};

use super::index::Indexes;
use crate::facts::sort::Datum;
use crate::sql::dialect::{ReadRows, Statement};

/// The facts about a server that shape a statement. By default, nothing is known.
#[derive(Clone, Debug, Default)]
#[doc(hidden)]
pub struct Server {
    /// The indexes of the database, if the server has lateral joins.
    pub(super) indexes: Option<Arc<Indexes>>,
    /// The columns of the database whose type is `ENUM` or `SET`, with their tables, in lower case.
    enums: Arc<HashSet<(String, String)>>,
    /// How many bytes of a value the server sorts by.
    sorted_bytes: Option<usize>,
}

impl Server {
    /// Returns whether a column is known to be an `ENUM` or a `SET`.
    pub(super) fn is_enum(&self, table: &str, column: &str) -> bool {
        !self.enums.is_empty() && self.enums.contains(&(table.to_lowercase(), column.to_lowercase()))
    }

    /// Returns whether the server is known to sort by only a part of a value. A collation makes at most four bytes of a
    /// letter, and MariaDB counts on four when it looks for the first rows. Bytes are sorted with their length.
    pub(super) fn sorts_a_part_of(&self, value: &Datum) -> bool {
        let bytes = match value {
            Datum::Text(text) => 4 * text.chars().count(),
            Datum::Bytes(bytes) => bytes.len() + 4,
            _ => return false,
        };
        self.sorted_bytes.is_some_and(|sorted| bytes > sorted)
    }
}

#[cfg(test)]
impl Server {
    /// Makes a MySQL server with one table, which has one index. Each of its columns says whether it descends.
    pub(in crate::sql::dialect) fn with_index(table: &str, columns: &[(&str, bool)]) -> Self {
        let mut indexes = Indexes::default();
        for (column, descending) in columns {
            indexes.push(table, "only", column, *descending);
        }
        Self { indexes: Some(Arc::new(indexes)), ..Self::default() }
    }
}

/// Returns the statement that asks for the version, for how many bytes are sorted by, for the columns that are an
/// `ENUM` or a `SET` and, on MySQL, for the indexes. Other servers ignore a comment for versions from 8.0.19 on, the
/// first version with both `LATERAL` and lists of rows. If an index holds only a part of a column, the answer has no
/// column there.
fn question(database: DatabaseName) -> Statement<MySql> {
    let database = database.map_or_else(|| "DATABASE()".to_owned(), literal);
    let mut statement = Statement::new();
    statement.push(&format!(
        "SELECT VERSION(), '' AS t, '' AS i, CAST(@@max_sort_length AS SIGNED) AS n, '' AS c, '' AS d UNION ALL \
         SELECT '', TABLE_NAME, '', 0, COLUMN_NAME, '' FROM information_schema.COLUMNS \
         WHERE TABLE_SCHEMA = {database} AND DATA_TYPE IN ('enum', 'set') /*!80019 UNION ALL \
         SELECT '', TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, IF(SUB_PART IS NULL, COALESCE(COLUMN_NAME, ''), ''), \
         COLLATION FROM information_schema.STATISTICS \
         WHERE TABLE_SCHEMA = {database} AND INDEX_TYPE = 'BTREE' AND IS_VISIBLE = 'YES' ORDER BY t, i, n */"
    ));
    statement.forget();
    statement
}

/// Returns a name as a text that every mode of the server reads alike.
fn literal(name: &str) -> String {
    let bytes: Vec<_> = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("_utf8mb4 X'{}'", bytes.concat())
}

/// What is known of one database behind a pool.
struct Remembered {
    /// The options of the pool, which no other pool shares.
    pool: Weak<MySqlConnectOptions>,
    database: DatabaseName,
    server: Server,
    since: Instant,
}

/// How long an answer is relied on. Meanwhile an index can be dropped, and a column can become an `ENUM`.
const FRESH_FOR: Duration = Duration::from_mins(5);

impl Remembered {
    fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.since) < FRESH_FOR
    }
}

/// The name of a database, or `None` for the one that a pool is connected to.
type DatabaseName = Option<&'static str>;

static KNOWN: Mutex<Vec<Remembered>> = Mutex::new(Vec::new());

fn all<T>(look: impl FnOnce(&mut Vec<Remembered>) -> T) -> T {
    look(&mut KNOWN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Returns the database of a table, from the parts of the table's name.
fn database(table: &[&'static str]) -> DatabaseName {
    let [.., database, _] = table else { return None };
    Some(database)
}

fn find(pool: &MySqlPool, database: DatabaseName, is_of_use: impl Fn(&Remembered) -> bool) -> Option<Server> {
    let options = Arc::downgrade(&pool.connect_options());
    all(|all| {
        let of = |known: &&Remembered| known.pool.ptr_eq(&options) && known.database == database;
        all.iter().find(of).filter(|known| is_of_use(known)).map(|known| known.server.clone())
    })
}

/// Returns what is known so far of the server and the database of a table.
pub(super) fn known(pool: &MySqlPool, table: &[&'static str]) -> Server {
    find(pool, database(table), |_| true).unwrap_or_default()
}

/// Returns the same, or `None` if the server was not asked recently.
pub(super) fn fresh(pool: &MySqlPool, table: &[&'static str]) -> Option<Server> {
    let now = Instant::now();
    find(pool, database(table), |known| known.is_fresh(now))
}

/// Asks the server and remembers its answer.
///
/// # Errors
///
/// Returns an error if the server cannot be asked.
pub(super) async fn ask(
    connection: &mut MySqlConnection,
    pool: &MySqlPool,
    table: &[&'static str],
) -> Result<Server, sqlx::Error> {
    let database = database(table);
    let since = Instant::now();
    let rows: Vec<_> = MySql::rows(connection, question(database)).try_collect().await?;
    let server = read(&rows)?;
    let pool = Arc::downgrade(&pool.connect_options());
    all(|all| {
        let is_former = |known: &Remembered| known.pool.ptr_eq(&pool) && known.database == database;
        all.retain(|known| known.pool.strong_count() > 0 && !is_former(known));
        all.push(Remembered { pool, database, server: server.clone(), since });
    });
    Ok(server)
}

/// Reads the server's answer. The row without a table holds the version and how many bytes are sorted by. Each row
/// without an index holds an `ENUM` or `SET` column, and each other row a column of an index. Empty texts can be null,
/// as in the mode `EMPTY_STRING_IS_NULL`.
fn read(rows: &[MySqlRow]) -> Result<Server, sqlx::Error> {
    let (mut joins, mut indexes, mut server) = (false, Indexes::default(), Server::default());
    let mut enums = HashSet::new();
    for row in rows {
        let text = |name| Ok::<_, sqlx::Error>(row.try_get::<Option<&str>, _>(name)?.unwrap_or_default());
        let table = text("t")?;
        if table.is_empty() {
            joins = joins_laterally(row.try_get(0)?);
            server.sorted_bytes = row.try_get::<i64, _>("n")?.try_into().ok();
            continue;
        }
        let (index, column) = (text("i")?, text("c")?);
        if index.is_empty() {
            enums.insert((table.to_lowercase(), column.to_lowercase()));
        } else {
            indexes.push(table, index, column, text("d")? == "D");
        }
    }
    Ok(Server { indexes: joins.then(|| Arc::new(indexes)), enums: Arc::new(enums), ..server })
}

/// Returns whether a version is one of MySQL itself that has what joined slices need. Other servers write their own
/// name after the version that they are compatible with.
fn joins_laterally(version: &str) -> bool {
    let others = ["mariadb", "tidb", "vitess", "oceanbase"];
    let version = version.to_ascii_lowercase();
    let mut numbers = version.split(|letter: char| !letter.is_ascii_digit()).map(str::parse::<u32>);
    let mut number = || numbers.next().and_then(Result::ok).unwrap_or_default();
    (number(), number(), number()) >= (8, 0, 19) && !others.iter().any(|other| version.contains(other))
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;
    use std::time::{Duration, Instant};

    use super::{FRESH_FOR, Remembered, Server, joins_laterally};

    #[test]
    fn what_is_known_is_fresh_for_a_while() {
        let since = Instant::now();
        let known = Remembered { pool: Weak::new(), database: None, server: Server::default(), since };
        assert!(known.is_fresh(since));
        assert!(known.is_fresh(since + FRESH_FOR.saturating_sub(Duration::from_nanos(1))));
        assert!(!known.is_fresh(since + FRESH_FOR));
    }

    #[test]
    fn mysql_joins_laterally_and_what_is_compatible_with_it_does_not() {
        for version in ["8.0.19", "8.0.36-0ubuntu0.22.04.1", "8.4.3", "9.7.4-2", "10.0.1"] {
            assert!(joins_laterally(version), "{version}");
        }
        for version in [
            "8.0.18",
            "5.7.44-log",
            "10.11.19-MariaDB-0+deb12u1",
            "5.5.5-10.4.8-MariaDB",
            "8.0.11-TiDB-v8.5.0",
            "8.0.30-Vitess",
            "",
            "next",
        ] {
            assert!(!joins_laterally(version), "{version}");
        }
    }
}
