//! Ancestors and descendants: one statement for all of them, for any depth and any number of keys.

mod keys;
mod plans;
mod random;

use batchload::{BatchLoad, Loaders, Many};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::{Database, Tested, on_every_database};

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "hidden = 0")]
#[ancestors(foreign_key = parent_id)]
#[ancestors(foreign_key = parent_id, name = path, depth = 999)]
#[ancestors(foreign_key = parent_id, name = nearest, depth = 2)]
#[descendants(foreign_key = parent_id, order_by(weight desc))]
#[descendants(foreign_key = parent_id, name = children, depth = 1)]
struct Node {
    id: i64,
    parent_id: Option<i64>,
    weight: i64,
}

/// Creates nodes, given as `(id, parent, weight, hidden)`.
async fn nodes<DB: Tested>(db: &Database<DB>, nodes: &[(i64, Option<i64>, i64, bool)]) {
    let values: Vec<_> = nodes
        .iter()
        .map(|(id, parent, weight, hidden)| {
            let parent = parent.map_or_else(|| "NULL".to_owned(), |parent| parent.to_string());
            format!("({id}, {parent}, {weight}, {})", i32::from(*hidden))
        })
        .collect();
    db.setup(
        "CREATE TABLE nodes (id BIGINT PRIMARY KEY, parent_id BIGINT, weight BIGINT NOT NULL, hidden BIGINT NOT NULL);
         CREATE INDEX by_parent ON nodes (parent_id)",
    )
    .await;
    for values in values.chunks(500) {
        db.setup(&format!("INSERT INTO nodes VALUES {}", values.join(", "))).await;
    }
}

/// A node as the caller holds it.
fn node(id: i64, parent_id: Option<i64>) -> Node {
    Node { id, parent_id, weight: 0 }
}

fn ids(found: &Many<Node>) -> Vec<i64> {
    found.iter().map(|node| node.id).collect()
}

fn all_ids(found: &[Many<Node>]) -> Vec<Vec<i64>> {
    found.iter().map(ids).collect()
}

/// ```text
/// 1 ─┬─ 2 ─┬─ 4 ── 7
///    │     └─ 5
///    └─ 3 ─── 6          8
/// ```
const FOREST: [(i64, Option<i64>, i64, bool); 8] = [
    (1, None, 0, false),
    (2, Some(1), 1, false),
    (3, Some(1), 2, false),
    (4, Some(2), 1, false),
    (5, Some(2), 1, false),
    (6, Some(3), 9, false),
    (7, Some(4), 0, false),
    (8, None, 0, false),
];

