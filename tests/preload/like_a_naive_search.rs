//! On random rows, a tree of pages, links and parents of several models gives what a search of all rows finds.

use std::fmt::Write;

use batchload::{Error, Loaders, Page};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::models::{Article, Note, Reporter, SCHEMA, Subject};
use crate::support::database::{Database, Tested, on_every_database};

const ROUNDS: usize = 25;
const REPORTERS: i64 = 5;
const PAPERS: i64 = 3;

/// All rows, and the values that the test asks for.
#[derive(Clone, Debug)]
struct Round {
    /// The reporter and the day of each article.
    articles: Vec<(i64, i64)>,
    /// The article, the reporter and the stars of each review.
    reviews: Vec<(i64, i64, i64)>,
    /// The article that each note is about, and the kind and the key of what it cites.
    notes: Vec<(i64, Option<(&'static str, i64)>)>,
    asked: Vec<i64>,
    size: u32,
    backward: bool,
}

fn round() -> impl Strategy<Value = Round> {
    let cited = prop_oneof![
        Just(None),
        (0..20_i64).prop_map(|id| Some(("article", id))),
        (0..PAPERS + 1).prop_map(|id| Some(("paper", id))),
    ];
    let rows = (
        vec((0..REPORTERS, 0..4_i64), 0..20),
        vec((0..20_i64, 0..REPORTERS, 0..9_i64), 0..20),
        vec((0..20_i64, cited), 0..20),
    );
    let asked = (vec(0..REPORTERS, 0..6), 1..5_u32, any::<bool>());
    (rows, asked).prop_map(|((articles, reviews, notes), (asked, size, backward))| Round {
        articles,
        reviews,
        notes,
        asked,
        size,
        backward,
    })
}

async fn fill<DB: Tested>(db: &Database<DB>, Round { articles, reviews, notes, .. }: &Round) {
    let mut sql = "DELETE FROM articles; DELETE FROM reviews; DELETE FROM notes;".to_owned();
    for (id, (reporter, day)) in articles.iter().enumerate() {
        write!(sql, "INSERT INTO articles VALUES ({id}, {day}, {reporter}, NULL);").unwrap();
    }
    for (id, (article, reporter, stars)) in reviews.iter().enumerate() {
        write!(sql, "INSERT INTO reviews VALUES ({id}, {article}, {reporter}, {stars});").unwrap();
    }
    for (id, (article, cited)) in notes.iter().enumerate() {
        let cited = cited.map_or("NULL, NULL".to_owned(), |(kind, id)| format!("'{kind}', {id}"));
        write!(sql, "INSERT INTO notes VALUES ({id}, 'article', {article}, {cited}, NULL);").unwrap();
    }
    db.setup(&sql).await;
}

/// An article: its reviewers with their stars and the number of their articles, and its notes with what they cite.
type Told = (i64, Vec<(i64, i64, u64)>, Vec<(i64, Option<(&'static str, i64)>)>);

/// Whether there are rows before and after a page, how many rows there are in all, and the rows of the page.
type Pages = Vec<(bool, bool, Option<u64>, Vec<Told>)>;

impl Round {
    fn page(&self) -> Page {
        let page = if self.backward { Page::last(self.size) } else { Page::first(self.size) };
        page.with_total()
    }

    fn naive(&self) -> Pages {
        self.asked.iter().map(|reporter| self.naive_page(*reporter)).collect()
    }

    fn naive_page(&self, reporter: i64) -> (bool, bool, Option<u64>, Vec<Told>) {
        let mut all: Vec<_> = (0_i64..).zip(&self.articles).filter(|(_, row)| row.0 == reporter).collect();
        all.sort_by_key(|(id, row)| (-row.1, *id));
        let (total, size) = (all.len(), self.size as usize);
        let from = if self.backward { total.saturating_sub(size) } else { 0 };
        let to = if self.backward { total } else { total.min(size) };
        let page = all[from..to].iter().map(|(id, _)| self.naive_article(*id)).collect();
        (from > 0, to < total, Some(total as u64), page)
    }

    fn naive_article(&self, article: i64) -> Told {
        let mut reviewers: Vec<_> = (0..)
            .zip(&self.reviews)
            .filter(|(_, row)| row.0 == article)
            .map(|(id, row)| (row.1, id))
            .collect();
        reviewers.sort_unstable();
        let reviewers = reviewers.into_iter().map(|(reporter, review): (i64, usize)| {
            let articles = self.articles.iter().filter(|row| row.0 == reporter).count();
            (reporter, self.reviews[review].2, articles as u64)
        });
        let exists = |(kind, id): &(&str, i64)| match *kind {
            "article" => *id < i64::try_from(self.articles.len()).unwrap(),
            _ => *id < PAPERS,
        };
        let notes = (0..).zip(&self.notes).filter(|(_, row)| row.0 == article);
        let notes = notes.map(|(id, row)| (id, row.1.filter(exists)));
        (article, reviewers.collect(), notes.collect())
    }
}

on_every_database!(a_tree_of_pages_links_and_parents_is_what_a_naive_search_finds, async |db| {
    async fn preloaded(loaders: &Loaders<DB>, round: &Round) -> Result<Pages, Error> {
        let rows: Vec<_> = round.asked.iter().map(|&id| Reporter { id, name: String::new() }).collect();
        let tree = Reporter::preload_articles_page(round.page()).with((
            Article::preload_reviewers().with(Reporter::preload_articles_count()),
            Article::preload_notes().with(Note::preload_cited()),
        ));
        let loaded = loaders.preload(&rows, tree).await?;
        let pages = loaded.iter().map(|reporter| {
            let page = reporter.related();
            let articles = page.rows().iter().map(|article| {
                let (reviewers, notes) = article.related();
                let reviewers = reviewers.iter().map(|row| (row.id, row.link().stars, *row.related()));
                let notes = notes.iter().map(|note| {
                    let cited = note.related().as_ref().map(|cited| match cited {
                        Subject::Article(article) => ("article", article.id),
                        Subject::Paper(paper) => ("paper", paper.id),
                    });
                    (note.id, cited)
                });
                (article.id, reviewers.collect(), notes.collect())
            });
            (page.has_previous_page(), page.has_next_page(), page.total_count(), articles.collect())
        });
        Ok(pages.collect())
    }

    db.setup(SCHEMA).await;
    for id in 0..REPORTERS {
        db.setup(&format!("INSERT INTO reporters VALUES ({id}, 'r')")).await;
    }
    for id in 0..PAPERS {
        db.setup(&format!("INSERT INTO papers VALUES ({id}, 'p')")).await;
    }
    let mut runner = TestRunner::deterministic();
    for _ in 0..ROUNDS {
        let round = round().new_tree(&mut runner).unwrap().current();
        fill(&db, &round).await;
        let loaders = Loaders::<DB>::new(db.pool());
        let (found, asked) = db.counted(loaders.drive(preloaded(&loaders, &round))).await;
        assert_eq!(found.unwrap(), round.naive(), "{round:?}");
        assert!(asked.len() <= 6, "{asked:?}");
    }
});
