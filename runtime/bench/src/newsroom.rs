//! The newsroom from the query to the answer: one query after the other, 64 at a time, and without GraphQL.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::{Request, Response, Value};
use futures_util::future::join_all;
use sqlx::{Pool, Postgres};

use crate::databases::{Execute, Size, postgres, sqlite};
use crate::measure::{Bench, Mode, Run, Sample, exact, nanoseconds};
use crate::record::Metric;
use crate::runtimes::Flavour;
use crate::statements;

/// The name of each query, and the query.
const QUERIES: [(&str, &str); 2] = [
    ("nested", "{ reporters { articles { headline reporter { name } } } }"),
    ("many-to-many", "{ reporters { name articles { headline publications { title } } } }"),
];
const SIZE: Size = Size { reporters: 500, articles_each: 10 };
const SMALL: Size = Size { reporters: 20, articles_each: 5 };
const AT_ONCE: usize = 64;

/// Runs the same code on both databases. Each name of a database is used only once.
macro_rules! on_both {
    ($flavour:ident, $name:expr, $size:expr, |$database:ident, $app:ident, $pool:ident| $body:expr) => {{
        postgres::start();
        {
            use sqlite::{NAME as $database, app as $app};
            let $pool = $flavour.run($app::open($name, $size));
            $body
        }
        {
            use postgres::{NAME as $database, app as $app};
            let $pool = $flavour.run($app::open($name, $size));
            $body
        }
    }};
}

/// Answers the small nested query so many times, as one contender does, on one database.
///
/// # Panics
///
/// Panics if there is no such contender on such a database.
pub fn answer(database: &str, contender: &str, times: u32) {
    let flavour = &Flavour::one_thread();
    let mut answered = false;
    on_both!(flavour, "requests", SMALL, |NAME, app, pool| {
        let contenders = flavour.within(|| app::graphql(&pool));
        let found = contenders.iter().find(|(name, _)| *name == contender);
        if let Some((_, execute)) = found.filter(|_| NAME == database) {
            for _ in 0..times {
                flavour.run(asked(Arc::clone(execute), QUERIES[0].1));
            }
            answered = true;
        }
        flavour.run(async move { pool.close().await });
    });
    sqlite::clean_up();
    assert!(answered, "{contender} does not answer from {database}");
}

/// Measures one query after the other, end to end.
pub fn queries(bench: &mut Bench) {
    let flavour = &Flavour::usual(bench.mode);
    on_both!(flavour, "queries", SIZE, |NAME, app, pool| {
        let contenders = flavour.within(|| app::graphql(&pool));
        for (name, query) in QUERIES {
            same_answers(flavour, &contenders, query);
            let mut rows: Vec<Run<'_>> = Vec::new();
            for (name, execute) in &contenders {
                let mode = bench.mode;
                rows.push((name, Box::new(move || once(mode, flavour, asked(Arc::clone(execute), query)))));
            }
            bench.in_turn_for(Duration::from_secs(10), &format!("newsroom, {name}"), NAME, &mut rows);
        }
        flavour.run(async move { pool.close().await });
    });
}

async fn asked(execute: Execute, query: &str) {
    let response = execute(Request::new(query)).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
}

/// Checks that every contender answers as the first does.
fn same_answers(flavour: &Flavour, contenders: &[(&str, Execute)], query: &'static str) {
    let mut answers = contenders.iter().map(|(name, execute)| {
        let Response { mut data, errors, .. } = flavour.run(execute(Request::new(query)));
        assert!(errors.is_empty(), "{name}: {errors:?}");
        sort(&mut data);
        (name, data)
    });
    let (_, first) = answers.next().expect("somebody answers");
    for (name, answer) in answers {
        assert!(answer == first, "{name} answers differently");
    }
}

/// Sorts the fields of objects, because async-graphql orders them by when they were answered, which varies.
fn sort(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.sort_unstable_keys();
            fields.values_mut().for_each(sort);
        }
        Value::List(values) => values.iter_mut().for_each(sort),
        _ => {}
    }
}

/// Measures how long a piece of work takes, or counts the statements that it sends.
fn once<F>(mode: Mode, flavour: &Flavour, work: F) -> Sample
where
    F: Future<Output = ()> + Send + 'static,
{
    match mode {
        Mode::Statements => flavour.run(async {
            let before = statements::so_far().await;
            work.await;
            let sent = statements::so_far().await - before;
            Sample::default().with(Metric::Statements, exact(usize::try_from(sent).unwrap_or(usize::MAX)))
        }),
        Mode::Times | Mode::Allocations(_) => flavour.measure(work).1.each(1),
    }
}

/// Measures reading parents with their children as nested values.
pub fn overviews(bench: &mut Bench) {
    let flavour = &Flavour::usual(bench.mode);
    on_both!(flavour, "overviews", SIZE, |NAME, app, pool| {
        let contenders = flavour.within(|| app::overviews(&pool, "overviews"));
        let totals: Vec<usize> = contenders.iter().map(|(_, read)| flavour.run(read())).collect();
        assert!(
            totals.iter().all(|total| *total == totals[0]),
            "the contenders do not read alike: {totals:?}"
        );
        let mut rows: Vec<Run<'_>> = Vec::new();
        for (name, read) in &contenders {
            let mode = bench.mode;
            // sqlx counts the statements, and diesel does not use sqlx.
            if matches!(mode, Mode::Statements) && name.starts_with("diesel") {
                continue;
            }
            let total = totals[0];
            let run = move || {
                let read = Arc::clone(read);
                once(mode, flavour, async move { assert_eq!(read().await, total) })
            };
            rows.push((name, Box::new(run)));
        }
        bench.in_turn_for(Duration::from_secs(6), "parents", NAME, &mut rows);
        drop(rows);
        drop(contenders);
        flavour.run(async move { pool.close().await });
    });
}

