//! Rows as one JSON text, for sqlx hands over each row of SQLite through a channel between two threads, which
//! takes longer than to find it.

use sqlx::Sqlite;

use crate::dialect::Statement;

/// The most rows of a text. Those behind come one by one.
const MOST_ROWS: usize = 10_000;

/// The most bytes of a value in a text, so that it stays small beside what is read from it.
const MOST_BYTES: usize = 1_000;

/// Puts a statement of so many columns within one that gives its rows as a text and goes on with those that
/// the text does not hold:
///
/// ```text
/// WITH __rows(c0, c1) AS NOT MATERIALIZED (SELECT …),
/// __packed(rows, n) AS MATERIALIZED (
///     SELECT json_group_array(json_array(c0, c1)) FILTER (WHERE odd IS NOT TRUE),
///         CASE WHEN max(odd) THEN -1 ELSE count(*) END
///     FROM (SELECT *, c0 >= x'' OR octet_length(c0) > 1000 OR … AS odd FROM __rows LIMIT 10000)
/// )
/// SELECT CASE WHEN n >= 0 THEN rows END, NULL FROM __packed
/// UNION ALL
/// SELECT * FROM (SELECT * FROM __rows
///     LIMIT CASE WHEN (SELECT n FROM __packed) BETWEEN 0 AND 9999 THEN 0 ELSE -1 END
///     OFFSET (SELECT max(n, 0) FROM __packed))
/// ```
///
/// A row is odd if it holds a long value or a BLOB, which no other value is less than: JSON has none, and would
/// take one that looks like JSONB for what that means. Then there is no text, and all rows come one by one.
///
/// The rows keep their order: SQLite leaves a subquery with a limit and an order as it is and aggregates what it
/// gives, row by row. For the same reason no value is taken for JSON that a view made it of.
pub(super) fn pack(statement: &mut Statement<Sqlite>, columns: usize) {
    let names: Vec<_> = (0..columns).map(|at| format!("c{at}")).collect();
    let odd: Vec<_> =
        names.iter().map(|name| format!("{name} >= x'' OR octet_length({name}) > {MOST_BYTES}")).collect();
    let (names, odd) = (names.join(", "), odd.join(" OR "));
    let nulls = ", NULL".repeat(columns - 1);
    let last = MOST_ROWS - 1;
    statement.push_front(&format!("WITH __rows({names}) AS NOT MATERIALIZED ("));
    statement.push(&format!(
        "), __packed(rows, n) AS MATERIALIZED (\
         SELECT json_group_array(json_array({names})) FILTER (WHERE odd IS NOT TRUE), \
         CASE WHEN max(odd) THEN -1 ELSE count(*) END \
         FROM (SELECT *, {odd} AS odd FROM __rows LIMIT {MOST_ROWS})) \
         SELECT CASE WHEN n >= 0 THEN rows END{nulls} FROM __packed UNION ALL \
         SELECT * FROM (SELECT * FROM __rows \
         LIMIT CASE WHEN (SELECT n FROM __packed) BETWEEN 0 AND {last} THEN 0 ELSE -1 END \
         OFFSET (SELECT max(n, 0) FROM __packed))"
    ));
}
