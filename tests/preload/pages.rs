//! Pages in a tree: the same page of each row's relation, and the rest of the tree for the rows of all pages.

use batchload::{Connection, Error, Loaded, Loaders, One, Page, PageMistake};

use super::models::{Article, ROWS, Reporter, SCHEMA};
use crate::support::database::{on_every_database, on_every_database_and_runtime};

fn reporters(ids: impl IntoIterator<Item = i64>) -> Vec<Reporter> {
    ids.into_iter().map(|id| Reporter { id, name: String::new() }).collect()
}

fn ids(articles: &[Article]) -> Vec<i64> {
    articles.iter().map(|article| article.id).collect()
}

on_every_database!(every_row_has_its_own_page, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters([1, 2, 3]);
    let tree = Reporter::preload_articles_page(Page::default().with_total());

    let (loaded, asked) = db.counted(loaders.preload(&rows, tree)).await;

    let loaded: Vec<Loaded<&Reporter, Connection<Article>>> = loaded.unwrap();
    let found: Vec<_> = loaded
        .iter()
        .map(Loaded::related)
        .map(|page| (ids(page.rows()), page.has_next_page(), page.total_count()))
        .collect();
    assert_eq!(
        found,
        [(vec![11, 10], true, Some(3)), (vec![12, 13], false, Some(2)), (vec![], false, Some(0))]
    );
    assert_eq!(asked.len(), 1, "{asked:?}");

    let after = Page::first(2).after(loaded[0].related().end_cursor().unwrap());
    let next = loaders.preload(&rows[..1], Reporter::preload_articles_page(after)).await.unwrap();
    let next = next[0].related();
    assert_eq!((ids(next.rows()), next.has_previous_page(), next.has_next_page()), (vec![14], true, false));
});

on_every_database!(a_page_goes_on_with_its_cursors_and_what_is_around_it, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters([1, 2, 3]);
    let tree = Reporter::preload_articles_page(Page::last(2).with_total())
        .with((Article::preload_papers(), Article::preload_editor()));

    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;

    let loaded = loaded.unwrap();
    let mut found = Vec::new();
    for reporter in &loaded {
        let page = reporter.related();
        for (cursor, article) in page.edges() {
            let (papers, editor) = article.related();
            let editor = editor.as_ref().map(|editor| editor.name.clone());
            found.push((article.id, papers.len(), editor));
            let there = reporter.load_articles_page(&loaders, Page::first(1).after(cursor)).await.unwrap();
            let next =
                loaded.iter().flat_map(|all| all.related().rows()).skip_while(|row| row.id != article.id);
            let next = next.skip(1).find(|row| row.reporter_id == reporter.id).map(|row| row.id);
            assert_eq!(there.rows().first().map(|row| row.id), next);
        }
    }
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(found, [(10, 1, None), (14, 0, named("Grace")), (12, 0, named("Ada")), (13, 1, named("Ada"))]);
    let around: Vec<_> = loaded
        .iter()
        .map(Loaded::related)
        .map(|page| (page.has_previous_page(), page.has_next_page(), page.total_count()))
        .collect();
    assert_eq!(around, [(true, false, Some(3)), (false, false, Some(2)), (false, false, Some(0))]);
    assert_eq!(asked.len(), 3, "{asked:?}");
});

on_every_database!(a_page_takes_the_arguments_of_its_filter, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters([1, 2, 3]);
    let tree = (
        Reporter::preload_recent_page(2, Page::first(1).with_total()),
        Reporter::preload_recent_page(3, Page::first(1).with_total()),
    );
    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;
    let told = |page: &Connection<Article>| (ids(page.rows()), page.total_count());
    let found: Vec<_> = loaded
        .unwrap()
        .iter()
        .map(|reporter| (told(&reporter.related().0), told(&reporter.related().1)))
        .collect();
    let none = || (vec![], Some(0));
    assert_eq!(
        found,
        [((vec![11], Some(1)), (vec![11], Some(1))), ((vec![12], Some(2)), none()), (none(), none())]
    );
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(a_page_that_cannot_be_fails_the_tree_and_asks_nothing, async |db| {
    let loaders = Loaders::<DB>::new(db.pool());
    let (rows, tree) = (reporters([1]), Reporter::preload_articles_page(Page::first(11)));
    let (failed, asked) = db.counted(loaders.preload(&rows, tree)).await;
    assert!(
        matches!(
            failed,
            Err(Error::Page {
                relation: "Reporter::articles",
                mistake: PageMistake::TooManyRows { max: 10, .. }
            })
        ),
        "{failed:?}"
    );
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database_and_runtime!(pages_of_many_rows_are_one_statement, async |db| {
    // As many keys as one statement asks MariaDB for.
    const MANY: i64 = 256;
    db.setup(SCHEMA).await;
    let values = |values: Vec<String>| values.join(", ");
    let articles = values((0..3 * MANY).map(|id| format!("({id}, 1, {}, 1)", id % MANY)).collect());
    db.setup(&format!("INSERT INTO articles VALUES {articles}")).await;
    db.setup("INSERT INTO reporters VALUES (1, 'editor')").await;
    let rows = reporters(0..MANY);

    for driven in [true, false] {
        let loaders = Loaders::<DB>::new(db.pool());
        let tree = Reporter::preload_articles_page(Page::first(2)).with(Article::preload_editor());
        let request = loaders.preload(&rows, tree);
        let (loaded, asked) =
            if driven { db.counted(loaders.drive(request)).await } else { db.counted(request).await };
        let loaded = loaded.unwrap();
        assert!(loaded.iter().all(|row| row.related().rows().len() == 2 && row.related().has_next_page()));
        let editors = loaded.iter().flat_map(|row| row.related().rows());
        assert!(editors.clone().all(|article| {
            let editor: &Option<One<Reporter>> = article.related();
            editor.as_ref().is_some_and(|editor| editor.name == "editor")
        }));
        assert_eq!(editors.count(), 2 * 256);
        assert_eq!(asked.len(), 2, "driven {driven}: {asked:?}");
    }
});
