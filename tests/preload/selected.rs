//! Only the selected part of a tree is loaded, and loads of that part find it.

use batchload::{Loaders, Selected};

use super::models::{Article, ROWS, Reporter, SCHEMA};
use crate::support::database::on_every_database;

/// Paths of names, such as `articles.papers`.
struct Include<'a>(Vec<&'a str>);

impl Selected for Include<'_> {
    fn field(&self, name: &str) -> Option<Box<dyn Selected + '_>> {
        let paths = self.0.iter().map(|path| path.split_once('.').unwrap_or((path, "")));
        let below: Vec<_> = paths.filter(|(first, _)| *first == name).map(|(_, below)| below).collect();
        if below.is_empty() { None } else { Some(Box::new(Include(below))) }
    }
}

fn reporters() -> Vec<Reporter> {
    (1..=3).map(|id| Reporter { id, name: format!("no. {id}") }).collect()
}

on_every_database!(only_what_is_selected_is_loaded, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let tree = || {
        let editor = Article::preload_editor().with(Reporter::preload_badge());
        (Reporter::preload_articles().with((Article::preload_papers(), editor)), Reporter::preload_badge())
    };
    for (include, statements) in [
        (vec![], 0),
        (vec!["papers"], 0),
        (vec!["badge"], 1),
        (vec!["badge", "articles"], 2),
        (vec!["articles.papers"], 2),
        (vec!["articles.editor", "articles.papers"], 3),
        (vec!["articles.editor.badge"], 3),
    ] {
        let loaders = Loaders::<DB>::new(db.pool());
        let (rows, selected) = (reporters(), Include(include.clone()));
        let ((), asked) = db.counted(loaders.preload_selected(&rows, tree(), selected)).await;
        assert_eq!(asked.len(), statements, "{include:?}: {asked:?}");
    }
});

on_every_database!(what_was_selected_is_found_without_asking, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (rows, selected) = (reporters(), Include(vec!["articles.papers"]));
    let tree = Reporter::preload_articles().with(Article::preload_papers());
    loaders.preload_selected(&rows, tree, selected).await;
    let (found, asked) = db
        .counted(async {
            let mut found = Vec::new();
            for reporter in &rows {
                for article in &reporter.load_articles(&loaders).await.unwrap() {
                    found.push((article.id, article.load_papers(&loaders).await.unwrap().len()));
                }
            }
            found
        })
        .await;
    assert_eq!(asked.len(), 0, "{asked:?}");
    let alone = Loaders::<DB>::new(db.pool());
    for (id, papers) in &found {
        let article = Article::by_id(&alone).load(*id).await.unwrap().unwrap();
        assert_eq!(article.load_papers(&alone).await.unwrap().len(), *papers);
    }
    assert!(!found.is_empty());
});

on_every_database!(what_goes_ahead_is_selected_as_well, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let rows = [Article { id: 10, day: 1, reporter_id: 1, editor_id: None }];
    let below = (Reporter::preload_badge(), Reporter::preload_articles());
    let tree = Article::preload_reporter().with(below).ahead();
    let loaders = Loaders::<DB>::new(db.pool());
    let selected = Include(vec!["reporter.badge"]);
    let ((), asked) = db.counted(loaders.preload_selected(&rows, tree, selected)).await;
    assert_eq!(asked.len(), 2, "the reporter and the badge: {asked:?}");
});

on_every_database!(what_fails_is_told_to_those_who_ask, async |db| {
    db.setup(SCHEMA).await;
    let loaders = Loaders::<DB>::new(db.pool());
    db.setup("DROP TABLE badges").await;
    let rows = reporters();
    loaders.preload_selected(&rows, Reporter::preload_badge(), Include(vec!["badge"])).await;
    assert!(rows[0].load_badge(&loaders).await.is_err());
});
