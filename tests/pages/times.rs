//! Pages in the order of times of the time crate and decimals of `rust_decimal`.

use batchload::{BatchLoad, Error, Loaders, Page};
use sqlx::FromRow;
use sqlx::types::Decimal;
use sqlx::types::time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use crate::support::database::{Kind, on_every_database, test};
use crate::support::runtimes::Flavour;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[allow(clippy::duplicated_attributes, reason = "several relations to one model")]
#[has_many(Visit, name = by_day, order_by(day), page)]
#[has_many(Visit, name = by_hour, order_by(hour desc), page)]
#[has_many(Visit, name = by_moment, order_by(moment), page)]
#[has_many(Visit, name = by_instant, order_by(instant desc), page)]
struct Guest {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Visit {
    id: i64,
    #[belongs_to(Guest)]
    guest_id: i64,
    day: Date,
    hour: Time,
    moment: PrimitiveDateTime,
    instant: Option<OffsetDateTime>,
}

on_every_database!(times_lead_to_the_next_page, async |db| {
    let (hour, moment, instant) = match db.kind() {
        Kind::Sqlite => ("TEXT", "DATETIME", "DATETIME"),
        Kind::Postgres => ("TIME", "TIMESTAMP", "TIMESTAMPTZ"),
        Kind::MySql => ("TIME(6)", "DATETIME(6)", "TIMESTAMP(6) NULL"),
    };
    db.setup(&format!(
        "CREATE TABLE visits (id BIGINT PRIMARY KEY, guest_id BIGINT NOT NULL, day DATE NOT NULL,
             hour {hour} NOT NULL, moment {moment} NOT NULL, instant {instant})"
    ))
    .await;
    let insert = match db.kind() {
        Kind::Postgres => "INSERT INTO visits VALUES ($1, 1, $2, $3, $4, $5)",
        Kind::Sqlite | Kind::MySql => "INSERT INTO visits VALUES (?, 1, ?, ?, ?, ?)",
    };
    for id in 1..=7_u8 {
        let day = Date::from_julian_day(2_460_000 + i32::from(id % 3)).unwrap();
        let hour = Time::from_hms_micro(id % 4, 30, 0, 250_000).unwrap();
        let moment = PrimitiveDateTime::new(day, hour);
        let instant = (id != 4).then(|| moment.assume_utc());
        let insert = sqlx::query(insert).bind(i64::from(id)).bind(day).bind(hour).bind(moment).bind(instant);
        insert.execute(&db.pool()).await.unwrap();
    }
    let (loaders, guest) = (Loaders::<DB>::new(db.pool()), Guest { id: 1 });

    assert_eq!(walked!(2, |page| guest.load_by_day_page(&loaders, page)), [3, 6, 1, 4, 7, 2, 5]);
    assert_eq!(walked!(2, |page| guest.load_by_hour_page(&loaders, page)), [3, 7, 2, 6, 1, 5, 4]);
    assert_eq!(walked!(2, |page| guest.load_by_moment_page(&loaders, page)), [6, 3, 4, 1, 7, 5, 2]);
    let by_instant = walked!(2, |page| guest.load_by_instant_page(&loaders, page));
    let null_first = db.kind() == Kind::Postgres;
    let expected = if null_first { [4, 2, 5, 7, 1, 3, 6] } else { [2, 5, 7, 1, 3, 6, 4] };
    assert_eq!(by_instant, expected);
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Price, order_by(amount), page, sum(amount))]
struct Shop {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Price {
    id: i64,
    #[belongs_to(Shop)]
    shop_id: i64,
    amount: Decimal,
}

/// SQLite has no decimals.
macro_rules! decimals_lead_to_the_next_page {
    ($name:ident, $database:ty) => {
        test!($name, $database, &[Flavour::CurrentThread], async |db| {
            db.setup(
                "CREATE TABLE prices (id BIGINT PRIMARY KEY, shop_id BIGINT NOT NULL, amount NUMERIC(28, 10) NOT NULL);
                 INSERT INTO prices VALUES (1, 1, 1.1), (2, 1, 1.1), (3, 1, 1.1000000001), (4, 1, 0.3),
                     (5, 1, 123456789012345678)",
            )
            .await;
            let (loaders, shop) = (Loaders::<DB>::new(db.pool()), Shop { id: 1 });
            let prices = walked!(2, |page| shop.load_prices_page(&loaders, page));
            assert_eq!(prices, [4, 1, 2, 3, 5]);
            let sum: Decimal = shop.load_prices_sum_amount(&loaders).await.unwrap();
            assert_eq!(sum, "123456789012345681.6000000001".parse().unwrap());
        });
    };
}

decimals_lead_to_the_next_page!(decimals_lead_to_the_next_page_on_postgres, sqlx::Postgres);
decimals_lead_to_the_next_page!(decimals_lead_to_the_next_page_on_mysql, sqlx::MySql);

test!(
    a_decimal_that_its_field_does_not_hold_is_refused,
    sqlx::Postgres,
    &[Flavour::CurrentThread],
    async |db| {
        db.setup(
            "CREATE TABLE prices (id BIGINT PRIMARY KEY, shop_id BIGINT NOT NULL, amount NUMERIC NOT NULL);
         INSERT INTO prices VALUES (1, 1, 0.000), (2, 1, -0.00010000), (3, 1, 100000000), (4, 1, 1234.5000),
             (5, 1, 0), (6, 1, 20000.00002), (7, 1, 1234.5);
         INSERT INTO prices SELECT 10 + n, 2, (1234567890.1234567890123456789010 + n / 10::numeric ^ 22)
             FROM generate_series(0, 2) AS n",
        )
        .await;
        let loaders = Loaders::<DB>::new(db.pool());
        let held = Shop { id: 1 };
        assert_eq!(walked!(1, |page| held.load_prices_page(&loaders, page)), [2, 1, 5, 4, 7, 6, 3]);

        let refused = Shop { id: 2 }.load_prices_page(&loaders, Page::first(1)).await.unwrap_err();
        let Error::Decode { field: "amount", source, .. } = refused else { panic!("{refused:?}") };
        assert!(source.to_string().contains("does not hold all digits"), "{source}");
    }
);
