//! The text of statements, without a server.

use sqlx::error::BoxDynError;

use super::question::{RowsOf, Selected};
use super::table::Table;
use super::{Dialect, Keys, Question, Statement};
use crate::facts::filter::{Filter, Piece};
use crate::facts::model::Order;
use crate::facts::step::Recursion;
use crate::sql::bindings::Bindings;

/// Names that have to be quoted, and an order that the primary key completes.
fn question<DB: Dialect>(keys: &'static [&'static str]) -> Question<'static, DB> {
    let order = vec![Order::by("day").descending(), Order::by("id")];
    Question {
        select: vec![Selected::Column(0, "id"), Selected::Column(0, "or\"d`er")],
        with_keys: false,
        tables: vec![Table {
            name: &["news", "art\"i`cles"],
            scope: Vec::new(),
            conditions: Vec::new(),
            next: None,
        }],
        keys,
        rows: RowsOf::Each(order),
        bindings: Bindings { arguments: &(), scope: Box::leak(Box::default()) },
    }
}

fn text<DB: Dialect, K: Keys<DB>>(columns: &'static [&'static str], keys: &[K]) -> String {
    let statement: Result<Statement<DB>, BoxDynError> = K::select(&question(columns), keys);
    statement.unwrap().sql().to_owned()
}

/// The same rows, reached over the column `up`.
fn reached<DB: Dialect, K: Keys<DB>>(columns: &'static [&'static str], keys: &[K]) -> String {
    let mut question = question(columns);
    let recursion = Recursion { own: &["up"], next: columns, depth: 64 };
    question.tables[0].scope = vec![Filter(&[Piece::Sql("hidden = 0")])];
    question.rows = RowsOf::Recursive(recursion, vec![Order::by("id")]);
    question.statement(keys).unwrap().sql().to_owned()
}

fn integers(count: i64) -> Vec<(i64,)> {
    (0..count).map(|key| (key,)).collect()
}

fn words(count: i64) -> Vec<(String,)> {
    (0..count).map(|key| (key.to_string(),)).collect()
}

fn pairs(count: i64) -> Vec<(i64, String)> {
    (0..count).map(|key| (key, key.to_string())).collect()
}

#[cfg(feature = "postgres")]
mod postgres {
    use sqlx::Postgres;

    use super::{integers, pairs, reached, text, words};

    #[test]
    fn integers_are_one_array() {
        let sql = text::<Postgres, _>(&["id"], &integers(1));
        assert_eq!(
            sql,
            r#"SELECT t."id", t."or""d`er" FROM "news"."art""i`cles" AS t WHERE t."id" = ANY($1) ORDER BY t."id", t."day" DESC"#
        );
        assert_eq!(sql, text::<Postgres, _>(&["id"], &integers(250)));
        let many = r#"= ANY($1) AND ($2 OR (SELECT count(*) FROM unnest($1) AS k(c0), unnest($1) AS l, unnest($1) AS m WHERE t."id" = k.c0) > 0) ORDER"#;
        let sql = sql.replace("= ANY($1) ORDER", many);
        assert_eq!(sql, text::<Postgres, _>(&["id"], &integers(251)));
        assert_eq!(sql, text::<Postgres, _>(&["id"], &integers(1000)));
    }

    #[test]
    fn recursion_starts_from_the_rows_of_the_keys_in_scope_or_not() {
        let sql = reached::<Postgres, _>(&["id"], &integers(1));
        assert_eq!(
            sql,
            r#"WITH RECURSIVE __walk(p0, n0, r0, d) AS (SELECT t."id", t."up", t."id", 0 FROM "news"."art""i`cles" AS t WHERE t."id" = ANY($1) UNION SELECT t."id", t."up", w.r0, w.d + 1 FROM __walk AS w JOIN (SELECT * FROM "news"."art""i`cles" WHERE (hidden = 0)) AS t ON t."id" = w.n0 WHERE w.d < 64 AND (t."id" <> w.p0) AND (t."id" <> w.r0)) SELECT t."id", t."or""d`er", w.r0 AS __key_0 FROM (SELECT p0, r0, MIN(d) AS d FROM __walk WHERE d > 0 GROUP BY p0, r0) AS w JOIN (SELECT * FROM "news"."art""i`cles" WHERE (hidden = 0)) AS t ON t."id" = w.p0 ORDER BY w.d, t."id""#
        );
        assert_eq!(sql, reached::<Postgres, _>(&["id"], &integers(250)));
    }

