//! `cargo run --bin newsroom`: one nested GraphQL query answered three ways, measured, then served.
//!
//! With nothing but Rust it runs on an SQLite database in memory; `--database-url` points it at
//! another one. The application itself, from `app.rs` on, is what a user of the library writes.

#![allow(unreachable_pub, reason = "a program has no public interface, and `pub` is what users write")]
#![allow(clippy::duplicate_mod, reason = "the application is compiled once for each database, see `app.rs`")]
#![allow(clippy::doc_markdown, reason = "MySQL and SQLite are names, not code")]

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::database::Newsroom;

mod compare;
mod database;
mod mysql;
mod postgres;
mod serve;
mod sqlite;
mod statements;

/// Answers one nested GraphQL query three ways, prints what each costs, then serves GraphQL.
#[derive(Parser)]
#[command(name = "newsroom", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// A database to use instead of SQLite in memory: `postgres://…`, `mysql://…` or `sqlite:<file>`.
    ///
    /// Its tables are `newsroom_reporters` and `newsroom_articles`; they are created where they are
    /// missing, filled where they are empty, and otherwise only read. The connection is not encrypted.
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
    /// Prints one JSON array instead of a table.
    #[arg(long)]
    json: bool,
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
            let outcomes = compare::compare(&newsroom, options.rounds).await?;
            print(&if options.json {
                serde_json::to_string(&outcomes)? + "\n"
            } else {
                compare::report(&newsroom, &outcomes)
            })?;
            compare::identical(&outcomes)
        }
        Some(Command::Serve) => {
            let listener = cli.address.listen().await?;
            let newsroom = database::open(url, database::Size::default()).await?;
            serve_until_stopped(listener, newsroom).await
        }
        None => {
            // A port in use is better known before the measurement than after it.
            let listener = cli.address.listen().await?;
            let newsroom = database::open(url, database::Size::default()).await?;
            let outcomes = compare::compare(&newsroom, compare::ROUNDS).await?;
            print(&compare::report(&newsroom, &outcomes))?;
            compare::identical(&outcomes)?;
            serve_until_stopped(listener, newsroom).await
        }
    }
}

async fn serve_until_stopped(listener: tokio::net::TcpListener, newsroom: Newsroom) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    print(&format!(
        "GraphQL at http://{address}/graphql, a page to ask from at http://{address}/\nCtrl-C ends.\n"
    ))?;
    serve::serve(listener, newsroom).await
}

/// Writes to standard output; a reader that went away is an error like any other, not a panic.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// An error with its causes; databases repeat themselves in theirs, which is left out.
fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !line.contains(&cause) {
            line = if line.is_empty() { cause } else { format!("{line}: {cause}") };
        }
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
