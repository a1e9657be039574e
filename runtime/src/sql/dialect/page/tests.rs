//! The text of statements for slices, without a server.

use std::sync::Arc;

use crate::facts::lookup::{Facts, Strategy};
use crate::facts::model::Order;
use crate::facts::page::Slice;
use crate::facts::sort::Datum;
use crate::sql::bindings::Bindings;
use crate::sql::dialect::question::{RowsOf, Selected};
use crate::sql::dialect::table::Table;
use crate::sql::dialect::{Dialect, KeyedSlice, Keys, Question, Slices, SortColumn, SortValue, Statement};

const ORDER: [Order; 2] = [Order::by("day").descending(), Order::by("id").descending()];

/// Articles by reporter.
static FACTS: Facts = Facts {
    name: "Article::by_reporter_id",
    model: "Article",
    table: &["articles"],
    columns: &[],
    scope: &[],
    by_name: false,
    primary: &["id"],
    tie_breaker: &[Order::by("id")],
    keys: &["reporter_id"],
    order: &ORDER,
    unique: false,
    strategy: Strategy::Limit,
    recursion: None,
    steps: Vec::new,
    conditions: Vec::new,
};

fn first() -> Slice {
    Slice { size: 5, more: true, ..Slice::FIRST }
}

fn after(day: Datum) -> Slice {
    Slice { after: Some(Arc::new([day, Datum::Int(7)])), ..first() }
}

/// Returns the text for one key per slice, of articles by reporter with a day of type `D`.
fn text<DB, D>(slices: &[Slice]) -> String
where
    DB: Dialect,
    (i64,): Keys<DB>,
    i64: SortValue<DB>,
    D: SortValue<DB>,
{
    text_on::<DB, D>(&DB::Server::default(), slices)
}

/// Does the same for a server of which something is known.
fn text_on<DB, D>(server: &DB::Server, slices: &[Slice]) -> String
where
    DB: Dialect,
    (i64,): Keys<DB>,
    i64: SortValue<DB>,
    D: SortValue<DB>,
{
    let statements = statements::<DB, D>(server, slices);
    assert_eq!(statements.len(), 1);
    statements[0].sql().to_owned()
}

fn statements<DB, D>(server: &DB::Server, wanted: &[Slice]) -> Vec<Statement<DB>>
where
    DB: Dialect,
    (i64,): Keys<DB>,
    i64: SortValue<DB>,
    D: SortValue<DB>,
{
    let rows = Question {
        select: vec![Selected::Column(0, "id"), Selected::Column(0, "day")],
        with_keys: false,
        tables: vec![Table { name: &["articles"], scope: Vec::new(), conditions: Vec::new(), next: None }],
        keys: FACTS.keys,
        rows: RowsOf::Each(ORDER.to_vec()),
        bindings: Bindings { arguments: &(), scope: Box::leak(Box::default()) },
    };
    let sort = [SortColumn::of::<D>(1), SortColumn::of::<i64>(0)];
    let slices = Slices { rows, order: &ORDER, sort: &sort, facts: &FACTS };
    let asked = wanted.iter().enumerate();
    let asked: Vec<_> =
        asked.map(|(position, slice)| KeyedSlice { position, key: (1_i64,), slice }).collect();
    <(i64,) as Keys<DB>>::slices(&slices, &asked, server).unwrap()
}

#[cfg(feature = "postgres")]
mod postgres {
    use sqlx::Postgres;

    use super::{Datum, after, first, text};

    #[test]
    fn each_key_is_joined_to_its_slice() {
        let sql = text::<Postgres, i64>(&[first()]);
        assert_eq!(
            sql,
            r#"WITH __k0(o, lim, off, c0) AS (SELECT * FROM unnest($1, $2, $3, $4)) SELECT t.x0, t.x1, k.o AS __position FROM __k0 AS k CROSS JOIN LATERAL (SELECT t."id" AS x0, t."day" AS x1 FROM "articles" AS t WHERE t."reporter_id" = k.c0 ORDER BY t."day" DESC, t."id" DESC LIMIT k.lim OFFSET k.off) AS t ORDER BY __position, x1 DESC, x0 DESC"#
        );
        assert_eq!(sql, text::<Postgres, i64>(&vec![first(); 1000]));
    }

