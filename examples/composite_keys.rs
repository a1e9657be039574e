//! Keys of several columns: each tenant numbers its own orders, and the lines of an order name both.
//!
//! ```sh
//! cargo run --example composite_keys
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use batchload::{BatchLoad, Loaders, Many, One};
use futures_util::future::try_join_all;
use sqlx::FromRow;
use sqlx::sqlite::SqlitePoolOptions;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(unique(tenant, code))]
#[has_many(Line, foreign_key(tenant, order_number), sum(pieces))]
pub struct Order {
    #[batch_load(primary_key)]
    pub tenant: i64,
    #[batch_load(primary_key)]
    pub number: i64,
    pub code: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[belongs_to(Order, foreign_key(tenant, order_number))]
pub struct Line {
    pub id: i64,
    pub tenant: i64,
    pub order_number: i64,
    pub item: String,
    pub pieces: i64,
}

const DATA: &str = "
    CREATE TABLE orders (
        tenant INTEGER NOT NULL, number INTEGER NOT NULL, code TEXT NOT NULL,
        PRIMARY KEY (tenant, number), UNIQUE (tenant, code)
    );
    CREATE TABLE lines (
        id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, order_number INTEGER NOT NULL,
        item TEXT NOT NULL, pieces INTEGER NOT NULL
    );
    CREATE INDEX lines_by_order ON lines (tenant, order_number);
    INSERT INTO orders VALUES (1, 1, 'spring'), (1, 2, 'autumn'), (2, 1, 'spring');
    INSERT INTO lines VALUES
        (1, 1, 1, 'ink', 2), (2, 1, 1, 'paper', 500), (3, 2, 1, 'ribbon', 4), (4, 1, 2, 'paper', 250);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;
    let loaders = Loaders::new(pool);

    // The key is a tuple, in the order of the fields.
    let orders = Order::by_id(&loaders).load_many([(1, 1), (1, 2), (2, 1), (2, 2)]).await?;
    assert!(orders[3].is_none(), "the second tenant has one order");
    let orders: Vec<One<Order>> = orders.into_iter().flatten().collect();

    // Each tenant has an order number 1, and the two have nothing in common.
    let lines: Vec<Many<Line>> = try_join_all(orders.iter().map(|order| order.load_lines(&loaders))).await?;
    let pieces: Vec<i64> =
        try_join_all(orders.iter().map(|order| order.load_lines_sum_pieces(&loaders))).await?;
    for ((order, lines), pieces) in orders.iter().zip(&lines).zip(&pieces) {
        println!("tenant {}, order {} ({}): {pieces} pieces", order.tenant, order.number, order.code);
        for line in lines {
            println!("    {} {}", line.pieces, line.item);
        }
    }
    assert_eq!(pieces, [502, 250, 4]);
    assert_eq!(lines[2][0].item, "ribbon");

    // The loaders already know the order of a line, by its number and by its code.
    let order: One<Order> = lines[2][0].load_order(&loaders).await?;
    let spring = Order::by_tenant_and_code(&loaders).load((2, "spring".to_owned())).await?;
    assert_eq!((order.tenant, spring.map(|spring| spring.number)), (2, Some(1)));

    println!("{} statements", loaders.stats().statements);
    assert_eq!(loaders.stats().statements, 3);
    Ok(())
}
