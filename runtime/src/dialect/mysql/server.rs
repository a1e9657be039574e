//! What is known of the server behind a pool: asked once for each pool, when it is first of use.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sqlx::mysql::{MySqlConnectOptions, MySqlRow};
use sqlx::{MySqlPool, Row as _};

use super::index::Indexes;

/// What of a server shapes a statement. Nothing is known of a server that nobody has asked yet.
#[derive(Clone, Debug, Default)]
#[doc(hidden)]
pub struct Server {
    /// The indexes of the database, where the server joins laterally.
    pub(super) indexes: Option<Arc<Indexes>>,
    /// The columns of the database that are enumerations, with their tables, in lower case.
    enums: Arc<HashSet<(String, String)>>,
}

impl Server {
    /// Whether a column is known to be an enumeration.
    pub(super) fn is_enum(&self, table: &str, column: &str) -> bool {
        !self.enums.is_empty() && self.enums.contains(&(table.to_lowercase(), column.to_lowercase()))
    }
}

#[cfg(test)]
impl Server {
    /// MySQL with one table, which has one index of these columns, and which of them descend.
    pub(in crate::dialect) fn with_index(table: &str, columns: &[(&str, bool)]) -> Self {
        let mut indexes = Indexes::default();
        for (column, descending) in columns {
            indexes.push(table, "only", column, *descending);
        }
        Self { indexes: Some(Arc::new(indexes)), ..Self::default() }
    }
}

/// The version, the columns that are enumerations, and on MySQL the indexes: no other server reads what a comment
/// says to versions from 8.0.19 on, the first with both `LATERAL` and lists of rows. What of a column stands in an index
/// in part is no column there.
const QUESTION: &str = "SELECT VERSION(), '' AS t, '' AS i, 0 AS n, '' AS c, '' AS d UNION ALL \
    SELECT '', TABLE_NAME, '', 0, COLUMN_NAME, '' FROM information_schema.COLUMNS \
    WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE = 'enum' /*!80019 UNION ALL \
    SELECT '', TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, IF(SUB_PART IS NULL, COALESCE(COLUMN_NAME, ''), ''), COLLATION \
    FROM information_schema.STATISTICS \
    WHERE TABLE_SCHEMA = DATABASE() AND INDEX_TYPE = 'BTREE' AND IS_VISIBLE = 'YES' ORDER BY t, i, n */";

/// Of each pool, by its options, which it shares with nobody: what is known, or nothing while it is asked.
static POOLS: Mutex<Vec<(Weak<MySqlConnectOptions>, Option<Server>)>> = Mutex::new(Vec::new());

fn pools<T>(look: impl FnOnce(&mut Vec<(Weak<MySqlConnectOptions>, Option<Server>)>) -> T) -> T {
    look(&mut POOLS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What is known by now.
pub(super) fn known(pool: &MySqlPool) -> Server {
    let options = Arc::downgrade(&pool.connect_options());
    pools(|pools| {
        let found = pools.iter().find(|(of, _)| of.ptr_eq(&options));
        found.and_then(|(_, server)| server.clone()).unwrap_or_default()
    })
}

/// What is known, after the server was asked if need be. Nobody waits for an answer to somebody else.
///
/// # Errors
///
/// When it cannot be asked.
pub(super) async fn ask(pool: &MySqlPool) -> Result<Server, sqlx::Error> {
    match Asking::begin(pool) {
        Some(asking) => {
            let server = read(&sqlx::query(QUESTION).persistent(false).fetch_all(pool).await?)?;
            asking.end(server.clone());
            Ok(server)
        }
        None => Ok(known(pool)),
    }
}

/// A question under way. One that is given up is asked again by the next.
struct Asking(Weak<MySqlConnectOptions>);

impl Asking {
    fn begin(pool: &MySqlPool) -> Option<Self> {
        let options = Arc::downgrade(&pool.connect_options());
        pools(|pools| {
            pools.retain(|(of, _)| of.strong_count() > 0);
            let is_new = !pools.iter().any(|(of, _)| of.ptr_eq(&options));
            is_new.then(|| {
                pools.push((options.clone(), None));
                Self(options)
            })
        })
    }

    fn end(self, server: Server) {
        pools(|pools| {
            if let Some((_, known)) = pools.iter_mut().find(|(of, _)| of.ptr_eq(&self.0)) {
                *known = Some(server);
            }
        });
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        pools(|pools| pools.retain(|(of, server)| server.is_some() || !of.ptr_eq(&self.0)));
    }
}

/// What the server answered: its version in the row without a table, an enumeration in each without an index, and a
/// column of an index in each other row.
fn read(rows: &[MySqlRow]) -> Result<Server, sqlx::Error> {
    let (mut joins, mut indexes, mut enums) = (false, Indexes::default(), HashSet::new());
    for row in rows {
        let table: String = row.try_get("t")?;
        if table.is_empty() {
            joins = joins_laterally(row.try_get(0)?);
            continue;
        }
        let (index, column): (&str, String) = (row.try_get("i")?, row.try_get("c")?);
        if index.is_empty() {
            enums.insert((table.to_lowercase(), column.to_lowercase()));
        } else {
            let descending = row.try_get::<Option<&str>, _>("d")? == Some("D");
            indexes.push(&table, index, &column, descending);
        }
    }
    Ok(Server { indexes: joins.then(|| Arc::new(indexes)), enums: Arc::new(enums) })
}

/// Whether a version is one of MySQL itself, and has what slices are written with. Others say whose they are behind
/// the number that they are compatible with.
fn joins_laterally(version: &str) -> bool {
    let others = ["mariadb", "tidb", "vitess", "oceanbase"];
    let version = version.to_ascii_lowercase();
    let mut numbers = version.split(|letter: char| !letter.is_ascii_digit()).map(str::parse::<u32>);
    let mut number = || numbers.next().and_then(Result::ok).unwrap_or_default();
    (number(), number(), number()) >= (8, 0, 19) && !others.iter().any(|other| version.contains(other))
}

#[cfg(test)]
mod tests {
    use super::joins_laterally;

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
