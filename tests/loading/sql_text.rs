//! A user's input never becomes the text of a statement, and no key appears in a log or an error.

use std::fmt::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use batchload::{BatchLoad, Loaders, Many};
use chrono::NaiveDate;
use sqlx::FromRow;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::database::{Kind, on_every_database, test};
use crate::support::models::{NEWSROOM, Reporter};
use crate::support::runtimes::ONE;
use crate::support::sources;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "x\"` ; DROP TABLE reporters; -- /*")]
struct Hostile {
    id: i64,
    #[sqlx(rename = "a\") OR (1=1 -- ' ${x}")]
    #[batch_load(index)]
    name: String,
}

on_every_database!(q11_a_name_that_looks_like_sql_is_a_name, async |db| {
    db.setup(NEWSROOM).await;
    let hostile = r#"
        CREATE TABLE "x""` ; DROP TABLE reporters; -- /*" (id BIGINT PRIMARY KEY, "a"") OR (1=1 -- ' ${x}" VARCHAR(20) NOT NULL);
        INSERT INTO "x""` ; DROP TABLE reporters; -- /*" VALUES (1, 'a'), (2, 'b');"#;
    let hostile = match db.kind() {
        Kind::MySql => format!("SET sql_mode = 'ANSI_QUOTES'; {hostile} SET sql_mode = DEFAULT"),
        Kind::Sqlite | Kind::Postgres => hostile.to_owned(),
    };
    db.setup(&hostile).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) =
        db.counted(Hostile::by_name(&loaders).load_many(["b", "c"].map(str::to_owned))).await;
    let found: Vec<Vec<_>> =
        found.unwrap().iter().map(|rows| rows.iter().map(|row| row.id).collect()).collect();
    assert_eq!(found, [vec![2], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(Reporter::by_id(&loaders).load(1).await.unwrap().unwrap().id, 1);
});

on_every_database!(q12_keys_are_bound_whatever_they_hold, async |db| {
    db.setup(NEWSROOM).await;
    let tame = ["ada@example.org", "b", "c", "d", "e", "f"];
    let hostile =
        ["'; DROP TABLE reporters; --", "\") OR (1=1", "\\'", "x' OR 'a'='a", "`", "$1 ? :id /* */"];
    let mut texts = Vec::new();
    for keys in [tame, hostile] {
        let loaders = Loaders::<DB>::new(db.pool());
        let (found, asked) =
            db.counted(Reporter::by_email(&loaders).load_many(keys.map(str::to_owned))).await;
        let ids: Vec<_> = found.unwrap().iter().flatten().map(|reporter| reporter.id).collect();
        assert_eq!(ids, if keys == tame { vec![1] } else { vec![] });
        assert_eq!(asked.len(), 1, "{asked:?}");
        texts.extend(asked);
    }
    assert_eq!(texts[0], texts[1]);
    assert_eq!(Reporter::by_id(&Loaders::<DB>::new(db.pool())).load(3).await.unwrap().unwrap().id, 3);
});

#[test]
fn q12_one_place_makes_statements_and_nothing_vouches_for_their_text() {
    let mut making = Vec::new();
    for (path, code) in sources::of_the_runtime() {
        for vouching in ["AssertSqlSafe", "SqlSafeStr", "raw_sql"] {
            // The text that begins a transaction comes from the user, who vouches for it.
            let is_handed_on = vouching == "SqlSafeStr" && path.ends_with("loaders/transaction.rs");
            assert!(is_handed_on || !code.contains(vouching), "{} uses {vouching}", path.display());
        }
        if code.contains("QueryBuilder::") {
            making.push(path);
        }
    }
    assert_eq!(making, [Path::new("sql/dialect/statement.rs")]);
}

/// A subscriber that collects everything logged on this thread, at any level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

on_every_database!(q20_no_key_is_logged, async |db| {
    db.setup(NEWSROOM).await;
    let ask = async || {
        let loaders = Loaders::<DB>::new(db.pool());
        let keys = ["secret-1", "secret-2"].map(str::to_owned);
        assert_eq!(Reporter::by_email(&loaders).load_many(keys).await.unwrap(), [None, None]);
        loaders.stats()
    };
    // SQLite logs its statements on a thread of its own, where the counter listens.
    let (stats, asked) = db.counted(ask()).await;
    assert!(asked.len() == 1 && !asked[0].contains("secret"), "{asked:?}");
    assert!(!format!("{stats:?}").contains("secret"));

    let log = Log::default();
    {
        let _here = tracing::subscriber::set_default(log.clone());
        ask().await;
    }
    let log = log.0.lock().unwrap();
    assert!(log.contains("lookup=\"Reporter::by_email\""), "{log}");
    assert!(!log.contains("secret"), "{log}");
});

on_every_database!(q21_a_text_that_no_column_can_hold_finds_nothing_and_harms_no_other, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = ["ada@example.org", "a\0b", "\0"].map(str::to_owned);
    let (found, asked) = db.counted(Reporter::by_email(&loaders).load_many(keys)).await;
    let found: Vec<_> = found.unwrap().iter().map(|found| found.as_ref().map(|one| one.id)).collect();
    assert_eq!(found, [Some(1), None, None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "issues")]
struct Issue {
    id: i64,
    #[batch_load(index)]
    day: NaiveDate,
}

/// Checks that of five days, the second finds the issue of 2024, the third that of another day, and the others nothing.
macro_rules! days_find {
    ($db:expr, $other:literal, $days:expr) => {{
        $db.setup(concat!(
            "CREATE TABLE issues (id BIGINT PRIMARY KEY, day DATE NOT NULL);
             INSERT INTO issues VALUES (1, '2024-01-01'), (2, '",
            $other,
            "')"
        ))
        .await;
        let loaders = Loaders::<DB>::new($db.pool());
        let days: [&str; 5] = $days;
        let keys = days.map(|day| day.parse().unwrap());
        let (found, asked) = $db.counted(Issue::by_day(&loaders).load_many(keys)).await;
        let ids = |issues: &Many<Issue>| issues.iter().map(|issue| issue.id).collect();
        let found: Vec<Vec<_>> = found.unwrap().iter().map(ids).collect();
        assert_eq!(found, [vec![], vec![1], vec![2], vec![], vec![]]);
        assert_eq!(asked.len(), 1, "{asked:?}");
    }};
}

test!(q21_a_day_before_the_calendar_finds_nothing_and_harms_no_other, sqlx::Postgres, ONE, async |db| {
    days_find!(
        db,
        "4714-11-24 BC",
        ["-4713-11-23", "2024-01-01", "-4713-11-24", "-262143-01-01", "+262142-01-01"]
    );
});

test!(q21_a_day_beyond_the_calendar_finds_nothing_and_harms_no_other, sqlx::MySql, ONE, async |db| {
    days_find!(db, "9999-12-31", ["-0005-01-01", "2024-01-01", "9999-12-31", "+10000-01-01", "+70000-01-01"]);
});
