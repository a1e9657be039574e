//! Rows reach the rows they name, and the rows that name them, with one statement for each level.

use batchload::{Error, Loaders, Many};
use futures_util::future::try_join_all;

use crate::support::database::on_every_database;
use crate::support::models::{Article, NEWSROOM, Reporter};

fn headlines(articles: &Many<Article>) -> Vec<&str> {
    articles.iter().map(|article| article.headline.as_str()).collect()
}

on_every_database!(rows_are_found_by_primary_key, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (found, asked) = db.counted(Reporter::by_id(&loaders).load_many([2, 8, 1, 2])).await;

    let found = found.unwrap();
    let emails: Vec<_> = found.iter().map(|row| row.as_ref().map(|row| row.email.as_str())).collect();
    assert_eq!(emails, [Some("grace@example.org"), None, Some("ada@example.org"), Some("grace@example.org")]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(children_come_in_the_order_of_their_relation, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let reporters = Reporter::by_id(&loaders).load_many([1, 2, 3]).await.unwrap();

    let loads = reporters.iter().flatten().map(|reporter| reporter.load_articles(&loaders));
    let (articles, asked) = db.counted(try_join_all(loads)).await;

    let articles = articles.unwrap();
    let headlines: Vec<_> = articles.iter().map(headlines).collect();
    assert_eq!(headlines, [vec!["Notes", "Weather", "Engines"], vec!["Compilers", "Moths"], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(rows_found_by_one_lookup_answer_the_others, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let request = async {
        let reporters =
            Reporter::by_email(&loaders).load_many(["ada@example.org".into(), "grace@example.org".into()]);
        let reporters = reporters.await?;
        try_join_all(reporters.iter().flatten().map(async |reporter| {
            let articles = reporter.load_articles(&loaders).await?;
            try_join_all(articles.iter().map(async |article| {
                let (author, editor) =
                    futures_util::try_join!(article.load_reporter(&loaders), article.load_editor(&loaders))?;
                Ok::<_, Error>((author.email.clone(), editor.map(|editor| editor.email.clone())))
            }))
            .await
        }))
        .await
    };
    let (people, asked) = db.counted(loaders.drive(request)).await;

    let people: Vec<_> = people.unwrap().into_iter().flatten().collect();
    let (ada, grace) = ("ada@example.org".to_owned(), "grace@example.org".to_owned());
    assert_eq!(people.len(), 5);
    assert_eq!(people[0], (ada.clone(), Some(grace.clone())));
    assert_eq!(people[3], (grace, Some(ada)));
    // The reporters found by e-mail answer both lookups by id.
    assert_eq!(asked.len(), 2, "{asked:?}");
});