    #[test]
    fn a_cursor_is_compared_as_a_row() {
        let sql = text::<Postgres, i64>(&[after(Datum::Int(1)), after(Datum::Int(2))]);
        assert!(
            sql.contains("__k0(o, lim, off, c0, a0, a1) AS (SELECT * FROM unnest($1, $2, $3, $4, $5, $6))"),
            "{sql}"
        );
        assert!(
            sql.contains(r#"t."reporter_id" = k.c0 AND (t."day", t."id") < (k.a0, k.a1) ORDER"#),
            "{sql}"
        );
        assert!(sql.contains(r#"EXISTS (SELECT 1 FROM "articles" AS t WHERE t."reporter_id" = k.c0 AND (t."day", t."id") >= (k.a0, k.a1))"#), "{sql}");
    }

    #[test]
    fn nulls_are_larger_than_values() {
        let sql = text::<Postgres, Option<i64>>(&[after(Datum::Int(1))]);
        assert!(
            sql.contains(
                r#"k.c0 AND t."day" <= k.a0 AND (t."day" < k.a0 OR t."day" = k.a0 AND (t."id" < k.a1)) ORDER"#
            ),
            "{sql}"
        );
        let sql = text::<Postgres, Option<i64>>(&[after(Datum::Null)]);
        assert!(
            sql.contains(r#"k.c0 AND (t."day" IS NOT NULL OR t."day" IS NULL AND (t."id" < k.a1)) ORDER"#),
            "{sql}"
        );
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use sqlx::Sqlite;

    use super::{Datum, Slice, after, first, statements, text};

    #[test]
    fn rows_are_those_whose_key_is_in_a_slice() {
        let sql = text::<Sqlite, i64>(&[first()]);
        assert_eq!(
            sql,
            r#"WITH __k0(o, lim, off, c0) AS MATERIALIZED (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)) SELECT t."id" AS x0, t."day" AS x1, k.o AS __position FROM __k0 AS k CROSS JOIN "articles" AS t WHERE t."id" IN (SELECT t."id" FROM "articles" AS t WHERE t."reporter_id" = k.c0 ORDER BY t."day" DESC, t."id" DESC LIMIT ?) ORDER BY __position, x1 DESC, x0 DESC"#
        );
        assert_eq!(sql, text::<Sqlite, i64>(&vec![first(); 1000]));
    }

    #[test]
    fn keys_whose_slices_are_cut_alike_stand_together() {
        let at = |size, offset| Slice { size, offset, ..first() };
        let sql = text::<Sqlite, i64>(&[at(5, 50), at(5, 50), at(5, 0), at(6, 0)]);
        assert_eq!(sql.matches(" LIMIT ? OFFSET ?)").count(), 1, "{sql}");
        assert_eq!(sql.matches(" LIMIT ?)").count(), 2, "{sql}");
    }

    #[test]
    fn a_statement_of_many_parts_does_not_stay_prepared() {
        let is_kept = |parts| {
            let slices: Vec<_> = (0..parts).map(|size| Slice { size, ..first() }).collect();
            statements::<Sqlite, i64>(&(), &slices).into_iter().all(|statement| statement.into_parts().2)
        };
        assert!(is_kept(8));
        assert!(!is_kept(9));
    }

    #[test]
    fn what_json_does_not_carry_is_listed_in_powers_of_two() {
        let slices = |count| vec![after(Datum::Real(0.5)); count];
        let sql = text::<Sqlite, f64>(&slices(3));
        assert!(sql.contains("MATERIALIZED (VALUES (?, ?, ?, ?, ?, ?), "), "{sql}");
        assert_eq!(sql, text::<Sqlite, f64>(&slices(4)));
    }

    #[test]
    fn nulls_are_smaller_than_values() {
        let sql = text::<Sqlite, Option<i64>>(&[after(Datum::Int(1))]);
        assert!(
            sql.contains(
                r#"k.c0 AND (t."day" < k.a0 OR t."day" IS NULL OR t."day" = k.a0 AND (t."id" < k.a1)) ORDER"#
            ),
            "{sql}"
        );
        let sql = text::<Sqlite, Option<i64>>(&[after(Datum::Null)]);
        assert!(sql.contains(r#"k.c0 AND (t."day" IS NULL AND (t."id" < k.a1)) ORDER"#), "{sql}");
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use sqlx::MySql;

    use super::{Datum, Slice, after, first, statements, text, text_on};
    use crate::sql::dialect::Slicing;

    /// The text on MySQL, with an index.
    fn along(index: &[(&str, bool)], slices: &[Slice]) -> String {
        text_on::<MySql, i64>(&<MySql as Slicing>::Server::with_index("articles", index), slices)
    }

    const UP: &[(&str, bool)] = &[("reporter_id", false), ("day", false), ("id", false)];
    const DOWN: &[(&str, bool)] = &[("reporter_id", false), ("day", true), ("id", true)];

    #[test]
    fn keys_are_joined_to_their_slices_along_an_index() {
        let sql = along(UP, &[first(), first()]);
        assert_eq!(
            sql,
            "SELECT t.x0, t.x1, k.o AS __position FROM (SELECT 0 AS o, t.`reporter_id` AS c0 FROM `articles` AS t WHERE 1 = 0 UNION ALL VALUES ROW(?, ?), ROW(?, ?)) AS k JOIN LATERAL (SELECT t.`id` AS x0, t.`day` AS x1 FROM `articles` AS t WHERE t.`reporter_id` = k.c0 ORDER BY t.`reporter_id` DESC, t.`day` DESC, t.`id` DESC LIMIT ? OFFSET ?) AS t ORDER BY __position, x1 DESC, x0 DESC"
        );
        assert_eq!(along(UP, &vec![first(); 3]), along(UP, &vec![first(); 4]));
        let sql = along(DOWN, &[first(), first()]);
        assert!(sql.contains("ORDER BY t.`reporter_id`, t.`day` DESC, t.`id` DESC LIMIT"), "{sql}");
        let backward = Slice { backward: true, ..first() };
        let sql = along(DOWN, &[backward.clone(), backward]);
        assert!(sql.contains("ORDER BY t.`reporter_id` DESC, t.`day`, t.`id` LIMIT"), "{sql}");
    }

    #[test]
    fn keys_whose_slices_are_cut_alike_stand_together() {
        let sized = |size| Slice { size, ..first() };
        let sql = along(UP, &[sized(2), sized(3), sized(2), sized(3), sized(4)]);
        assert_eq!(sql.matches("JOIN LATERAL").count(), 2);
        assert_eq!(sql.matches("(SELECT t.`id` AS x0, t.`day` AS x1, ? AS __position").count(), 1);
    }

    #[test]
    fn many_lists_are_several_statements_and_do_not_stay_prepared() {
        let server = <MySql as Slicing>::Server::with_index("articles", UP);
        let lists = |count: u32| {
            let slices: Vec<_> = (0..2 * count).map(|nth| Slice { size: nth / 2, ..first() }).collect();
            statements::<MySql, i64>(&server, &slices)
        };
        let joined = |count| -> Vec<_> {
            lists(count).iter().map(|one| one.sql().matches("JOIN LATERAL").count()).collect()
        };
        assert_eq!(joined(64), [64]);
        assert_eq!(joined(130), [64, 64, 2]);
        let kept = |count| -> Vec<_> { lists(count).into_iter().map(|one| one.into_parts().2).collect() };
        assert_eq!(kept(8), [true]);
        assert_eq!(kept(66), [false, true]);
    }

    #[test]
    fn what_is_known_around_joined_slices_is_asked_for_their_list() {
        let counted = Slice { total: true, ..first() };
        let sql = along(UP, &[counted.clone(), counted]);
        assert!(sql.contains(", k.o, (SELECT COUNT(*) FROM `articles` AS t WHERE t.`reporter_id` = k.c0), 0, 0 FROM (SELECT 0 AS o"), "{sql}");
        assert_eq!(sql.matches("UNION ALL VALUES ROW(?, ?), ROW(?, ?)").count(), 2);
    }

    #[test]
    fn what_is_known_around_slices_of_their_own_is_joined_to_the_model_once() {
        let counted = Slice { total: true, ..first() };
        let sql = text::<MySql, i64>(&[counted.clone(), counted]);
        assert_eq!(
            sql.matches("(SELECT COUNT(*) FROM `articles` AS t WHERE t.`reporter_id` = ?)").count(),
            2
        );
        assert_eq!(sql.matches("LEFT JOIN").count(), 1, "{sql}");
    }

    #[test]
    fn slices_that_no_index_serves_for_sure_are_not_joined() {
        let day = [("reporter_id", false), ("day", false), ("title", false)];
        assert_eq!(along(&day, &[first(), first()]), text::<MySql, i64>(&[first(), first()]));
        let beyond = || after(Datum::Int(1));
        assert_eq!(along(UP, &[beyond(), beyond()]), text::<MySql, i64>(&[beyond(), beyond()]));
        assert_eq!(along(UP, &[first()]), text::<MySql, i64>(&[first()]));
    }

    #[test]
    fn each_key_has_a_query_of_its_own() {
        let sql = text::<MySql, i64>(&[first()]);
        assert_eq!(
            sql,
            "(SELECT t.`id` AS x0, t.`day` AS x1, ? AS __position FROM `articles` AS t WHERE t.`reporter_id` = ? ORDER BY t.`day` DESC, t.`id` DESC LIMIT ? OFFSET ?) ORDER BY __position, x1 DESC, x0 DESC"
        );
    }

    #[test]
    fn keys_are_padded_to_powers_of_two() {
        let sql = text::<MySql, i64>(&vec![first(); 3]);
        assert_eq!(sql.matches(" UNION ALL ").count(), 3);
        assert_eq!(sql, text::<MySql, i64>(&vec![first(); 4]));
    }
}
