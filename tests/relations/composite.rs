//! Keys of several columns, in every kind of relation.

use batchload::{BatchLoad, Error, Loaders};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "orders", unique(tenant, code))]
#[has_many(Line, foreign_key(tenant, order_number), order_by(id desc))]
#[has_many(Line, name = plain_lines, foreign_key(tenant, order_number))]
#[has_many(Line, name = coded, foreign_key(code, tenant), references(code, tenant))]
#[has_one(Line, name = last_line, foreign_key(tenant, order_number), order_by(id desc))]
#[has_many(Refund, through(lines, refunds))]
struct Order {
    #[batch_load(primary_key)]
    tenant: i64,
    #[batch_load(primary_key)]
    number: i64,
    code: Option<String>,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "order_lines", index(code, tenant))]
#[belongs_to(Order, foreign_key(tenant, order_number))]
#[belongs_to(Order, name = named, foreign_key(tenant, code), references(tenant, code))]
#[has_many(Refund)]
struct Line {
    id: i64,
    tenant: i64,
    order_number: i64,
    code: Option<String>,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Refund {
    id: i64,
    #[belongs_to(Line)]
    line_id: i64,
}

const ORDERS: &str = "
    CREATE TABLE orders (tenant BIGINT NOT NULL, number BIGINT NOT NULL, code VARCHAR(9), PRIMARY KEY (tenant, number));
    CREATE TABLE order_lines (id BIGINT PRIMARY KEY, tenant BIGINT NOT NULL, order_number BIGINT NOT NULL, code VARCHAR(9));
    CREATE TABLE refunds (id BIGINT PRIMARY KEY, line_id BIGINT NOT NULL);
    INSERT INTO orders VALUES (1, 1, 'a'), (1, 2, NULL), (2, 1, 'a');
    INSERT INTO order_lines VALUES
        (10, 1, 1, 'a'), (11, 1, 2, NULL), (12, 2, 1, 'a'), (13, 1, 1, 'b'), (14, 2, 2, 'a');
    INSERT INTO refunds VALUES (100, 10), (101, 13), (102, 12);
";

fn order(tenant: i64, number: i64, code: Option<&str>) -> Order {
    Order { tenant, number, code: code.map(str::to_owned) }
}

fn orders() -> [Order; 4] {
    [order(1, 1, Some("a")), order(1, 2, None), order(2, 1, Some("a")), order(9, 1, None)]
}

fn lines() -> Vec<Line> {
    [(10, 1, 1, Some("a")), (11, 1, 2, None), (12, 2, 1, Some("a")), (13, 1, 1, Some("b"))]
        .map(|(id, tenant, order_number, code)| Line {
            id,
            tenant,
            order_number,
            code: code.map(str::to_owned),
        })
        .into()
}

fn ids(lines: &[Line]) -> Vec<i64> {
    lines.iter().map(|line| line.id).collect()
}

on_every_database!(rows_are_found_by_several_fields, async |db| {
    db.setup(ORDERS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    loaders.check::<Order>().await.unwrap();
    loaders.check::<Line>().await.unwrap();
    loaders.check::<Refund>().await.unwrap();

    let keys = [(1, "a"), (2, "a"), (1, "b")].map(|(tenant, code)| (tenant, code.to_owned()));
    let (found, asked) = db.counted(Order::by_tenant_and_code(&loaders).load_many(keys)).await;
    let found: Vec<_> =
        found.unwrap().iter().map(|order| order.as_ref().map(|order| (order.tenant, order.number))).collect();
    assert_eq!(found, [Some((1, 1)), Some((2, 1)), None]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (found, asked) = db.counted(Line::by_code_and_tenant(&loaders).load(("a".to_owned(), 2))).await;
    assert_eq!(ids(&found.unwrap()), [12, 14]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_row_names_its_parent_by_several_fields, async |db| {
    db.setup(ORDERS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let lines = lines();

    let (found, asked) = db.counted(try_join_all(lines.iter().map(|line| line.load_order(&loaders)))).await;
    let found: Vec<_> = found.unwrap().iter().map(|order| (order.tenant, order.number)).collect();
    assert_eq!(found, [(1, 1), (1, 2), (2, 1), (1, 1)]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_key_with_a_null_part_names_nothing, async |db| {
    db.setup(ORDERS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let lines = lines();

    let (found, asked) = db.counted(lines[1].load_named(&loaders)).await;
    assert_eq!(found.unwrap(), None);
    assert!(asked.is_empty(), "{asked:?}");

    let (found, asked) = db.counted(try_join_all(lines.iter().map(|line| line.load_named(&loaders)))).await;
    let found: Vec<_> =
        found.unwrap().iter().map(|order| order.as_ref().map(|order| (order.tenant, order.number))).collect();
    assert_eq!(found, [Some((1, 1)), None, Some((2, 1)), None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_missing_parent_is_named_with_all_its_fields, async |db| {
    db.setup(ORDERS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let line = Line { id: 14, tenant: 2, order_number: 2, code: None };

    let error = line.load_order(&loaders).await.unwrap_err();

    assert!(
        matches!(&error, Error::MissingRow { relation: "Line::order", key } if &**key == "(2, 2)"),
        "{error}"
    );
});

on_every_database!(children_name_their_parent_by_several_fields, async |db| {
    db.setup(ORDERS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let orders = orders();

    let (found, asked) =
        db.counted(try_join_all(orders.iter().map(|order| order.load_lines(&loaders)))).await;
    let found: Vec<_> = found.unwrap().iter().map(|lines| ids(lines)).collect();
    assert_eq!(found, [vec![13, 10], vec![11], vec![12], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (found, asked) =
        db.counted(try_join_all(orders.iter().map(|order| order.load_plain_lines(&loaders)))).await;
    let found: Vec<_> = found.unwrap().iter().map(|lines| ids(lines)).collect();
    assert_eq!(found, [vec![10, 13], vec![11], vec![12], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (found, asked) =
        db.counted(try_join_all(orders.iter().map(|order| order.load_last_line(&loaders)))).await;
    let found: Vec<_> = found.unwrap().iter().map(|line| line.as_ref().map(|line| line.id)).collect();
    assert_eq!(found, [Some(13), Some(11), Some(12), None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(children_can_name_other_fields_of_their_parent, async |db| {
    db.setup(ORDERS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let orders = orders();

    let (found, asked) =
        db.counted(try_join_all(orders.iter().map(|order| order.load_coded(&loaders)))).await;

    let found: Vec<_> = found.unwrap().iter().map(|lines| ids(lines)).collect();
    assert_eq!(found, [vec![10], vec![], vec![12, 14], vec![]], "a null part names nothing");
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_chain_starts_with_several_fields, async |db| {
    db.setup(ORDERS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let orders = orders();

    let (found, asked) =
        db.counted(try_join_all(orders.iter().map(|order| order.load_refunds(&loaders)))).await;

    let ids = |refunds: &[Refund]| refunds.iter().map(|refund| refund.id).collect::<Vec<_>>();
    let found: Vec<_> = found.unwrap().iter().map(|refunds| ids(refunds)).collect();
    assert_eq!(found, [vec![100, 101], vec![], vec![102], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