    #[test]
    fn recursion_over_text_takes_the_position_along() {
        let sql = reached::<Postgres, _>(&["id", "name"], &pairs(2));
        for part in [
            "__walk(p0, p1, n0, r0, r1, d, o)",
            "w.r0, w.r1, w.d + 1, w.o FROM",
            r#"(t."id" <> w.p0 OR t."name" <> w.p1)"#,
            "SELECT p0, p1, o, MIN(d) AS d",
            "GROUP BY p0, p1, o",
        ] {
            assert!(sql.contains(part), "no `{part}` in {sql}");
        }
    }

    #[test]
    fn pairs_of_integers_are_two_arrays() {
        let sql = text::<Postgres, _>(&["id", "a"], &[(1_i64, 2_i16)]);
        assert!(sql.contains(r#"WHERE (t."id", t."a") IN (SELECT * FROM unnest($1, $2)) ORDER"#), "{sql}");
    }

    #[test]
    fn text_is_paired_by_position() {
        let sql = text::<Postgres, _>(&["name"], &words(1));
        assert_eq!(
            sql,
            r#"SELECT t."id", t."or""d`er", k.o - 1 AS __position FROM unnest($1) WITH ORDINALITY AS k(c0, o) JOIN "news"."art""i`cles" AS t ON t."name" = k.c0 ORDER BY t."name", t."day" DESC, t."id""#
        );
        assert_eq!(sql, text::<Postgres, _>(&["name"], &words(1000)));
        let sql = text::<Postgres, _>(&["id", "name"], &pairs(3));
        assert!(
            sql.contains("unnest($1, $2) WITH ORDINALITY AS k(c0, c1, o) JOIN ")
                && sql.contains(r#"ON t."id" = k.c0 AND t."name" = k.c1 "#),
            "{sql}"
        );
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use sqlx::Sqlite;

    use super::{integers, pairs, text, words};
    use crate::sql::dialect::Keys;

    #[test]
    fn integers_are_one_json_array() {
        let sql = text::<Sqlite, _>(&["id"], &integers(1));
        assert_eq!(
            sql,
            r#"SELECT t."id", t."or""d`er" FROM "news"."art""i`cles" AS t WHERE t."id" IN (SELECT value FROM json_each(?)) ORDER BY t."id", t."day" DESC"#
        );
        assert_eq!(sql, text::<Sqlite, _>(&["id"], &integers(1000)));
    }

    #[test]
    fn text_is_paired_by_position() {
        let sql = text::<Sqlite, _>(&["name"], &words(1));
        assert_eq!(
            sql,
            r#"WITH __keys(o, c0) AS MATERIALIZED (SELECT key, value FROM json_each(?)) SELECT t."id", t."or""d`er", k.o AS __position FROM "news"."art""i`cles" AS t CROSS JOIN __keys AS k ON +t."name" = k.c0 WHERE t."name" IN (SELECT c0 FROM __keys) ORDER BY t."name", t."day" DESC, t."id""#
        );
        assert_eq!(sql, text::<Sqlite, _>(&["name"], &words(1000)));
        let sql = text::<Sqlite, _>(&["id", "name"], &pairs(3));
        assert!(
            sql.contains("(SELECT key, value ->> 0, value ->> 1 FROM json_each(?))")
                && sql.contains(r#"ON +t."id" = k.c0 AND +t."name" = k.c1 WHERE (t."id", t."name") IN (SELECT c0, c1 FROM __keys)"#),
            "{sql}"
        );
    }

    #[test]
    fn what_json_does_not_carry_is_listed_in_powers_of_two() {
        let bytes = |count| (0..count).map(|key| (vec![key],)).collect::<Vec<(Vec<u8>,)>>();
        let sql = text::<Sqlite, _>(&["id"], &bytes(3));
        assert!(sql.contains(r#"WHERE t."id" IN (?, ?, ?, ?) ORDER"#), "{sql}");
        assert_eq!(sql, text::<Sqlite, _>(&["id"], &bytes(4)));
        let sql = text::<Sqlite, _>(&["id", "a"], &[(vec![1_u8], 1_i64), (vec![2], 2)]);
        assert!(sql.contains(r#"WHERE (t."id", t."a") IN (VALUES (?, ?), (?, ?)) ORDER"#), "{sql}");
        let sql = text::<Sqlite, _>(&["name"], &[("a\0b".to_owned(),), ("c".to_owned(),)]);
        assert!(sql.contains("MATERIALIZED (VALUES (0, ?), (1, ?)) SELECT"), "{sql}");
    }

    #[test]
    fn placeholders_stay_under_the_limit() {
        assert_eq!(<(i64,) as Keys<Sqlite>>::max_keys(), usize::MAX);
        assert_eq!(<(String,) as Keys<Sqlite>>::max_keys(), 16_384);
        assert_eq!(<(Vec<u8>, i64, i64) as Keys<Sqlite>>::max_keys(), 8_192);
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use sqlx::MySql;

    use super::{integers, pairs, question, text, words};
    use crate::sql::dialect::Keys;

    #[test]
    fn keys_are_listed_in_powers_of_two() {
        let sql = text::<MySql, _>(&["id"], &integers(3));
        assert_eq!(
            sql,
            r#"SELECT t.`id`, t.`or"d``er` FROM `news`.`art"i``cles` AS t WHERE t.`id` IN (?, ?, ?, ?) ORDER BY t.`id`, t.`day` DESC"#
        );
        assert_eq!(sql, text::<MySql, _>(&["id"], &integers(4)));
        assert!(text::<MySql, _>(&["id"], &integers(1)).contains("IN (?) ORDER"));
        assert_eq!(text::<MySql, _>(&["id"], &integers(5000)).matches('?').count(), 8192);
    }

    #[test]
    fn pairs_are_listed_as_rows() {
        let sql = text::<MySql, _>(&["id", "name"], &pairs(2));
        assert!(sql.contains("WHERE (t.`id`, t.`name`) IN ((?, ?), (?, ?)) ORDER"), "{sql}");
    }

    #[test]
    fn equal_keys_are_ranked_under_the_collation_of_the_column() {
        let keys = words(3);
        let keys: Vec<_> = keys.iter().collect();
        let statement = Keys::<MySql>::equal_keys(&question(&["name"]), &keys).unwrap();
        assert_eq!(
            statement.sql(),
            r#"SELECT x.n, DENSE_RANK() OVER (ORDER BY c0) FROM (SELECT 0 AS n, t.`name` AS c0 FROM `news`.`art"i``cles` AS t WHERE 1 = 0 UNION ALL SELECT 0, ? UNION ALL SELECT 1, ? UNION ALL SELECT 2, ? UNION ALL SELECT 3, ?) AS x"#
        );
    }

    #[test]
    fn placeholders_and_bytes_stay_under_the_limits() {
        assert_eq!(<(i64,) as Keys<MySql>>::max_keys(), 32_768);
        assert_eq!(<(i64, i64, i64) as Keys<MySql>>::max_keys(), 16_384);
        assert_eq!(<(String,) as Keys<MySql>>::max_keys(), 8_192);
        assert_eq!(Keys::<MySql>::bytes(&(7_i64,)), 11);
        assert!(Keys::<MySql>::bytes(&("x".repeat(1000),)) > 1000);
        assert!(<(String,) as Keys<MySql>>::max_bytes() * 2 < 1 << 20);
    }

    #[test]
    fn padding_repeats_the_lightest_key() {
        let keys = [("x".repeat(1000),), ("y".to_owned(),), ("z".repeat(1000),)];
        let padded: Vec<_> = super::super::mysql::padded(keys.iter()).map(|key| key.0.len()).collect();
        assert_eq!(padded, [1000, 1, 1000, 1]);
    }
}
