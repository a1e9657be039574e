//! The result of each kind of relation, and its cost.

use batchload::{Error, Loaded, Loaders, Many, One};

use super::models::{Article, Badge, Paper, ROWS, Reporter, SCHEMA};
use crate::support::database::{Database, Tested, on_every_database};

async fn newsroom<DB: Tested>(db: &Database<DB>) {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
}

fn reporter(id: i64, name: &str) -> Reporter {
    Reporter { id, name: name.to_owned() }
}

fn reporters() -> Vec<Reporter> {
    vec![reporter(1, "Ada"), reporter(2, "Grace"), reporter(3, "Idle")]
}

fn article(id: i64, reporter_id: i64, editor_id: Option<i64>) -> Article {
    Article { id, day: 1, reporter_id, editor_id }
}

fn ids(articles: &[Article]) -> Vec<i64> {
    articles.iter().map(|article| article.id).collect()
}

on_every_database!(many_rows_are_many_in_their_order, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters();

    let (loaded, asked) = db.counted(loaders.preload(&rows, Reporter::preload_articles())).await;

    let loaded: Vec<Loaded<&Reporter, Many<Article>>> = loaded.unwrap();
    let found: Vec<_> =
        loaded.iter().map(|reporter| (reporter.name.as_str(), ids(reporter.related()))).collect();
    assert_eq!(found, [("Ada", vec![11, 10, 14]), ("Grace", vec![12, 13]), ("Idle", vec![])]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_required_parent_is_there_and_an_optional_one_may_be, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [article(10, 1, None), article(11, 1, Some(2)), article(12, 2, Some(99))];
    let tree = (Article::preload_reporter(), Article::preload_editor());

    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;

    let people: Vec<_> = loaded
        .unwrap()
        .iter()
        .map(|article| {
            let (author, editor): &(One<Reporter>, Option<One<Reporter>>) = article.related();
            (author.name.clone(), editor.as_ref().map(|editor| editor.name.clone()))
        })
        .collect();
    let (ada, grace) = ("Ada".to_owned(), "Grace".to_owned());
    assert_eq!(people, [(ada.clone(), None), (ada, Some(grace.clone())), (grace, None)]);
    assert_eq!(asked.len(), 1, "both go by the same lookup: {asked:?}");
});

on_every_database!(more_relations_than_a_tuple_holds_are_tuples_of_tuples, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [article(10, 1, None), article(12, 2, Some(1))];
    let tree = ((Article::preload_reporter(), Article::preload_editor()), Article::preload_papers());
    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;
    for (article, expected) in loaded.unwrap().iter().zip([("Ada", None), ("Grace", Some("Ada"))]) {
        let ((author, editor), _) = article.related();
        assert_eq!((&*author.name, editor.as_ref().map(|editor| &*editor.name)), expected);
    }
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(a_null_key_asks_nothing, async |db| {
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [article(10, 1, None), article(11, 1, None)];
    let (loaded, asked) = db.counted(loaders.preload(&rows, Article::preload_editor())).await;
    assert!(loaded.unwrap().iter().all(|article| article.related().is_none()));
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(a_required_parent_that_is_gone_is_an_error, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [article(10, 1, None), article(11, 404, None)];
    let gone = loaders.preload(&rows, Article::preload_reporter()).await.unwrap_err();
    assert!(
        matches!(&gone, Error::MissingRow { relation: "Article::reporter", key } if **key == *"404"),
        "{gone:?}"
    );
});

on_every_database!(a_single_child_is_an_option, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters();
    let (loaded, asked) = db.counted(loaders.preload(&rows, Reporter::preload_badge())).await;
    let badges: Vec<Option<One<Badge>>> =
        loaded.unwrap().into_iter().map(|reporter| reporter.into_parts().1).collect();
    let badges: Vec<_> = badges.iter().map(|badge| badge.as_ref().map(|badge| badge.id)).collect();
    assert_eq!(badges, [Some(7), None, Some(8)]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(rows_over_other_tables_come_in_one_statement, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let titles = |papers: &Many<Paper>| papers.iter().map(|paper| paper.title.clone()).collect::<Vec<_>>();

    let rows = [article(10, 1, None), article(11, 1, None), article(12, 2, None)];
    let (loaded, asked) = db.counted(loaders.preload(&rows, Article::preload_papers())).await;
    let found: Vec<_> = loaded.unwrap().iter().map(|article| titles(article.related())).collect();
    assert_eq!(found, [vec!["Times"], vec!["Times", "Post"], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let rows = reporters();
    let (loaded, asked) = db.counted(loaders.preload(&rows, Reporter::preload_papers())).await;
    let found: Vec<_> = loaded.unwrap().iter().map(|reporter| titles(reporter.related())).collect();
    assert_eq!(found, [vec!["Times", "Times", "Post"], vec!["Post"], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(arguments_of_a_filter_are_those_of_the_function, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters();
    let tree = (Reporter::preload_recent(2), Reporter::preload_recent(3), Reporter::preload_recent_count(2));

    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;

    let found: Vec<_> = loaded
        .unwrap()
        .iter()
        .map(|reporter| {
            let (since_2, since_3, count) = reporter.related();
            (ids(since_2), ids(since_3), *count)
        })
        .collect();
    assert_eq!(found, [(vec![11], vec![11], 1), (vec![12, 13], vec![], 2), (vec![], vec![], 0)]);
    assert_eq!(asked.len(), 3, "{asked:?}");
});

on_every_database!(aggregates_are_values, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = reporters();
    let tree = (Reporter::preload_articles_count(), Reporter::preload_articles_max_day());
    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;
    let found: Vec<(u64, Option<i64>)> =
        loaded.unwrap().into_iter().map(|reporter| reporter.into_parts().1).collect();
    assert_eq!(found, [(3, Some(3)), (2, Some(2)), (0, None)]);
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(rows_may_be_borrowed_or_kept, async |db| {
    newsroom(&db).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let kept: Vec<Loaded<One<Reporter>, u64>> = {
        let rows: Many<Reporter> = loaders.prime(reporters());
        loaders.preload(rows, Reporter::preload_articles_count()).await.unwrap()
    };
    let grace: One<Reporter> = kept[1].row().clone();
    assert_eq!((&*grace.name, &*kept[1].name), ("Grace", "Grace"));

    let single = reporter(2, "Grace");
    let [loaded] = &loaders.preload([&single], Reporter::preload_edited()).await.unwrap()[..] else {
        panic!("one row in, one row out")
    };
    assert_eq!(ids(loaded.related()), [11, 14]);
    assert_eq!(loaded.clone().into_parts().0, &single);
});

on_every_database!(no_rows_ask_nothing, async |db| {
    let loaders = Loaders::<DB>::new(db.pool());
    let rows: Vec<Reporter> = Vec::new();
    let tree = Reporter::preload_articles().with((Article::preload_papers(), Article::preload_editor()));
    let (loaded, asked) = db.counted(loaders.preload(&rows, tree)).await;
    assert!(loaded.unwrap().is_empty());
    assert!(asked.is_empty(), "{asked:?}");
});
