//! The rows of a key come in one order, no matter what else is asked for with them.

use batchload::{BatchLoad, Loaders, Many};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::{Database, Kind, Tested, on_every_database};

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "charts")]
#[has_many(Song, order_by(place desc))]
#[has_many(Song, name = climbing, order_by(place))]
#[has_one(Song, name = last, order_by(place desc))]
struct Chart {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "songs")]
struct Song {
    id: i64,
    #[belongs_to(Chart)]
    chart_id: i64,
    place: Option<i64>,
}

/// Creates two charts with songs that share a place and songs without a place. The largest ids are inserted first.
async fn charts<DB: Tested>(db: &Database<DB>) -> Vec<Chart> {
    db.setup(
        "CREATE TABLE charts (id BIGINT PRIMARY KEY);
         CREATE TABLE songs (id BIGINT, chart_id BIGINT NOT NULL, place BIGINT);
         INSERT INTO charts VALUES (1), (2);
         INSERT INTO songs VALUES (19, 1, 5), (18, 2, 5), (17, 1, NULL), (16, 1, 9), (15, 2, NULL), (14, 1, 5),
            (13, 2, 5), (12, 1, NULL), (11, 1, 5), (10, 2, NULL)",
    )
    .await;
    vec![Chart { id: 1 }, Chart { id: 2 }]
}

fn ids(found: &[Many<Song>]) -> Vec<Vec<i64>> {
    found.iter().map(|songs| songs.iter().map(|song| song.id).collect()).collect()
}

on_every_database!(q15_ties_come_in_the_order_of_the_primary_key, async |db| {
    let charts = charts(&db).await;
    let nulls_first = db.kind() == Kind::Postgres;
    let of_first = if nulls_first { [12, 17, 16, 11, 14, 19] } else { [16, 11, 14, 19, 12, 17] };
    let of_second = if nulls_first { [10, 15, 13, 18] } else { [13, 18, 10, 15] };
    // The order is the same for both charts together and for one after the other.
    for (most, statements) in [(2, 1), (1, 2)] {
        let loaders = Loaders::<DB>::builder(db.pool()).max_batch_size(most).build();
        let loads = charts.iter().map(|chart| chart.load_songs(&loaders));
        let (found, asked) = db.counted(try_join_all(loads)).await;
        assert_eq!(ids(&found.unwrap()), [of_first.to_vec(), of_second.to_vec()]);
        assert_eq!(asked.len(), statements, "{asked:?}");
    }
});