/// Measures how many requests are answered when a fixed number of clients ask at a time.
pub fn throughput(bench: &mut Bench) {
    let flavour = &Flavour::usual(bench.mode);
    on_both!(flavour, "throughput", SMALL, |NAME, app, pool| {
        let contenders = flavour.within(|| app::graphql(&pool));
        let query = QUERIES[0].1;
        same_answers(flavour, &contenders, query);
        let slice = Duration::from_millis(if bench.quick { 100 } else { 300 });
        let mut rows: Vec<Run<'_>> = Vec::new();
        for (name, execute) in &contenders {
            rows.push((name, Box::new(move || flavour.run(at_once(Arc::clone(execute), query, slice)))));
        }
        bench.in_turn_for(Duration::from_secs(40), "throughput", NAME, &mut rows);
        flavour.run(async move { pool.close().await });
    });
}

async fn at_once(execute: Execute, query: &'static str, slice: Duration) -> Sample {
    let start = Instant::now();
    let clients = (0..AT_ONCE).map(|_| {
        let execute = Arc::clone(&execute);
        tokio::spawn(async move {
            let mut times = Vec::new();
            while start.elapsed() < slice {
                let sent = Instant::now();
                asked(Arc::clone(&execute), query).await;
                times.push(sent.elapsed());
            }
            times
        })
    });
    let times = join_all(clients).await.into_iter().map(|times| times.expect("no request panics"));
    let mut times: Vec<Duration> = times.flatten().collect();
    let took = start.elapsed();
    times.sort_unstable();
    Sample::default()
        .with(Metric::RequestsPerSecond, exact(times.len()) / took.as_secs_f64())
        .with(Metric::Nanoseconds, nanoseconds(times[times.len() / 2]))
        .with(Metric::Slow, nanoseconds(times[times.len() * 99 / 100]))
}

/// Measures the memory of many rows through one relation. It uses PostgreSQL, because on SQLite a thread of the driver
/// makes the rows, and its allocations are not counted.
pub fn memory(bench: &mut Bench) {
    use postgres::{app, growth};

    postgres::start();
    let flavour = &Flavour::usual(bench.mode);
    for (name, articles_each) in [("small", 10), ("medium", 100), ("large", 1_000)] {
        let size = Size { reporters: 1_000, articles_each };
        let pool = flavour.run(app::open(name, size));
        let parents = flavour.run(growth::parents(pool.clone()));
        let case = size.articles().to_string();
        let mut rows: Vec<Run<'_>> = vec![
            ("by hand", {
                let (pool, parents) = (pool.clone(), parents.clone());
                Box::new(move || {
                    let work = growth::by_hand(pool.clone(), parents.clone());
                    let (rows, cost) = flavour.measure(work);
                    assert_eq!(rows.len(), size.articles());
                    cost.each(size.articles())
                })
            }),
            ("batchload", {
                let pool = pool.clone();
                Box::new(move || {
                    let work = growth::loaded(pool.clone(), parents.clone());
                    let (rows, cost) = flavour.measure(work);
                    assert_eq!(rows.iter().map(|rows| rows.len()).sum::<usize>(), size.articles());
                    let bytes = growth::bytes(rows.iter().flatten());
                    cost.each(size.articles()).with(Metric::RowBytes, exact(bytes))
                })
            }),
        ];
        bench.in_turn("memory", &case, &mut rows);
        drop(rows);
        flavour.run(async move { pool.close().await });
    }
}

/// Measures how often each contender waits for a distant database. Read the times as multiples of one statement.
pub fn distance(bench: &mut Bench) {
    use postgres::{app, distance};

    if !matches!(bench.mode, Mode::Times) {
        return;
    }
    postgres::start();
    let flavour = &Flavour::usual(bench.mode);
    flavour.run(async { app::open("distance", SMALL).await.close().await });
    let pool = flavour.run(distance::pool("distance", false));
    let asks = flavour.run(distance::pool("distance", true));
    let levels = |pool: &Pool<Postgres>, ahead| {
        let pool = pool.clone();
        move || flavour.measure(distance::levels(pool.clone(), ahead)).1.each(1)
    };
    let one = pool.clone();
    let mut rows: Vec<Run<'_>> = vec![
        ("one statement", Box::new(move || flavour.measure(distance::statement(one.clone())).1.each(1))),
        ("batchload, two levels", Box::new(levels(&pool, false))),
        ("batchload, two levels, ahead", Box::new(levels(&pool, true))),
        ("batchload, two levels, connections tested", Box::new(levels(&asks, false))),
        ("batchload, two levels, ahead, connections tested", Box::new(levels(&asks, true))),
    ];
    bench.in_turn("distance", "PostgreSQL", &mut rows);
    drop(rows);
    flavour.run(async move { join_all([pool.close(), asks.close()]).await });
}
