//! Tables, and the same made-up rows on every machine.

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate};
use fake::Fake;
use fake::faker::company::en::{BsAdj, BsNoun, BsVerb, CompanyName};
use fake::faker::name::en::{FirstName, LastName};
use indicatif::{ProgressBar, ProgressStyle};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sqlx::{Pool, QueryBuilder, Transaction};

use super::super::{Db, TABLES};
use super::models::{Article, Reporter};
use crate::database::{self, Size};

const SECTIONS: [&str; 6] = ["Business", "Culture", "Politics", "Science", "Sport", "World"];
/// Rows of one `INSERT`, well below every database's limit on parameters.
const CHUNK: usize = 1000;

/// Creates the tables that are missing, fills them if they are empty, and says how many reporters
/// and articles there are. Rows that are there already stay as they are.
pub async fn ready(pool: &Pool<Db>, size: Size) -> anyhow::Result<(i64, i64)> {
    for table in TABLES {
        sqlx::query(table).execute(pool).await.context("cannot create the tables")?;
    }
    let found = counts(pool).await.with_context(|| format!("cannot read {}", database::TABLES))?;
    if found != (0, 0) {
        let (reporters, articles) = found;
        let fits = |asked: Option<u32>, there| asked.is_none_or(|asked| i64::from(asked) == there);
        ensure!(
            fits(size.reporters, reporters) && fits(size.articles_per_reporter, articles / reporters.max(1)),
            "the database holds {reporters} reporters and {articles} articles already; \
             drop the tables {} to have another size",
            database::TABLES,
        );
        return Ok(found);
    }
    let (reporters, articles) =
        invent(size.reporters.unwrap_or(500), size.articles_per_reporter.unwrap_or(10));
    insert(pool, &reporters, &articles).await.context("cannot fill the tables")?;
    Ok(counts(pool).await?)
}

async fn counts(pool: &Pool<Db>) -> sqlx::Result<(i64, i64)> {
    let reporters = sqlx::query_scalar("SELECT COUNT(*) FROM newsroom_reporters").fetch_one(pool).await?;
    let articles = sqlx::query_scalar("SELECT COUNT(*) FROM newsroom_articles").fetch_one(pool).await?;
    Ok((reporters, articles))
}

fn invent(reporters: u32, articles_each: u32) -> (Vec<Reporter>, Vec<Article>) {
    let mut rng = StdRng::seed_from_u64(1);
    let reporters: Vec<_> = (1..=i64::from(reporters)).map(|id| reporter(id, &mut rng)).collect();
    let writers =
        reporters.iter().flat_map(|reporter| std::iter::repeat_n(reporter.id, articles_each as usize));
    let articles = writers.zip(1..).map(|(writer, id)| article(id, writer, &mut rng)).collect();
    (reporters, articles)
}

fn reporter(id: i64, rng: &mut StdRng) -> Reporter {
    let first: String = FirstName().fake_with_rng(rng);
    let last: String = LastName().fake_with_rng(rng);
    // Two reporters may share a name, never an address.
    let email = format!("{first}.{last}.{id}@newsroom.example").to_lowercase();
    Reporter { id, name: format!("{first} {last}"), email }
}

fn article(id: i64, reporter_id: i64, rng: &mut StdRng) -> Article {
    let who: String = CompanyName().fake_with_rng(rng);
    let verb: String = BsVerb().fake_with_rng(rng);
    let kind: String = BsAdj().fake_with_rng(rng);
    let what: String = BsNoun().fake_with_rng(rng);
    let first_day = NaiveDate::from_ymd_opt(2022, 1, 1).expect("a day of the calendar");
    Article {
        id,
        headline: format!("{who} to {verb} {kind} {what}"),
        pub_date: first_day + Days::new(rng.random_range(0..1500)),
        section: (*SECTIONS.choose(rng).expect("there are sections")).to_owned(),
        reporter_id,
    }
}

/// All rows in one transaction, so that tables are never left half filled.
async fn insert(pool: &Pool<Db>, reporters: &[Reporter], articles: &[Article]) -> sqlx::Result<()> {
    let progress = ProgressBar::new((reporters.len() + articles.len()) as u64).with_style(
        ProgressStyle::with_template("inserting {bar:30} row {pos} of {len}").expect("a template"),
    );
    let mut transaction = pool.begin().await?;
    for chunk in reporters.chunks(CHUNK) {
        insert_reporters(&mut transaction, chunk).await?;
        progress.inc(chunk.len() as u64);
    }
    for chunk in articles.chunks(CHUNK) {
        insert_articles(&mut transaction, chunk).await?;
        progress.inc(chunk.len() as u64);
    }
    transaction.commit().await?;
    progress.finish_and_clear();
    Ok(())
}

async fn insert_reporters(transaction: &mut Transaction<'_, Db>, rows: &[Reporter]) -> sqlx::Result<()> {
    QueryBuilder::new("INSERT INTO newsroom_reporters (id, name, email) ")
        .push_values(rows, |mut values, row| {
            values.push_bind(row.id).push_bind(&row.name).push_bind(&row.email);
        })
        .build()
        .persistent(false)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn insert_articles(transaction: &mut Transaction<'_, Db>, rows: &[Article]) -> sqlx::Result<()> {
    QueryBuilder::new("INSERT INTO newsroom_articles (id, headline, pub_date, section, reporter_id) ")
        .push_values(rows, |mut values, row| {
            values.push_bind(row.id).push_bind(&row.headline).push_bind(row.pub_date);
            values.push_bind(&row.section).push_bind(row.reporter_id);
        })
        .build()
        .persistent(false)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
