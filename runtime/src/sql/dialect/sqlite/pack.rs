//! Rows as one JSON text, because sqlx passes each row of SQLite through a channel between two threads, which takes
//! longer than finding the row.

use sqlx::Sqlite;

use crate::sql::dialect::Statement;
use crate::sql::packed::JsonType;

/// The most rows of a text, if it can hold that many. Further rows come one by one. The statement only sees that there
/// are none if the text holds fewer rows than this. Rows often come in round numbers, so this is one more.
const MAX_ROWS: usize = 10_001;

/// The most bytes of a value in a text, so that the text stays small compared with what is read from it.
const MAX_VALUE_BYTES: usize = 1_000;

/// The most bytes of a text: SQLite's limit, unless SQLite is built or configured with another.
const MAX_TOTAL_BYTES: usize = 1_000_000_000;

/// Returns the most rows of a text with these columns. JSON can write one letter as six, and a number takes up to 24.
fn max_packed_rows(columns: &[JsonType]) -> usize {
    let bytes = columns.iter().map(|kind| match kind {
        JsonType::Integer => 24,
        JsonType::Text => 6 * MAX_VALUE_BYTES + 2,
    });
    let of_row = 2 + bytes.map(|bytes| bytes + 1).sum::<usize>();
    MAX_ROWS.min(MAX_TOTAL_BYTES / of_row)
}

/// Wraps a statement with these columns in one that returns its rows as a text, and then the rows that the text does
/// not hold:
///
/// ```text
/// WITH __rows(c0, c1) AS NOT MATERIALIZED (SELECT …),
/// __packed(n, rows) AS MATERIALIZED (
///     SELECT CASE WHEN count(row) = count(*) THEN count(*) ELSE -1 END, group_concat(row)
///     FROM (
///         SELECT CASE WHEN +c0 >= '' COLLATE BINARY OR c1 >= x'' OR octet_length(c1) > 1000
///             THEN NULL ELSE json_array(c0, c1) END AS row
///         FROM (SELECT * FROM __rows LIMIT abs(10001)) LIMIT abs(10001)
///     )
/// )
/// SELECT CASE WHEN n >= 0 THEN rows END, NULL FROM __packed
/// UNION ALL
/// SELECT * FROM (SELECT * FROM __rows
///     LIMIT CASE WHEN (SELECT n FROM __packed) BETWEEN 0 AND 10000 THEN 0 ELSE -1 END
///     OFFSET (SELECT max(n, 0) FROM __packed))
/// ```
///
/// A row is odd, and null here, if it holds a long value or a BLOB. A BLOB compares greater than any other value. JSON
/// has no BLOBs, and SQLite would take a BLOB that looks like JSONB for the value that it encodes. With an odd row
/// there is no text, and all rows come one by one. An integer column is checked for texts as well, which compare
/// greater than numbers. With this check, SQLite need not measure numbers, for which it would have to write them out.
/// Without the sign, the column's affinity would make SQLite look for a number in the empty text each time.
///
/// SQLite would take a limit that is a number for its estimate of the rows, and compare each key with each row to find
/// them (13.5 seconds for 8 000 text keys, which take 0.08 with a limit that has to be computed).
///
/// The rows keep their order, because SQLite leaves a subquery with a limit and an order as it is and aggregates its
/// rows one by one. For the same reason, SQLite takes no value for JSON because a view made it as JSON, and checks only
/// once whether a row is odd.
pub(super) fn pack(statement: &mut Statement<Sqlite>, columns: &[JsonType]) {
    let names: Vec<_> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let odd = columns.iter().zip(&names).map(|(kind, name)| match kind {
        JsonType::Integer => format!("+{name} >= '' COLLATE BINARY"),
        JsonType::Text => format!("{name} >= x'' OR octet_length({name}) > {MAX_VALUE_BYTES}"),
    });
    let odd: Vec<_> = odd.collect();
    let (names, odd) = (names.join(", "), odd.join(" OR "));
    let nulls = ", NULL".repeat(columns.len() - 1);
    let most = max_packed_rows(columns);
    let last = most - 1;
    statement.push_front(&format!("WITH __rows({names}) AS NOT MATERIALIZED ("));
    statement.push(&format!(
        "), __packed(n, rows) AS MATERIALIZED (\
         SELECT CASE WHEN count(row) = count(*) THEN count(*) ELSE -1 END, group_concat(row) \
         FROM (SELECT CASE WHEN {odd} THEN NULL ELSE json_array({names}) END AS row \
         FROM (SELECT * FROM __rows LIMIT abs({most})) LIMIT abs({most}))) \
         SELECT CASE WHEN n >= 0 THEN rows END{nulls} FROM __packed UNION ALL \
         SELECT * FROM (SELECT * FROM __rows \
         LIMIT CASE WHEN (SELECT n FROM __packed) BETWEEN 0 AND {last} THEN 0 ELSE -1 END \
         OFFSET (SELECT max(n, 0) FROM __packed))"
    ));
}

#[cfg(test)]
mod tests {
    use super::{MAX_ROWS, MAX_TOTAL_BYTES, max_packed_rows};
    use crate::sql::packed::JsonType;

    #[test]
    fn a_text_is_never_longer_than_sqlite_takes() {
        // JSON writes 1 000 control characters as six letters each, within quotes and after a comma.
        let longest = 6_003;
        for texts in 0..=100 {
            let columns = [vec![JsonType::Text; texts], vec![JsonType::Integer; 100 - texts]].concat();
            let rows = max_packed_rows(&columns);
            assert!(rows * texts * longest <= MAX_TOTAL_BYTES, "{texts}");
            assert!(rows > 1_000, "{texts}");
        }
        assert_eq!(max_packed_rows(&[JsonType::Text; 16]), MAX_ROWS);
    }
}
