//! Rows as one JSON text, for sqlx hands over each row of SQLite through a channel between two threads, which
//! takes longer than to find it.

use sqlx::Sqlite;

use crate::sql::dialect::Statement;
use crate::sql::packed::JsonType;

/// The most rows of a text, if it can hold as many. Those behind come one by one; that there are none is only seen
/// where there is one less, and rows often come in round numbers.
const MOST_ROWS: usize = 10_001;

/// The most bytes of a value in a text, so that it stays small beside what is read from it.
const MOST_BYTES: usize = 1_000;

/// The most bytes of a text: what SQLite takes, unless it is built or told otherwise.
const MOST_BYTES_OF_ALL: usize = 1_000_000_000;

/// The most rows of a text of such columns: JSON writes a letter as six, and a number has up to 24.
fn most_rows(columns: &[JsonType]) -> usize {
    let bytes = columns.iter().map(|kind| match kind {
        JsonType::Integer => 24,
        JsonType::Text => 6 * MOST_BYTES + 2,
    });
    let of_row = 2 + bytes.map(|bytes| bytes + 1).sum::<usize>();
    MOST_ROWS.min(MOST_BYTES_OF_ALL / of_row)
}

/// Puts a statement of such columns within one that gives its rows as a text and goes on with those that
/// the text does not hold:
///
/// ```text
/// WITH __rows(c0, c1) AS NOT MATERIALIZED (SELECT …),
/// __packed(rows, n) AS MATERIALIZED (
///     SELECT group_concat(row), CASE WHEN count(row) = count(*) THEN count(*) ELSE -1 END
///     FROM (
///         SELECT CASE WHEN +c0 >= '' COLLATE BINARY OR c1 >= x'' OR octet_length(c1) > 1000
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
/// by one. A column of integers is asked for text as well, which numbers are less than, so that nobody asks how long
/// they are, which would write them out. Without the sign its affinity would have SQLite look for a number in the
/// empty text each time.
///
/// The rows keep their order: SQLite leaves a subquery with a limit and an order as it is and aggregates what it
/// gives, row by row. For the same reason no value is taken for JSON that a view made it of, and whether a row is
/// odd is asked once.
pub(super) fn pack(statement: &mut Statement<Sqlite>, columns: &[JsonType]) {
    let names: Vec<_> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let odd = columns.iter().zip(&names).map(|(kind, name)| match kind {
        JsonType::Integer => format!("+{name} >= '' COLLATE BINARY"),
        JsonType::Text => format!("{name} >= x'' OR octet_length({name}) > {MOST_BYTES}"),
    });
    let odd: Vec<_> = odd.collect();
    let (names, odd) = (names.join(", "), odd.join(" OR "));
    let nulls = ", NULL".repeat(columns.len() - 1);
    let most = most_rows(columns);
    let last = most - 1;
    statement.push_front(&format!("WITH __rows({names}) AS NOT MATERIALIZED ("));
    statement.push(&format!(
        "), __packed(rows, n) AS MATERIALIZED (\
         SELECT group_concat(row), CASE WHEN count(row) = count(*) THEN count(*) ELSE -1 END \
         FROM (SELECT CASE WHEN {odd} THEN NULL ELSE json_array({names}) END AS row \
         FROM (SELECT * FROM __rows LIMIT {most}) LIMIT {most})) \
         SELECT CASE WHEN n >= 0 THEN rows END{nulls} FROM __packed UNION ALL \
         SELECT * FROM (SELECT * FROM __rows \
         LIMIT CASE WHEN (SELECT n FROM __packed) BETWEEN 0 AND {last} THEN 0 ELSE -1 END \
         OFFSET (SELECT max(n, 0) FROM __packed))"
    ));
}

#[cfg(test)]
mod tests {
    use super::{MOST_BYTES_OF_ALL, MOST_ROWS, most_rows};
    use crate::sql::packed::JsonType;

    #[test]
    fn a_text_is_never_longer_than_sqlite_takes() {
        // As JSON writes 1 000 control characters: six letters each, within quotes and behind a comma.
        let longest = 6_003;
        for texts in 0..=100 {
            let columns = [vec![JsonType::Text; texts], vec![JsonType::Integer; 100 - texts]].concat();
            let rows = most_rows(&columns);
            assert!(rows * texts * longest <= MOST_BYTES_OF_ALL, "{texts}");
            assert!(rows > 1_000, "{texts}");
        }
        assert_eq!(most_rows(&[JsonType::Text; 16]), MOST_ROWS);
    }
}
