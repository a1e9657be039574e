//! Rows as one JSON text, for sqlx hands over each row of SQLite through a channel between two threads, which
//! takes longer than to find it.

use sqlx::Sqlite;

use crate::dialect::Statement;

/// The most rows of a text. Those behind come one by one; that there are none is only seen where there is one less,
/// and rows often come in round numbers.
const MOST_ROWS: usize = 10_001;

/// The most bytes of a value in a text, so that it stays small beside what is read from it.
const MOST_BYTES: usize = 1_000;

/// Puts a statement of so many columns within one that gives its rows as a text and goes on with those that
/// the text does not hold:
///
/// ```text
/// WITH __rows(c0, c1) AS NOT MATERIALIZED (SELECT …),
/// __packed(rows, n) AS MATERIALIZED (
///     SELECT group_concat(row), CASE WHEN count(row) = count(*) THEN count(*) ELSE -1 END
///     FROM (
///         SELECT CASE WHEN c0 >= '' COLLATE BINARY AND (c0 >= x'' OR octet_length(c0) > 1000) OR …
///             THEN NULL ELSE json_array(c0, c1) END AS row
///         FROM (SELECT * FROM __rows LIMIT 10001) LIMIT 10001
///     )
/// )
/// SELECT CASE WHEN n >= 0 THEN rows END, NULL FROM __packed
/// UNION ALL
/// SELECT * FROM (SELECT * FROM __rows
///     LIMIT CASE WHEN (SELECT n FROM __packed) BETWEEN 0 AND 10000 THEN 0 ELSE -1 END
///     OFFSET (SELECT max(n, 0) FROM __packed))
/// ```
///
/// A row is odd, and null here, if it holds a long value or a BLOB, which no other value is less than: JSON has
/// none, and would take one that looks like JSONB for what that means. Then there is no text, and all rows come one
/// by one. Numbers are less than every text, so that nobody asks how long they are, which would write them out.
///
/// The rows keep their order: SQLite leaves a subquery with a limit and an order as it is and aggregates what it
/// gives, row by row. For the same reason no value is taken for JSON that a view made it of, and whether a row is
/// odd is asked once.
pub(super) fn pack(statement: &mut Statement<Sqlite>, columns: usize) {
    let names: Vec<_> = (0..columns).map(|at| format!("c{at}")).collect();
    let odd = |name: &String| {
        format!("{name} >= '' COLLATE BINARY AND ({name} >= x'' OR octet_length({name}) > {MOST_BYTES})")
    };
    let odd: Vec<_> = names.iter().map(odd).collect();
    let (names, odd) = (names.join(", "), odd.join(" OR "));
    let nulls = ", NULL".repeat(columns - 1);
    let last = MOST_ROWS - 1;
    statement.push_front(&format!("WITH __rows({names}) AS NOT MATERIALIZED ("));
    statement.push(&format!(
        "), __packed(rows, n) AS MATERIALIZED (\
         SELECT group_concat(row), CASE WHEN count(row) = count(*) THEN count(*) ELSE -1 END \
         FROM (SELECT CASE WHEN {odd} THEN NULL ELSE json_array({names}) END AS row \
         FROM (SELECT * FROM __rows LIMIT {MOST_ROWS}) LIMIT {MOST_ROWS})) \
         SELECT CASE WHEN n >= 0 THEN rows END{nulls} FROM __packed UNION ALL \
         SELECT * FROM (SELECT * FROM __rows \
         LIMIT CASE WHEN (SELECT n FROM __packed) BETWEEN 0 AND {last} THEN 0 ELSE -1 END \
         OFFSET (SELECT max(n, 0) FROM __packed))"
    ));
}
