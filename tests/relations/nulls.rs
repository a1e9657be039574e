//! Rows without a value come where an order says, on every database.

use batchload::{BatchLoad, Loaders, Page};
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(BatchLoad)]
#[has_many(Task, order_by(due nulls last), page, min(due))]
#[has_many(Task, name = unplanned, order_by(due desc nulls first), page)]
struct Query;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Task, order_by(due asc nulls first, id desc))]
#[has_one(Task, name = next_task, order_by(due nulls last))]
#[has_one(Task, name = last_task, order_by(due desc nulls last))]
#[many_to_many(Task, name = pinned, through = Pin, link(order_by(place nulls last)))]
struct Project {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[descendants(foreign_key = parent_id, name = parts, order_by(due desc nulls last))]
struct Task {
    id: i64,
    due: Option<i64>,
    #[belongs_to(Project)]
    project_id: i64,
    #[belongs_to(Task)]
    parent_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Pin {
    id: i64,
    #[belongs_to(Project)]
    project_id: i64,
    #[belongs_to(Task)]
    task_id: i64,
    place: Option<i64>,
}

const TABLES: &str = "
    CREATE TABLE projects (id BIGINT PRIMARY KEY);
    CREATE TABLE tasks (id BIGINT PRIMARY KEY, due BIGINT, project_id BIGINT NOT NULL, parent_id BIGINT);
    CREATE TABLE pins (id BIGINT PRIMARY KEY, project_id BIGINT NOT NULL, task_id BIGINT NOT NULL, place BIGINT);
    INSERT INTO projects VALUES (1), (2), (3);
    INSERT INTO tasks VALUES (1, 30, 1, NULL), (2, NULL, 1, 1), (3, 10, 1, 1), (4, NULL, 2, 1), (5, 20, 2, NULL),
        (6, NULL, 3, NULL);
    INSERT INTO pins VALUES (1, 1, 1, NULL), (2, 1, 2, 2), (3, 1, 3, 1), (4, 2, 4, NULL), (5, 2, 5, 1)";

const PROJECTS: [Project; 3] = [Project { id: 1 }, Project { id: 2 }, Project { id: 3 }];

fn ids(tasks: &[Task]) -> Vec<i64> {
    tasks.iter().map(|task| task.id).collect()
}

on_every_database!(rows_without_a_value_stand_first_or_last, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    assert_eq!(ids(&Query.load_tasks(&loaders).await.unwrap()), [3, 5, 1, 2, 4, 6]);
    assert_eq!(ids(&Query.load_unplanned(&loaders).await.unwrap()), [2, 4, 6, 1, 5, 3]);

    let tree = (Project::preload_tasks(), Project::preload_next_task(), Project::preload_last_task());
    let (loaded, asked) = db.counted(loaders.preload(&PROJECTS, tree)).await;
    let found: Vec<_> = loaded
        .unwrap()
        .iter()
        .map(|project| {
            let (tasks, next, last) = project.related();
            (ids(tasks), next.as_ref().map(|task| task.id), last.as_ref().map(|task| task.id))
        })
        .collect();
    assert_eq!(
        found,
        [(vec![2, 3, 1], Some(3), Some(1)), (vec![4, 5], Some(5), Some(5)), (vec![6], Some(6), Some(6)),]
    );
    assert_eq!(asked.len(), 3, "{asked:?}");
});

on_every_database!(links_and_trees_have_them_first_or_last, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let tree = Project::preload_pinned();
    let loaded = loaders.preload(&PROJECTS, tree).await.unwrap();
    let pinned: Vec<Vec<_>> = loaded
        .iter()
        .map(|project| project.related().iter().map(|linked| linked.row().id).collect())
        .collect();
    assert_eq!(pinned, [vec![3, 2, 1], vec![5, 4], vec![]]);

    let task = Task::by_id(&loaders).load(1).await.unwrap().unwrap();
    assert_eq!(ids(&task.load_parts(&loaders).await.unwrap()), [3, 2, 4]);
});

on_every_database!(pages_of_a_list_go_on_behind_them, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (mut found, mut page) = (Vec::new(), Page::first(2));
    loop {
        let (connection, asked) = db.counted(Query.load_unplanned_page(&loaders, page)).await;
        let connection = connection.unwrap();
        assert_eq!(asked.len(), 1, "{asked:?}");
        found.push(ids(connection.rows()));
        let Some(end) = connection.end_cursor().filter(|_| connection.has_next_page()) else { break };
        page = Page::first(2).after(end);
    }
    assert_eq!(found, [[2, 4], [6, 1], [5, 3]]);
});