// Nulls are where the database puts them: above all other values on PostgreSQL, and below them elsewhere.
on_every_database!(q15_nulls_stand_together_at_one_end, async |db| {
    let charts = charts(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(charts[0].load_climbing(&loaders)).await;
    let places: Vec<_> = found.unwrap().iter().map(|song| song.place).collect();
    let mut expected = vec![Some(5), Some(5), Some(5), Some(9)];
    let nulls = if db.kind() == Kind::Postgres { expected.len() } else { 0 };
    expected.splice(nulls..nulls, [None, None]);
    assert_eq!(places, expected);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(q15_the_one_of_several_is_the_first_in_the_order, async |db| {
    let charts = charts(&db).await;
    db.setup("DELETE FROM songs WHERE place IS NULL").await;
    let loaders = Loaders::<DB>::new(db.pool());
    let loads = charts.iter().map(|chart| chart.load_last(&loaders));
    let (found, asked) = db.counted(try_join_all(loads)).await;
    let ids: Vec<_> = found.unwrap().iter().flatten().map(|song| song.id).collect();
    assert_eq!(ids, [16, 13]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "tunes")]
#[has_many(Bar, order_by(day desc, beat))]
#[has_many(Bar, name = voices, order_by(voice desc))]
#[many_to_many(Bar, name = quotes, through = "quotes")]
struct Tune {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "bars")]
struct Bar {
    id: i32,
    #[belongs_to(Tune)]
    tune_id: i64,
    day: NaiveDate,
    beat: i64,
    voice: i16,
}

fn ids_of(found: &[Many<Bar>]) -> Vec<Vec<i32>> {
    found.iter().map(|bars| bars.iter().map(|bar| bar.id).collect()).collect()
}

// Numbers and days on both sides of zero, the limits of a number, and ties. They are inserted so that no order is the
// one in which they are found.
on_every_database!(q15_numbers_and_days_are_sorted_wherever_it_is_done, async |db| {
    db.setup(
        "CREATE TABLE tunes (id BIGINT PRIMARY KEY);
         CREATE TABLE bars (id INT, tune_id BIGINT NOT NULL, day DATE NOT NULL, beat BIGINT NOT NULL, voice SMALLINT NOT NULL);
         CREATE TABLE quotes (tune_id BIGINT NOT NULL, bar_id INT NOT NULL);
         INSERT INTO tunes VALUES (1), (2), (3);
         INSERT INTO bars VALUES (7, 1, '2000-01-02', 4, -1), (6, 2, '1999-12-30', 5, 3), (-5, 1, '1999-12-31', 4, 3),
            (4, 1, '2000-01-02', -9000000000, 3), (3, 2, '2000-01-03', 5, -32768), (2, 1, '2000-01-02', 4, 32767), (1, 2, '1999-12-30', 5, 3);
         INSERT INTO quotes VALUES (1, 7), (2, 1), (1, 3), (3, 2), (1, -5), (2, 6), (1, 3)",
    )
    .await;
    let tunes = [Tune { id: 1 }, Tune { id: 2 }, Tune { id: 3 }];
    let loaders = Loaders::<DB>::new(db.pool());
    let bars = try_join_all(tunes.iter().map(|tune| tune.load_bars(&loaders)));
    let (bars, mut asked) = db.counted(bars).await;
    assert_eq!(ids_of(&bars.unwrap()), [vec![4, 2, 7, -5], vec![3, 1, 6], vec![]]);
    let (voices, more) = db.counted(try_join_all(tunes.iter().map(|tune| tune.load_voices(&loaders)))).await;
    assert_eq!(ids_of(&voices.unwrap()), [vec![2, -5, 4, 7], vec![1, 6, 3], vec![]]);
    asked.extend(more);
    let (quotes, more) = db.counted(try_join_all(tunes.iter().map(|tune| tune.load_quotes(&loaders)))).await;
    assert_eq!(ids_of(&quotes.unwrap()), [vec![-5, 3, 3, 7], vec![1, 6], vec![2]]);
    asked.extend(more);
    assert_eq!(asked.len(), 3, "{asked:?}");
    // PostgreSQL would not send a row before it had sorted all of them.
    let are_ordered = asked.iter().map(|sql| sql.contains("ORDER BY"));
    assert_eq!(are_ordered.collect::<Vec<_>>(), [db.kind() != Kind::Postgres; 3], "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "clocks")]
#[has_many(Strike, order_by(due desc))]
#[has_many(Strike, name = echoes, order_by(heard, due))]
struct Clock {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "strikes")]
struct Strike {
    id: i32,
    #[belongs_to(Clock)]
    clock_id: i64,
    due: NaiveDateTime,
    heard: DateTime<Utc>,
}

// Instants before and after the days from which PostgreSQL and Unix count, a microsecond apart, and ties.
on_every_database!(q15_instants_are_sorted_wherever_it_is_done, async |db| {
    let (due, heard) = match db.kind() {
        Kind::Sqlite => ("DATETIME", "DATETIME"),
        Kind::Postgres => ("TIMESTAMP", "TIMESTAMPTZ"),
        Kind::MySql => ("DATETIME(6)", "TIMESTAMP(6)"),
    };
    db.setup(&format!(
        "CREATE TABLE clocks (id BIGINT PRIMARY KEY);
         CREATE TABLE strikes (id INT, clock_id BIGINT NOT NULL, due {due} NOT NULL, heard {heard} NOT NULL);
         INSERT INTO clocks VALUES (1), (2), (3);
         INSERT INTO strikes VALUES
            (5, 1, '1999-12-31 23:59:59.999999', '2001-01-01 00:00:00.000001'),
            (4, 2, '1969-07-20 20:17:40.000000', '1999-12-31 23:59:59.999999'),
            (3, 1, '2000-01-01 00:00:00.000000', '1999-12-31 23:59:59.999999'),
            (2, 1, '1969-07-20 20:17:40.000000', '2001-01-01 00:00:00.000000'),
            (1, 1, '2000-01-01 00:00:00.000000', '2001-01-01 00:00:00.000000'),
            (6, 2, '1969-07-20 20:17:40.000000', '1999-12-31 23:59:59.999999')",
    ))
    .await;
    let clocks = [Clock { id: 1 }, Clock { id: 2 }, Clock { id: 3 }];
    let loaders = Loaders::<DB>::new(db.pool());
    let ids = |found: Vec<Many<Strike>>| -> Vec<Vec<i32>> {
        found.iter().map(|strikes| strikes.iter().map(|strike| strike.id).collect()).collect()
    };
    let strikes = try_join_all(clocks.iter().map(|clock| clock.load_strikes(&loaders)));
    let (strikes, mut asked) = db.counted(strikes).await;
    assert_eq!(ids(strikes.unwrap()), [vec![1, 3, 5, 2], vec![4, 6], vec![]]);
    let echoes = try_join_all(clocks.iter().map(|clock| clock.load_echoes(&loaders)));
    let (echoes, more) = db.counted(echoes).await;
    assert_eq!(ids(echoes.unwrap()), [vec![3, 2, 1, 5], vec![4, 6], vec![]]);
    asked.extend(more);
    assert_eq!(asked.len(), 2, "{asked:?}");
    let are_ordered = asked.iter().map(|sql| sql.contains("ORDER BY"));
    assert_eq!(are_ordered.collect::<Vec<_>>(), [db.kind() != Kind::Postgres; 2], "{asked:?}");
});
