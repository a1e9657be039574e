//! Answers a query in every mode, in turn, and reports what each mode cost.

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use async_graphql::Value;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::database::{Execute, Newsroom};
use crate::statements;

/// How often a mode is measured by default.
pub const ROUNDS: u32 = 10;
/// The most rounds of the naive mode, because one naive answer takes as long as many others.
const NAIVE_ROUNDS: u32 = 3;

/// The number of articles on a page of the second query.
pub const PAGE: i64 = 3;

/// A query to compare the modes on.
#[derive(Clone, Copy, Debug)]
pub enum Question {
    /// Reporters, all their articles, and the reporter of each.
    Articles,
    /// Reporters, their editors, the number of their articles, and a page of these with their publications.
    Relations,
}

impl Question {
    fn query(self, newsroom: &Newsroom) -> String {
        let wanted = match self {
            Self::Articles => "articles { id headline pubDate reporter { id name } }".to_owned(),
            Self::Relations => format!(
                "editor {{ id name }} articlesPage(first: {PAGE}) {{ totalCount hasNextPage \
                 nodes {{ id headline publications {{ id title }} }} }}"
            ),
        };
        format!("{{ reporters(first: {}) {{ id name {wanted} }} }}", newsroom.reporters)
    }
}

/// What one mode costs.
#[derive(Debug, Serialize)]
pub struct Outcome {
    mode: &'static str,
    /// The largest number in any round.
    statements: u64,
    /// The median of the rounds.
    milliseconds: f64,
    digest: String,
}

/// One mode, while it is measured.
struct Contestant<'a> {
    mode: &'static str,
    execute: &'a Execute,
    rounds: u32,
    times: Vec<Duration>,
    statements: u64,
    digest: Option<String>,
}

/// Measures every mode, one after the other within each round, after a first round that does not count.
pub async fn compare(newsroom: &Newsroom, question: Question, rounds: u32) -> anyhow::Result<Vec<Outcome>> {
    let query = question.query(newsroom);
    let contestant = |mode, execute, rounds| Contestant {
        mode,
        execute,
        rounds,
        times: Vec::new(),
        statements: 0,
        digest: None,
    };
    let mut contestants = [
        contestant("naive", &newsroom.naive, rounds.min(NAIVE_ROUNDS)),
        contestant("batched", &newsroom.batched, rounds),
        contestant("by hand", &newsroom.by_hand, rounds),
    ];
    let progress = ProgressBar::new(u64::from(rounds) + 1).with_style(
        ProgressStyle::with_template("measuring {bar:30} round {pos} of {len}").expect("a template"),
    );
    for round in 0..=rounds {
        for contestant in &mut contestants {
            if round <= contestant.rounds {
                contestant.run(&query, round > 0).await?;
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(contestants.into_iter().map(Contestant::outcome).collect())
}

impl Contestant<'_> {
    async fn run(&mut self, query: &str, counts: bool) -> anyhow::Result<()> {
        let before = statements::so_far().await;
        let start = Instant::now();
        let mut response = (self.execute)(query.into()).await;
        let took = start.elapsed();
        let statements = statements::so_far().await - before;

        if let Some(error) = response.errors.first() {
            bail!("the {} mode failed: {}", self.mode, error.message);
        }
        sort(&mut response.data);
        let digest = hex(&Sha256::digest(serde_json::to_vec(&response.data)?));
        ensure!(
            self.digest.as_ref().is_none_or(|known| *known == digest),
            "{} changed its answer",
            self.mode
        );
        self.digest = Some(digest);
        if counts {
            self.times.push(took);
            self.statements = self.statements.max(statements);
        }
        Ok(())
    }

    fn outcome(mut self) -> Outcome {
        self.times.sort_unstable();
        let milliseconds = self.times[self.times.len() / 2].as_secs_f64() * 1000.0;
        Outcome {
            mode: self.mode,
            statements: self.statements,
            milliseconds: (milliseconds * 1000.0).round() / 1000.0,
            digest: self.digest.unwrap_or_default(),
        }
    }
}

/// Sorts the fields of objects, because async-graphql puts them in the order of their answers, which varies.
fn sort(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.sort_unstable_keys();
            fields.values_mut().for_each(sort);
        }
        Value::List(values) => values.iter_mut().for_each(sort),
        _ => {}
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes everything");
        hex
    })
}

/// Returns a report for a person to read: the size, and each query with its cost.
pub fn report(newsroom: &Newsroom, compared: &[(Question, Vec<Outcome>)]) -> String {
    let Newsroom { database, reporters, articles, .. } = newsroom;
    let mut text = format!("\n{reporters} reporters and {articles} articles in {database}, asked\n");
    for (question, outcomes) in compared {
        writeln!(text, "\n    {}\n", question.query(newsroom)).expect("a string takes everything");
        text += &table(outcomes);
    }
    if cfg!(debug_assertions) {
        text +=
            "\nThis is a debug build; times to judge by come from `cargo run --release --bin newsroom`.\n";
    }
    text + "\n"
}

/// Returns a line for each mode, and whether the answers are the same.
fn table(outcomes: &[Outcome]) -> String {
    let limit = outcomes.last().map_or(f64::NAN, |outcome| outcome.milliseconds);
    let mut text = "mode        statements   milliseconds   ratio\n".to_owned();
    for Outcome { mode, statements, milliseconds, .. } in outcomes {
        let ratio = milliseconds / limit;
        let what = meaning(mode);
        writeln!(text, "{mode:10}  {statements:10}   {milliseconds:12.1}   {ratio:5.2}   {what}")
            .expect("a string takes everything");
    }
    if identical(outcomes).is_ok() {
        writeln!(text, "\nAll answers are identical, SHA-256 {}.", outcomes[0].digest)
            .expect("a string takes everything");
    }
    text
}

fn meaning(mode: &str) -> &'static str {
    match mode {
        "naive" => "a statement for every resolver",
        "batched" => "batchload",
        _ => "two statements and maps for this very query, the limit",
    }
}

/// Fails if the modes answer differently, because they cannot be compared then.
pub fn identical(outcomes: &[Outcome]) -> anyhow::Result<()> {
    let same = outcomes.iter().all(|outcome| outcome.digest == outcomes[0].digest);
    ensure!(same, "the modes do not answer alike: {outcomes:?}");
    Ok(())
}
