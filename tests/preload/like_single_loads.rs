//! On random rows, a tree gives what single loads give, one relation after the other.

use std::fmt::Write;

use batchload::{Error, Loaders};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::models::{Article, Reporter, SCHEMA};
use crate::support::database::{Database, Tested, on_every_database};

const ROUNDS: usize = 25;

/// The reporters and editors of articles, pairs of an article and a paper, and the reporters that are asked for.
type Round = (Vec<(i64, Option<i64>)>, Vec<(i64, i64)>, Vec<i64>);

fn round() -> impl Strategy<Value = Round> {
    let article = (0..6_i64, proptest::option::of(0..8_i64));
    (vec(article, 0..20), vec((0..20_i64, 0..4_i64), 0..20), vec(0..6_i64, 0..8))
}

fn ids(articles: &[Article]) -> Vec<i64> {
    articles.iter().map(|article| article.id).collect()
}

async fn fill<DB: Tested>(db: &Database<DB>, (articles, pairs, _): &Round) {
    let mut sql = "DELETE FROM articles; DELETE FROM article_papers;".to_owned();
    for (id, (reporter, editor)) in articles.iter().enumerate() {
        let editor = editor.map_or("NULL".to_owned(), |editor| editor.to_string());
        write!(sql, "INSERT INTO articles VALUES ({id}, {}, {reporter}, {editor});", id % 3).unwrap();
    }
    for (article, paper) in pairs {
        write!(sql, "INSERT INTO article_papers VALUES ({article}, {paper});").unwrap();
    }
    db.setup(&sql).await;
}

/// A reporter's number of recent articles; each article's papers, and its editor with the edited articles.
type Tree = Vec<(u64, Vec<(Vec<i64>, Option<(i64, Vec<i64>)>)>)>;

on_every_database!(a_tree_is_what_single_loads_find, async |db| {
    async fn preloaded(loaders: &Loaders<DB>, rows: &[Reporter]) -> Result<Tree, Error> {
        let tree = (
            Reporter::preload_recent_count(1),
            Reporter::preload_articles().with((
                Article::preload_papers(),
                Article::preload_editor().with(Reporter::preload_edited()),
            )),
        );
        let loaded = loaders.preload(rows, tree).await?;
        let reporters = loaded.iter().map(|reporter| {
            let (recent, articles) = reporter.related();
            let articles = articles.iter().map(|article| {
                let (papers, editor) = article.related();
                let editor = editor.as_ref().map(|editor| (editor.id, ids(editor.related())));
                (papers.iter().map(|paper| paper.id).collect(), editor)
            });
            (*recent, articles.collect())
        });
        Ok(reporters.collect())
    }

    async fn single(loaders: &Loaders<DB>, rows: &[Reporter]) -> Result<Tree, Error> {
        let mut tree = Vec::new();
        for reporter in rows {
            let mut articles = Vec::new();
            for article in &reporter.load_articles(loaders).await? {
                let papers = article.load_papers(loaders).await?.iter().map(|paper| paper.id).collect();
                let editor = match article.load_editor(loaders).await? {
                    Some(editor) => Some((editor.id, ids(&editor.load_edited(loaders).await?))),
                    None => None,
                };
                articles.push((papers, editor));
            }
            tree.push((reporter.load_recent_count(loaders, 1).await?, articles));
        }
        Ok(tree)
    }

    db.setup(SCHEMA).await;
    db.setup("INSERT INTO papers VALUES (0, 'a'), (1, 'b'), (2, 'c')").await;
    db.setup("INSERT INTO reporters VALUES (0, 'a'), (1, 'b'), (2, 'c'), (3, 'd'), (4, 'e'), (5, 'f')").await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..ROUNDS {
        let round = round().new_tree(&mut runner).unwrap().current();
        fill(&db, &round).await;
        let rows: Vec<_> = round.2.iter().map(|&id| Reporter { id, name: String::new() }).collect();

        let naive = single(&Loaders::new(db.pool()), &rows).await.unwrap();
        let (found, asked) = db.counted(preloaded(&Loaders::new(db.pool()), &rows)).await;

        assert_eq!(found.unwrap(), naive, "{round:?}");
        assert!(asked.len() <= 5, "{asked:?}");
    }
});
