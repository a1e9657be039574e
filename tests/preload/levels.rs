//! A tree costs one statement for each relation in it, no matter how it branches.

use batchload::{Error, Loaders};

use super::models::{Article, ROWS, Reporter, SCHEMA};
use crate::support::database::{on_every_database, on_every_database_and_runtime};

fn reporters(ids: impl IntoIterator<Item = i64>) -> Vec<Reporter> {
    ids.into_iter().map(|id| Reporter { id, name: format!("Reporter {id}") }).collect()
}

on_every_database!(a_tree_is_read_without_awaiting, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters([1, 2, 3]);
    let tree = Reporter::preload_articles().with((Article::preload_papers(), Article::preload_editor()));

    let (loaded, asked) = db.counted(loaders.preload(&rows, tree)).await;

    let mut lines = Vec::new();
    for reporter in &loaded.unwrap() {
        lines.push(reporter.name.clone());
        for article in reporter.related() {
            let (papers, editor) = article.related();
            let papers: Vec<_> = papers.iter().map(|paper| paper.title.as_str()).collect();
            let editor = editor.as_ref().map_or("nobody", |editor| editor.name.as_str());
            lines.push(format!("  {} in {papers:?}, edited by {editor}", article.id));
        }
    }
    let expected = [
        "Reporter 1",
        r#"  11 in ["Times", "Post"], edited by Grace"#,
        r#"  10 in ["Times"], edited by nobody"#,
        "  14 in [], edited by Grace",
        "Reporter 2",
        "  12 in [], edited by Ada",
        r#"  13 in ["Post"], edited by Ada"#,
        "Reporter 3",
    ];
    assert_eq!(lines, expected);
    assert_eq!(asked.len(), 3, "{asked:?}");
});

on_every_database!(an_option_and_a_parent_go_on_in_their_own_shape, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [(10, 1, None), (11, 1, Some(2)), (13, 2, Some(1))]
        .map(|(id, reporter_id, editor_id)| Article { id, day: 1, reporter_id, editor_id });
    let tree = (
        Article::preload_reporter().with(Reporter::preload_badge()),
        Article::preload_editor().with((Reporter::preload_articles_count(), Reporter::preload_badge())),
    );

    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;

    let found: Vec<_> = loaded
        .unwrap()
        .iter()
        .map(|article| {
            let (author, editor) = article.related();
            let badge = author.related().as_ref().map(|badge| badge.id);
            let editor = editor.as_ref().map(|editor| {
                let (count, badge) = editor.related();
                (editor.id, *count, badge.as_ref().map(|badge| badge.id))
            });
            (author.id, badge, editor)
        })
        .collect();
    assert_eq!(
        found,
        [(1, Some(7), None), (1, Some(7), Some((2, 2, None))), (2, None, Some((1, 3, Some(7))))]
    );
    assert_eq!(asked.len(), 3, "reporters, badges and counts: {asked:?}");
});

on_every_database!(a_tree_and_single_loads_share_what_they_know, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = loaders.prime(reporters([1, 2, 3]));
    rows[0].load_articles(&loaders).await.unwrap();

    let tree = || Reporter::preload_articles().with(Article::preload_reporter());
    let (_, asked) = db.counted(loaders.preload(&rows, tree())).await;
    assert_eq!(asked.len(), 1, "the articles of two reporters, and no reporter: {asked:?}");

    let (loaded, asked) = db
        .counted(async {
            rows[1].load_articles(&loaders).await?;
            loaders.preload(&rows, tree()).await
        })
        .await;
    assert_eq!(loaded.unwrap().len(), 3);
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(a_row_that_stands_twice_is_asked_once, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters([2, 1, 2]);
    let loaded = loaders.preload(&rows, Reporter::preload_articles()).await.unwrap();
    let found: Vec<_> = loaded.iter().map(|reporter| (reporter.id, reporter.related().len())).collect();
    assert_eq!(found, [(2, 2), (1, 3), (2, 2)]);
    assert_eq!(loaders.stats().keys, 2);
});

on_every_database!(a_failed_statement_fails_the_tree, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    db.setup("DROP TABLE article_papers").await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters([1, 2]);
    let tree = Reporter::preload_articles().with(Article::preload_papers());
    let failed = loaders.preload(&rows, tree).await.unwrap_err();
    assert!(matches!(failed, Error::Database { lookup: "Article::papers", .. }), "{failed:?}");
    assert_eq!(loaders.preload(&rows, Reporter::preload_articles()).await.unwrap().len(), 2);
});

on_every_database_and_runtime!(a_level_is_one_statement_whatever_the_number_of_parents, async |db| {
    const MANY: i64 = 600;
    db.setup(SCHEMA).await;
    let values = |values: Vec<String>| values.join(", ");
    let reporters_sql = values((0..MANY).map(|id| format!("({id}, 'r')")).collect());
    let articles = values((0..3 * MANY).map(|id| format!("({id}, 1, {}, {})", id % MANY, id / 3)).collect());
    let papers = values((0..3 * MANY).map(|id| format!("({id}, {})", id % 7)).collect());
    db.setup(&format!("INSERT INTO reporters VALUES {reporters_sql}")).await;
    db.setup(&format!("INSERT INTO articles VALUES {articles}")).await;
    db.setup(&format!("INSERT INTO article_papers VALUES {papers}")).await;
    db.setup("INSERT INTO papers SELECT id, 'p' FROM reporters WHERE id < 7").await;
    let rows = reporters(0..MANY);

    for driven in [true, false] {
        let loaders = Loaders::<DB>::new(db.pool());
        let tree = Reporter::preload_articles().with((
            Article::preload_papers(),
            Article::preload_editor().with(Reporter::preload_articles_count()),
        ));
        let request = loaders.preload(&rows, tree);
        let (loaded, asked) =
            if driven { db.counted(loaders.drive(request)).await } else { db.counted(request).await };
        let loaded = loaded.unwrap();
        let articles: usize = loaded.iter().map(|reporter| reporter.related().len()).sum();
        let counts: u64 = loaded
            .iter()
            .flat_map(batchload::Loaded::related)
            .filter_map(|article| article.related().1.as_ref())
            .map(|editor| *editor.related())
            .sum();
        assert_eq!((articles, counts), (3 * 600, 3 * 3 * 600));
        assert_eq!(asked.len(), 4, "driven {driven}: {asked:?}");
    }
});
