//! Parents of several models in a tree, and trees of rows of one model.

use batchload::{Error, Loaded, Loaders, Many};

use super::models::{Article, Note, ROWS, SCHEMA, Subject};
use crate::support::database::{on_every_database, on_every_database_and_runtime};

fn note(id: i64, subject: (&str, i64), cited: Option<(&str, i64)>) -> Note {
    Note {
        id,
        subject_type: subject.0.to_owned(),
        subject_id: subject.1,
        cited_type: cited.map(|(kind, _)| kind.to_owned()),
        cited_id: cited.map(|(_, id)| id),
        parent_id: None,
    }
}

fn id(subject: &Subject) -> (&'static str, i64) {
    match subject {
        Subject::Article(article) => ("article", article.id),
        Subject::Paper(paper) => ("paper", paper.id),
    }
}

on_every_database!(parents_of_several_models_are_one_statement_for_each_model, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [
        note(1, ("article", 11), Some(("paper", 100))),
        note(2, ("paper", 101), None),
        note(3, ("article", 10), Some(("article", 404))),
    ];
    let tree = (Note::preload_subject(), Note::preload_cited());

    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;

    let loaded: Vec<Loaded<&Note, (Subject, Option<Subject>)>> = loaded.unwrap();
    let found: Vec<_> = loaded
        .iter()
        .map(|note| (note.id, id(&note.related().0), note.related().1.as_ref().map(id)))
        .collect();
    let expected =
        [(1, ("article", 11), Some(("paper", 100))), (2, ("paper", 101), None), (3, ("article", 10), None)];
    assert_eq!(found, expected);
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(a_tree_ends_with_parents_of_several_models, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [10, 11, 12].map(|id| Article { id, day: 1, reporter_id: 1, editor_id: None });
    let tree = Article::preload_notes().with((Note::preload_cited(), Note::preload_subject()));

    let (loaded, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree))).await;

    let mut found = Vec::new();
    for article in &loaded.unwrap() {
        for note in article.related() {
            let (cited, subject) = note.related();
            assert_eq!(id(subject), ("article", article.id));
            found.push((note.id, cited.as_ref().map(id)));
        }
    }
    assert_eq!(found, [(3, None), (1, Some(("paper", 100))), (4, Some(("article", 10)))]);
    assert_eq!(asked.len(), 3, "notes, articles and papers: {asked:?}");
});

on_every_database!(a_missing_parent_and_an_unknown_kind_fail_the_tree, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let gone = [note(1, ("article", 11), None), note(2, ("paper", 404), None)];
    let gone = loaders.preload(&gone, Note::preload_subject()).await.unwrap_err();
    assert!(matches!(gone, Error::MissingRow { relation: "Note::subject", .. }), "{gone:?}");
    let unknown = [note(1, ("video", 11), None)];
    let unknown = loaders.preload(&unknown, Note::preload_subject()).await.unwrap_err();
    assert!(matches!(unknown, Error::UnknownKind { relation: "Note::subject", .. }), "{unknown:?}");
});

on_every_database!(rows_below_a_row_are_many_like_others, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [1, 2, 4].map(|id| note(id, ("article", 11), None));
    let tree = Note::preload_answers().with(Note::preload_subject());

    let (loaded, asked) = db.counted(loaders.preload(&rows, tree)).await;

    let found: Vec<Vec<_>> = loaded
        .unwrap()
        .iter()
        .map(|note| note.related().iter().map(|answer| (answer.id, id(answer.related()))).collect())
        .collect();
    assert_eq!(found, [vec![(2, ("paper", 101)), (3, ("article", 10))], vec![(3, ("article", 10))], vec![]]);
    assert_eq!(asked.len(), 3, "answers, articles and papers: {asked:?}");

    let alone: Vec<Loaded<&Note, Many<Note>>> =
        loaders.preload(&rows, Note::preload_answers()).await.unwrap();
    assert_eq!(alone[0].related().len(), 2);
});

on_every_database_and_runtime!(parents_of_many_rows_are_one_statement_for_each_model, async |db| {
    const MANY: i64 = 600;
    db.setup(SCHEMA).await;
    let values = |row: fn(i64) -> String| (0..MANY).map(row).collect::<Vec<_>>().join(", ");
    db.setup(&format!("INSERT INTO articles VALUES {}", values(|id| format!("({id}, 1, 1, NULL)")))).await;
    db.setup(&format!("INSERT INTO papers VALUES {}", values(|id| format!("({id}, 'p')")))).await;
    let rows: Vec<_> =
        (0..MANY).map(|id| note(id, (if id % 2 == 0 { "article" } else { "paper" }, id), None)).collect();

    for driven in [true, false] {
        let loaders = Loaders::<DB>::new(db.pool());
        let request = loaders.preload(&rows, Note::preload_subject());
        let (loaded, asked) =
            if driven { db.counted(loaders.drive(request)).await } else { db.counted(request).await };
        let loaded = loaded.unwrap();
        assert!(
            loaded
                .iter()
                .all(|note| id(note.related())
                    == (if note.id % 2 == 0 { "article" } else { "paper" }, note.id))
        );
        assert_eq!((loaded.len(), asked.len()), (600, 2), "driven {driven}: {asked:?}");
    }
});
