//! Rows through a link model in a tree: each comes with its link row, and the tree goes on from the rows.

use batchload::{Linked, Loaded, Loaders, Many, One};

use super::models::{Article, ROWS, Reporter, Review, SCHEMA};
use crate::support::database::on_every_database;

fn articles(ids: impl IntoIterator<Item = i64>) -> Vec<Article> {
    ids.into_iter().map(|id| Article { id, day: 1, reporter_id: 1, editor_id: None }).collect()
}

on_every_database!(rows_come_with_the_rows_that_link_them, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = articles([10, 11, 12]);

    let (loaded, asked) = db.counted(loaders.preload(&rows, Article::preload_reviewers())).await;

    let loaded: Vec<Loaded<&Article, Many<Linked<Reporter, Review>>>> = loaded.unwrap();
    let found: Vec<Vec<_>> = loaded
        .iter()
        .map(|article| article.related().iter().map(|row| (row.name.as_str(), row.link().stars)).collect())
        .collect();
    assert_eq!(found, [vec![("Ada", 3), ("Grace", 5), ("Idle", 1)], vec![("Grace", 4)], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_tree_goes_on_from_linked_rows_and_keeps_their_links, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = articles([11, 10]);
    let tree = Article::preload_reviewers()
        .with((Reporter::preload_badge(), Reporter::preload_articles().with(Article::preload_papers())));

    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;

    let mut found = Vec::new();
    for article in &loaded.unwrap() {
        for reviewer in article.related() {
            let link: &Review = reviewer.link();
            let (badge, articles) = reviewer.related();
            let badge: &Option<One<_>> = badge;
            let papers: usize = articles.iter().map(|article| article.related().len()).sum();
            let badge = badge.as_ref().map(|badge| badge.id);
            found.push((article.id, reviewer.name.clone(), link.stars, badge, articles.len(), papers));
        }
    }
    let named = |name: &str| name.to_owned();
    assert_eq!(
        found,
        [
            (11, named("Grace"), 4, None, 2, 1),
            (10, named("Ada"), 3, Some(7), 3, 3),
            (10, named("Grace"), 5, None, 2, 1),
            (10, named("Idle"), 1, Some(8), 0, 0),
        ]
    );
    assert_eq!(asked.len(), 4, "{asked:?}");
});

on_every_database!(links_take_the_arguments_of_their_filter, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = articles([10, 11]);
    let tree = (Article::preload_reviewers_from(2), Article::preload_reviewers_from(3));
    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;
    let ids = |rows: &Many<Linked<Reporter, Review>>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    let found: Vec<_> = loaded
        .unwrap()
        .iter()
        .map(|article| (ids(&article.related().0), ids(&article.related().1)))
        .collect();
    assert_eq!(found, [(vec![2, 3], vec![3]), (vec![2], vec![])]);
    assert_eq!(asked.len(), 2, "{asked:?}");
});
