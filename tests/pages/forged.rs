//! Cursors are not signed: a carefully written one is read like any other. A value that the database cannot take is
//! refused before any statement is sent.

use batchload::{BatchLoad, CursorMistake, Error, Loaders, Page};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sqlx::FromRow;
use sqlx::types::BigDecimal;

use crate::support::database::{Kind, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "shops")]
#[has_many(Sale, foreign_key = shop, name = by_label, order_by(label), page)]
#[has_many(Sale, foreign_key = shop, name = by_price, order_by(price), page)]
#[has_many(Sale, foreign_key = shop, name = by_day, order_by(day), page)]
#[has_many(Sale, foreign_key = shop, name = by_minute, order_by(minute), page)]
#[has_many(Sale, foreign_key = shop, name = by_instant, order_by(instant), page)]
#[has_many(Sale, foreign_key = shop, name = by_hour, order_by(hour), page)]
#[has_many(Sale, foreign_key = shop, name = by_weight, order_by(weight), page)]
struct Shop {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "sales")]
struct Sale {
    id: i64,
    #[batch_load(index)]
    shop: i64,
    label: String,
    price: BigDecimal,
    day: NaiveDate,
    minute: NaiveDateTime,
    instant: DateTime<Utc>,
    hour: NaiveTime,
    weight: f32,
}

fn sales(kind: Kind) -> String {
    let (minute, instant, hour) = match kind {
        Kind::MySql => ("DATETIME(6)", "TIMESTAMP(6)", "TIME(6)"),
        _ => ("TIMESTAMP", "TIMESTAMPTZ", "TIME"),
    };
    format!(
        "CREATE TABLE sales (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, label VARCHAR(20) NOT NULL,
             price DECIMAL(20, 2) NOT NULL, day DATE NOT NULL, minute {minute} NOT NULL, instant {instant} NOT NULL,
             hour {hour} NOT NULL, weight REAL NOT NULL);
         INSERT INTO sales VALUES
             (1, 1, 'a', 1.5, '2024-01-01', '2024-01-01 10:00:00', '2024-01-01 10:00:00', '10:00:00', 0.5),
             (2, 1, 'b', 2.5, '2024-01-02', '2024-01-02 10:00:00', '2024-01-02 10:00:00', '11:00:00', 1.5),
             (3, 2, 'a', 1.5, '2024-01-01', '2024-01-01 10:00:00', '2024-01-01 10:00:00', '10:00:00', 0.5),
             (4, 2, 'b', 2.5, '2024-01-02', '2024-01-02 10:00:00', '2024-01-02 10:00:00', '11:00:00', 1.5)"
    )
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        text.extend((0..=chunk.len()).map(|at| char::from(LETTERS[(word >> (18 - 6 * at) & 63) as usize])));
    }
    text
}

fn decode(text: &str) -> Vec<u8> {
    let digits = text.bytes().map(|letter| LETTERS.iter().position(|each| *each == letter).unwrap());
    let bits: Vec<_> = digits.flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1)).collect();
    bits.chunks_exact(8)
        .map(|bits| u8::try_from(bits.iter().fold(0, |byte, bit| byte << 1 | bit)).unwrap())
        .collect()
}

/// A value as cursors hold it: a text, or a number.
enum Forged {
    Text(&'static str),
    Real(f64),
}

/// Forges a cursor of the same relation for the row with this value and the id 1.
fn forge(cursor: &str, value: &Forged) -> String {
    let mut bytes = decode(cursor)[..9].to_vec();
    match value {
        Forged::Text(text) => {
            bytes.extend([3, u8::try_from(text.len()).unwrap()]);
            bytes.extend(text.bytes());
        }
        Forged::Real(number) => {
            bytes.push(2);
            bytes.extend(number.to_le_bytes());
        }
    }
    bytes.extend([1, 2]);
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let check = bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix);
    bytes.extend(&check.to_le_bytes()[..4]);
    encode(&bytes)
}

/// Checks that each value is refused without a statement, and that another page in the batch is not affected.
macro_rules! refuses {
    ($db:expr, $load:ident: $($value:expr),+ $(,)?) => {{
        let first = Shop { id: 2 }.$load(&Loaders::<DB>::new($db.pool()), Page::first(1)).await.unwrap();
        let cursor = first.end_cursor().unwrap();
        for value in [$($value),+] {
            let loaders = Loaders::<DB>::new($db.pool());
            let forged = forge(&cursor, &value);
            for page in [Page::first(1).after(&forged), Page::last(1).before(&forged)] {
                let (refused, sent) = $db.counted(Shop { id: 1 }.$load(&loaders, page.clone())).await;
                let Err(Error::Cursor { mistake: CursorMistake::Damaged, .. }) = refused else {
                    panic!("{forged}: {refused:?}")
                };
                assert!(sent.is_empty(), "{sent:?}");

                let (one, other) = (Shop { id: 1 }, Shop { id: 2 });
                let both = async {
                    tokio::join!(
                        one.$load(&loaders, page),
                        other.$load(&loaders, Page::first(1).after(&cursor).with_total()),
                    )
                };
                let ((refused, found), sent) = $db.counted(both).await;
                assert!(matches!(refused, Err(Error::Cursor { .. })), "{refused:?}");
                let ids: Vec<_> = found.unwrap().rows().iter().map(|sale| sale.id).collect();
                assert_eq!((ids, sent.len()), (vec![4], 1), "{sent:?}");
                loaders.clear();
            }
        }
    }};
}

