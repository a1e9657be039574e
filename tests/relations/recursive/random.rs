//! Random forests, and graphs with cycles, compared with an oracle that walks them row by row.

use std::collections::{BTreeMap, BTreeSet};

use batchload::{BatchLoad, Loaders, Many};
use futures_util::future::{join, try_join_all};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "nodes", filter = "hidden = 0")]
#[ancestors(foreign_key = parent_id)]
#[descendants(foreign_key = parent_id, order_by(weight desc))]
#[ancestors(foreign_key = parent_id, name = ancestors_3, depth = 3)]
#[descendants(foreign_key = parent_id, name = descendants_3, depth = 3, order_by(weight desc))]
struct Node {
    id: i64,
    parent_id: Option<i64>,
    weight: i64,
    hidden: i64,
}

/// The rows of a table by their ids.
type Graph = BTreeMap<i64, Node>;

/// Up to 14 rows whose parents are other rows, themselves, missing or null.
fn graph() -> impl Strategy<Value = Graph> {
    let row = (proptest::option::weighted(0.85, 0_i64..16), 0_i64..3, prop::bool::weighted(0.1));
    vec(row, 1..14).prop_map(|rows| {
        let node = |(id, (parent_id, weight, hidden))| {
            (id, Node { id, parent_id, weight, hidden: i64::from(hidden) })
        };
        (0..).zip(rows).map(node).collect()
    })
}

/// The same without cycles: every parent has a smaller id.
fn forest() -> impl Strategy<Value = Graph> {
    graph().prop_map(|mut graph| {
        for node in graph.values_mut() {
            node.parent_id = node.parent_id.filter(|_| node.id > 0).map(|parent| parent % node.id);
        }
        graph
    })
}

/// Sixty tables, the same in every run.
fn graphs() -> Vec<Graph> {
    let mut runner = TestRunner::deterministic();
    let tables = vec(prop_oneof![forest(), graph(), graph()], 60);
    tables.new_tree(&mut runner).unwrap().current()
}

/// Returns what a row leads to, level by level: each row once, and never the start.
fn walk(graph: &Graph, start: &Node, depth: usize, scoped: bool, up: bool) -> Vec<i64> {
    let mut seen = BTreeSet::from([start.id]);
    let mut level = vec![start];
    let mut found = Vec::new();
    for _ in 0..depth {
        let leads = |from: &Node, to: &Node| {
            if up { from.parent_id == Some(to.id) } else { to.parent_id == Some(from.id) }
        };
        let mut next: Vec<_> = graph
            .values()
            .filter(|to| !(scoped && to.hidden == 1) && level.iter().any(|from| leads(from, to)))
            .filter(|to| seen.insert(to.id))
            .collect();
        next.sort_by_key(|node| (-node.weight, node.id));
        found.extend(next.iter().map(|node| node.id));
        level = next;
    }
    found
}

fn ids(found: &[Many<Node>]) -> Vec<Vec<i64>> {
    found.iter().map(|rows| rows.iter().map(|row| row.id).collect()).collect()
}

fn script(graph: &Graph) -> String {
    let row = |Node { id, parent_id, weight, hidden }: &Node| {
        let parent = parent_id.map_or_else(|| "NULL".to_owned(), |parent| parent.to_string());
        format!("({id}, {parent}, {weight}, {hidden})")
    };
    let rows: Vec<_> = graph.values().map(row).collect();
    format!("DELETE FROM nodes; INSERT INTO nodes VALUES {}", rows.join(", "))
}

on_every_database!(random_graphs_are_walked_as_row_by_row, async |db| {
    db.setup(
        "CREATE TABLE nodes (id BIGINT PRIMARY KEY, parent_id BIGINT, weight BIGINT NOT NULL, hidden BIGINT NOT NULL)",
    )
    .await;
    for (round, graph) in graphs().into_iter().enumerate() {
        db.setup(&script(&graph)).await;
        let scoped = round % 2 == 0;
        let loaders = Loaders::<DB>::new(db.pool());
        let loaders = if scoped { loaders } else { loaders.unscoped() };

        let work = loaders.drive(async {
            let near = join(
                try_join_all(graph.values().map(|row| row.load_ancestors_3(&loaders))),
                try_join_all(graph.values().map(|row| row.load_descendants_3(&loaders))),
            );
            let far = join(
                try_join_all(graph.values().map(|row| row.load_ancestors(&loaders))),
                try_join_all(graph.values().map(|row| row.load_descendants(&loaders))),
            );
            join(near, far).await
        });
        let (found, asked) = db.counted(work).await;

        let ((up_3, down_3), (up, down)) = found;
        for (found, depth, above) in [(up_3, 3, true), (down_3, 3, false), (up, 64, true), (down, 64, false)]
        {
            let walked: Vec<_> = graph.values().map(|row| walk(&graph, row, depth, scoped, above)).collect();
            assert_eq!(ids(&found.unwrap()), walked, "{depth} {scoped} {above} {graph:?}");
        }
        assert!(asked.len() <= 4, "{asked:?}");
        assert!(asked.len() >= 2, "{asked:?}");
    }
});
