//! `cargo run --bin newsroom` answers two nested GraphQL queries in three ways, measures them, and then serves GraphQL.
//!
//! It needs nothing but Rust, and runs on an SQLite database in memory; `--database-url` points it at another one. The
//! application itself, from `app.rs` on, is the code that a user of the library writes.

#![allow(unreachable_pub, reason = "a program has no public interface, and `pub` is what users write")]
#![allow(clippy::duplicate_mod, reason = "the application is compiled once for each database, see `app.rs`")]
#![allow(clippy::doc_markdown, reason = "MySQL and SQLite are names, not code")]

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::compare::Question;
use crate::database::Newsroom;

mod compare;
mod database;
mod mysql;
mod postgres;
mod serve;
mod sqlite;
mod statements;

/// Answers two nested GraphQL queries three ways, prints what each costs, then serves GraphQL.
#[derive(Parser)]
#[command(name = "newsroom", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// A database to use instead of SQLite in memory: `postgres://…`, `mysql://…` or `sqlite:<file>`.
    ///
    /// The names of its tables begin with `newsroom_`. The program creates tables that are missing, fills them if they
    /// are empty, and otherwise only reads them. The connection is not encrypted.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    #[command(flatten)]
    address: serve::Address,
}

#[derive(Subcommand)]
enum Command {
    /// Only compares, then ends.
    Compare(Compare),
    /// Only serves.
    Serve,
}

#[derive(Args)]
struct Compare {
    /// Prints one JSON array instead of tables, for the first query.
    #[arg(long)]
    json: bool,
    /// With `--json`: the second query, for an editor, a page of articles and their publications.
    #[arg(long, requires = "json")]
    relations: bool,
    /// How often each mode is measured; `naive` at most three times.
    #[arg(long, default_value_t = compare::ROUNDS, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    #[command(flatten)]
    size: database::Size,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    statements::count();
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", one_line(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    let url = cli.database_url.as_deref();
    match cli.command {
        Some(Command::Compare(options)) => {
            let newsroom = database::open(url, options.size).await?;
            if !options.json {
                return compare_all(&newsroom, options.rounds).await;
            }
            let question = if options.relations { Question::Relations } else { Question::Articles };
            let outcomes = compare::compare(&newsroom, question, options.rounds).await?;
            print(&(serde_json::to_string(&outcomes)? + "\n"))?;
            compare::identical(&outcomes)
        }
        Some(Command::Serve) => {
            let listener = cli.address.listen().await?;
            let newsroom = database::open(url, database::Size::default()).await?;
            serve_until_stopped(listener, newsroom).await
        }
        None => {
            // The user should learn that a port is in use before the measurement, not after it.
            let listener = cli.address.listen().await?;
            let newsroom = database::open(url, database::Size::default()).await?;
            compare_all(&newsroom, compare::ROUNDS).await?;
            serve_until_stopped(listener, newsroom).await
        }
    }
}

/// Compares the modes on both queries, for a person to read.
async fn compare_all(newsroom: &Newsroom, rounds: u32) -> anyhow::Result<()> {
    let mut compared = Vec::new();
    for question in [Question::Articles, Question::Relations] {
        compared.push((question, compare::compare(newsroom, question, rounds).await?));
    }
    print(&compare::report(newsroom, &compared))?;
    compared.iter().try_for_each(|(_, outcomes)| compare::identical(outcomes))
}

async fn serve_until_stopped(listener: tokio::net::TcpListener, newsroom: Newsroom) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    print(&format!(
        "GraphQL at http://{address}/graphql, a page to send queries from at http://{address}/\nCtrl-C ends.\n"
    ))?;
    serve::serve(listener, newsroom).await
}

/// Writes to standard output; if the reader has gone away, that is an error like any other, not a panic.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Returns an error with its causes on one line, without the repetitions in the causes of database errors.
fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !line.contains(&cause) {
            line = if line.is_empty() { cause } else { format!("{line}: {cause}") };
        }
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