/// Checks that a cursor with each value is read like any other.
macro_rules! takes {
    ($db:expr, $load:ident: $($value:expr),+ $(,)?) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let first = Shop { id: 1 }.$load(&loaders, Page::first(1)).await.unwrap();
        let cursor = first.end_cursor().unwrap();
        for value in [$($value),+] {
            let page = Page::first(5).after(forge(&cursor, &value));
            let (found, sent) = $db.counted(Shop { id: 1 }.$load(&loaders, page)).await;
            assert!(found.unwrap().rows().len() <= 2);
            assert_eq!(sent.len(), 1, "{sent:?}");
        }
    }};
}

use Forged::{Real, Text};

const ABSURD: [Forged; 6] = [
    Text("1e-20000"),
    Text("1e200000"),
    Text("1e9223372036854775807"),
    Text("1e-9223372036854775807"),
    Text("1e100000000"),
    Text("not a number"),
];

test!(postgres_is_not_sent_what_it_cannot_take, sqlx::Postgres, ONE, async |db| {
    db.setup(&sales(db.kind())).await;
    refuses!(db, load_by_label_page: Text("a\0b"), Text("\0"));
    let [a, b, c, d, e, f] = ABSURD;
    refuses!(db, load_by_price_page: a, b, c, d, e, f);
    refuses!(db, load_by_day_page: Text("-262143-01-01"), Text("-4713-11-23"));
    refuses!(db, load_by_minute_page: Text("-262143-01-01T00:00:00"), Text("-4713-11-23T23:59:59"));
    refuses!(db, load_by_instant_page: Text("-262143-01-01T00:00:00Z"), Text("-4713-11-23T23:59:59Z"));
    refuses!(db, load_by_hour_page: Text("23:59:60.5"));
    refuses!(db, load_by_weight_page: Text("0.5"));
    takes!(db, load_by_label_page: Text("a"), Text("'; DROP TABLE sales; --"));
    takes!(db, load_by_price_page: Text("1e-1000"), Text("1e1000"), Text("-7"));
    takes!(db, load_by_day_page: Text("-4713-11-24"), Text("+262142-01-01"));
    takes!(db, load_by_minute_page: Text("-4713-11-24T00:00:00"), Text("+262142-01-01T00:00:00"));
    takes!(db, load_by_minute_page: Text("2016-12-31T23:59:60"));
    takes!(db, load_by_instant_page: Text("-4713-11-24T00:00:00Z"), Text("+262142-01-01T00:00:00Z"));
    takes!(db, load_by_weight_page: Real(0.5), Real(f64::NAN), Real(f64::INFINITY), Real(1e300));
});

test!(mysql_is_not_sent_what_it_cannot_take, sqlx::MySql, ONE, async |db| {
    db.setup(&sales(db.kind())).await;
    let [a, b, c, d, e, f] = ABSURD;
    refuses!(db, load_by_price_page: a, b, c, d, e, f);
    refuses!(db, load_by_day_page: Text("-0001-01-01"), Text("+10000-01-01"), Text("+262142-01-01"));
    refuses!(db, load_by_minute_page: Text("-0001-01-01T00:00:00"), Text("+10000-01-01T00:00:00"));
    refuses!(db, load_by_minute_page: Text("2016-12-31T23:59:60.5"));
    refuses!(db, load_by_instant_page: Text("-0001-01-01T00:00:00Z"), Text("+10000-01-01T00:00:00Z"));
    refuses!(db, load_by_hour_page: Text("23:59:60.5"));
    refuses!(db, load_by_weight_page: Real(f64::NAN), Real(f64::INFINITY), Real(1e300));
    takes!(db, load_by_label_page: Text("a\0b"), Text("'; DROP TABLE sales; --"));
    takes!(db, load_by_price_page: Text("1e-1000"), Text("1e1000"), Text("-7"));
    takes!(db, load_by_day_page: Text("0000-01-01"), Text("9999-12-31"));
    takes!(db, load_by_minute_page: Text("0000-01-01T00:00:00"), Text("9999-12-31T23:59:59.999999"));
    takes!(db, load_by_instant_page: Text("0000-01-01T00:00:00Z"), Text("9999-12-31T23:59:59Z"));
    takes!(db, load_by_weight_page: Real(0.5), Real(-1e30));
});
