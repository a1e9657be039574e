//! Rows that name rows of their own table: a reporting line upwards and a thread of comments downwards, each in one
//! statement, however deep it is.
//!
//! ```sh
//! cargo run --example hierarchies
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use batchload::{BatchLoad, Loaders, Many};
use futures_util::future::try_join_all;
use sqlx::FromRow;
use sqlx::sqlite::SqlitePoolOptions;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[ancestors(foreign_key = manager_id, name = managers)]
pub struct Employee {
    pub id: i64,
    pub name: String,
    #[belongs_to(Employee)]
    pub manager_id: Option<i64>,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[descendants(foreign_key = parent_id, name = replies, depth = 100)]
pub struct Comment {
    pub id: i64,
    pub text: String,
    pub parent_id: Option<i64>,
}

const DATA: &str = "
    CREATE TABLE employees (id INTEGER PRIMARY KEY, name TEXT NOT NULL, manager_id INTEGER);
    INSERT INTO employees VALUES (1, 'Ada', NULL), (2, 'Grace', 1), (3, 'Edsger', 2), (4, 'Barbara', 2), (5, 'Alan', 1);
    CREATE TABLE comments (id INTEGER PRIMARY KEY, text TEXT NOT NULL, parent_id INTEGER);
    CREATE INDEX comments_by_parent ON comments (parent_id);
    INSERT INTO comments VALUES
        (1, 'First!', NULL), (2, 'No.', 1), (3, 'Why not?', 2), (4, 'Welcome', 1), (5, 'Look at 1', 3);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;
    let employees: Vec<Employee> =
        sqlx::query_as("SELECT id, name, manager_id FROM employees ORDER BY id").fetch_all(&pool).await?;
    let first: Comment = sqlx::query_as("SELECT * FROM comments WHERE id = 1").fetch_one(&pool).await?;

    let loaders = Loaders::new(pool);
    // Everybody's managers up to the top, in one statement.
    let lines: Vec<Many<Employee>> =
        try_join_all(employees.iter().map(|employee| employee.load_managers(&loaders))).await?;
    for (employee, managers) in employees.iter().zip(&lines) {
        let managers: Vec<_> = managers.iter().map(|manager| manager.name.as_str()).collect();
        println!("{} reports to {managers:?}", employee.name);
    }
    println!("{} statement\n", loaders.stats().statements);
    assert_eq!(loaders.stats().statements, 1);

    // Level by level: the replies, the replies to these, and so on.
    let replies = first.load_replies(&loaders).await?;
    print_thread(&first, &replies, 0);
    println!("{} statements", loaders.stats().statements);
    assert_eq!((replies.len(), loaders.stats().statements), (4, 2));
    Ok(())
}

fn print_thread(comment: &Comment, all: &[Comment], depth: usize) {
    println!("{}{}", "  ".repeat(depth), comment.text);
    for reply in all.iter().filter(|reply| reply.parent_id == Some(comment.id)) {
        print_thread(reply, all, depth + 1);
    }
}
