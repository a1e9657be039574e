//! Creates the tables, and fills them with the same made-up rows on every machine.

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate};
use fake::Fake;
use fake::faker::address::en::CityName;
use fake::faker::company::en::{BsAdj, BsNoun, BsVerb, CompanyName};
use fake::faker::name::en::{FirstName, LastName};
use indicatif::{ProgressBar, ProgressStyle};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{RngExt, SeedableRng};
use sqlx::{Pool, QueryBuilder, Transaction};

use super::super::{Db, TABLES};
use super::models::{Article, Publication, Reporter};
use crate::database::{self, Size};

const SECTIONS: [&str; 6] = ["Business", "Culture", "Politics", "Science", "Sport", "World"];
/// How many publications print articles.
const PUBLICATIONS: i64 = 12;
/// How many reporters share an editor; the first of them is the editor.
const DESK: i64 = 10;
/// How many rows one `INSERT` has, well below every database's limit on parameters.
const CHUNK: usize = 1000;

/// Creates the tables that are missing, fills them if they are empty, and returns how many reporters and articles there
/// are. Existing rows stay as they are.
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
    let news = invent(size.reporters.unwrap_or(500), size.articles_per_reporter.unwrap_or(10));
    insert(pool, &news).await.context("cannot fill the tables")?;
    Ok(counts(pool).await?)
}

async fn counts(pool: &Pool<Db>) -> sqlx::Result<(i64, i64)> {
    let reporters = sqlx::query_scalar("SELECT COUNT(*) FROM newsroom_reporters").fetch_one(pool).await?;
    let articles = sqlx::query_scalar("SELECT COUNT(*) FROM newsroom_articles").fetch_one(pool).await?;
    Ok((reporters, articles))
}

/// The rows of all tables.
struct News {
    reporters: Vec<Reporter>,
    articles: Vec<Article>,
    publications: Vec<Publication>,
    /// The ids of an article and of a publication that prints it.
    printed: Vec<(i64, i64)>,
}

fn invent(reporters: u32, articles_each: u32) -> News {
    let mut rng = StdRng::seed_from_u64(1);
    let reporters: Vec<_> = (1..=i64::from(reporters)).map(|id| reporter(id, &mut rng)).collect();
    let writers =
        reporters.iter().flat_map(|reporter| std::iter::repeat_n(reporter.id, articles_each as usize));
    let articles: Vec<_> = writers.zip(1..).map(|(writer, id)| article(id, writer, &mut rng)).collect();
    let publications = (1..=PUBLICATIONS).map(|id| publication(id, &mut rng)).collect();
    let mut printed = Vec::new();
    for article in &articles {
        let some = rng.random_range(0..4);
        printed.extend((1..=PUBLICATIONS).sample(&mut rng, some).into_iter().map(|id| (article.id, id)));
    }
    News { reporters, articles, publications, printed }
}

fn reporter(id: i64, rng: &mut StdRng) -> Reporter {
    let first: String = FirstName().fake_with_rng(rng);
    let last: String = LastName().fake_with_rng(rng);
    // Two reporters may share a name, never an address.
    let email = format!("{first}.{last}.{id}@newsroom.example").to_lowercase();
    let editor = id - (id - 1) % DESK;
    Reporter { id, name: format!("{first} {last}"), email, editor_id: (editor != id).then_some(editor) }
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

fn publication(id: i64, rng: &mut StdRng) -> Publication {
    let place: String = CityName().fake_with_rng(rng);
    let kind = ["Gazette", "Herald", "Observer", "Times"].choose(rng).expect("there are kinds");
    Publication { id, title: format!("{place} {kind}") }
}

/// Inserts all rows in one transaction, so that tables are never left half filled.
async fn insert(pool: &Pool<Db>, news: &News) -> sqlx::Result<()> {
    let rows = news.reporters.len() + news.articles.len() + news.printed.len();
    let progress = ProgressBar::new(rows as u64).with_style(
        ProgressStyle::with_template("inserting {bar:30} row {pos} of {len}").expect("a template"),
    );
    let mut transaction = pool.begin().await?;
    for chunk in news.reporters.chunks(CHUNK) {
        insert_reporters(&mut transaction, chunk).await?;
        progress.inc(chunk.len() as u64);
    }
    for chunk in news.articles.chunks(CHUNK) {
        insert_articles(&mut transaction, chunk).await?;
        progress.inc(chunk.len() as u64);
    }
    insert_publications(&mut transaction, &news.publications).await?;
    for chunk in news.printed.chunks(CHUNK) {
        insert_printed(&mut transaction, chunk).await?;
        progress.inc(chunk.len() as u64);
    }
    transaction.commit().await?;
    progress.finish_and_clear();
    Ok(())
}

async fn insert_reporters(transaction: &mut Transaction<'_, Db>, rows: &[Reporter]) -> sqlx::Result<()> {
    QueryBuilder::new("INSERT INTO newsroom_reporters (id, name, email, editor_id) ")
        .push_values(rows, |mut values, row| {
            values.push_bind(row.id).push_bind(&row.name).push_bind(&row.email).push_bind(row.editor_id);
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

async fn insert_publications(
    transaction: &mut Transaction<'_, Db>,
    rows: &[Publication],
) -> sqlx::Result<()> {
    QueryBuilder::new("INSERT INTO newsroom_publications (id, title) ")
        .push_values(rows, |mut values, row| {
            values.push_bind(row.id).push_bind(&row.title);
        })
        .build()
        .persistent(false)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn insert_printed(transaction: &mut Transaction<'_, Db>, rows: &[(i64, i64)]) -> sqlx::Result<()> {
    QueryBuilder::new("INSERT INTO newsroom_article_publications (article_id, publication_id) ")
        .push_values(rows, |mut values, (article, publication)| {
            values.push_bind(*article).push_bind(*publication);
        })
        .build()
        .persistent(false)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