on_every_database!(ancestors_come_nearest_first, async |db| {
    nodes(&db, &FOREST).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [node(7, Some(4)), node(6, Some(3)), node(2, Some(1)), node(7, Some(4))];
    let (found, asked) = db.counted(try_join_all(rows.iter().map(|row| row.load_ancestors(&loaders)))).await;
    assert_eq!(all_ids(&found.unwrap()), [vec![4, 2, 1], vec![3, 1], vec![1], vec![4, 2, 1]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(descendants_come_level_by_level_in_their_order, async |db| {
    nodes(&db, &FOREST).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [node(1, None), node(2, Some(1)), node(8, None), node(7, Some(4))];
    let (found, asked) =
        db.counted(try_join_all(rows.iter().map(|row| row.load_descendants(&loaders)))).await;
    assert_eq!(all_ids(&found.unwrap()), [vec![3, 2, 6, 4, 5, 7], vec![4, 5, 7], vec![], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_null_parent_has_no_ancestors_and_nothing_is_asked, async |db| {
    nodes(&db, &FOREST).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, asked) = db.counted(node(1, None).load_ancestors(&loaders)).await;
    assert_eq!(ids(&found.unwrap()), [0; 0]);
    assert_eq!(asked.len(), 0, "{asked:?}");
});

on_every_database!(rows_on_the_way_are_known_by_id, async |db| {
    nodes(&db, &FOREST).await;
    let loaders = Loaders::<DB>::new(db.pool());
    node(7, Some(4)).load_ancestors(&loaders).await.unwrap();
    let (known, asked) = db.counted(Node::by_id(&loaders).load_many([4, 2, 1])).await;
    assert_eq!(known.unwrap().iter().flatten().count(), 3);
    assert_eq!(asked.len(), 0, "{asked:?}");
});

on_every_database!(a_cycle_ends_before_the_row_it_started_from, async |db| {
    nodes(&db, &[(1, Some(3), 0, false), (2, Some(1), 0, false), (3, Some(2), 0, false)]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    assert_eq!(ids(&node(1, Some(3)).load_ancestors(&loaders).await.unwrap()), [3, 2]);
    assert_eq!(ids(&node(1, Some(3)).load_descendants(&loaders).await.unwrap()), [2, 3]);
});

on_every_database!(a_cycle_further_up_gives_each_of_its_rows_once, async |db| {
    // 5 → 4 → 1 → 3 → 2 → 1, and 9 → 8 → 8.
    let cycle = [(1, 3), (2, 1), (3, 2), (4, 1), (5, 4), (8, 8), (9, 8)];
    nodes(&db, &cycle.map(|(id, parent)| (id, Some(parent), 0, false))).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [node(5, Some(4)), node(9, Some(8)), node(8, Some(8))];
    let (found, asked) = db.counted(try_join_all(rows.iter().map(|row| row.load_path(&loaders)))).await;
    assert_eq!(all_ids(&found.unwrap()), [vec![4, 1, 3, 2], vec![8], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(ids(&node(8, Some(8)).load_descendants(&loaders).await.unwrap()), [9]);
});

on_every_database!(rows_beyond_the_depth_are_left_out, async |db| {
    let chain: Vec<_> = (1..=1200).map(|id| (id, (id > 1).then(|| id - 1), 0, false)).collect();
    nodes(&db, &chain).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (last, first) = (node(1200, Some(1199)), node(1, None));

    let (found, asked) = db.counted(last.load_ancestors(&loaders)).await;
    assert_eq!(ids(&found.unwrap()), (1136..1200).rev().collect::<Vec<_>>());
    assert_eq!(asked.len(), 1, "{asked:?}");
    let (found, asked) = db.counted(last.load_path(&loaders)).await;
    assert_eq!(ids(&found.unwrap()), (201..1200).rev().collect::<Vec<_>>());
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(ids(&last.load_nearest(&loaders).await.unwrap()), [1199, 1198]);
    assert_eq!(ids(&first.load_descendants(&loaders).await.unwrap()), (2..=65).collect::<Vec<_>>());
    assert_eq!(ids(&first.load_children(&loaders).await.unwrap()), [2]);
});

on_every_database!(a_row_out_of_scope_ends_its_branch, async |db| {
    let mut hidden = FOREST;
    hidden[1].3 = true;
    nodes(&db, &hidden).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [node(7, Some(4)), node(6, Some(3))];
    let found = try_join_all(rows.iter().map(|row| row.load_ancestors(&loaders))).await.unwrap();
    assert_eq!(all_ids(&found), [vec![4], vec![3, 1]]);
    assert_eq!(ids(&node(1, None).load_descendants(&loaders).await.unwrap()), [3, 6]);
    // The search starts at the caller's row, in scope or not.
    assert_eq!(ids(&node(2, Some(1)).load_ancestors(&loaders).await.unwrap()), [1]);
    assert_eq!(ids(&node(2, Some(1)).load_descendants(&loaders).await.unwrap()), [4, 5, 7]);

    let unscoped = loaders.unscoped();
    assert_eq!(ids(&node(7, Some(4)).load_ancestors(&unscoped).await.unwrap()), [4, 2, 1]);
    assert_eq!(ids(&node(1, None).load_descendants(&unscoped).await.unwrap()), [3, 2, 6, 4, 5, 7]);
});

on_every_database!(a_row_that_is_gone_leads_nowhere, async |db| {
    nodes(&db, &[(1, Some(77), 0, false)]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [node(1, Some(77)), node(50, Some(1))];
    let found = try_join_all(rows.iter().map(|row| row.load_ancestors(&loaders))).await.unwrap();
    assert_eq!(all_ids(&found), [[0; 0]; 2]);
    let found = try_join_all(rows.iter().map(|row| row.load_descendants(&loaders))).await.unwrap();
    assert_eq!(all_ids(&found), [[0; 0]; 2]);
});
