//! Requests share nothing: no answers, no batches and no failures.

use batchload::{Error, Loaders};
use futures_util::{join, try_join};

use crate::support::database::on_every_database;
use crate::support::models::{Article, NEWSROOM, Reporter};

on_every_database!(c09_two_requests_share_no_answer, async |db| {
    db.setup(NEWSROOM).await;
    let (one, two) = (Loaders::<DB>::new(db.pool()), Loaders::<DB>::new(db.pool()));

    let (found, asked) =
        db.counted(async { try_join!(Reporter::by_id(&one).load(1), Reporter::by_id(&two).load(1)) }).await;
    let (of_one, of_two) = found.unwrap();
    assert_eq!(
        (&of_one.unwrap().email[..], &of_two.unwrap().email[..]),
        ("ada@example.org", "ada@example.org")
    );
    assert_eq!(asked.len(), 2, "{asked:?}");

    // One request knows a row, and the other has to load it.
    let forged = Reporter { id: 2, email: "forged@example.org".into() };
    one.prime(vec![forged]);
    let (found, asked) =
        db.counted(async { try_join!(Reporter::by_id(&one).load(2), Reporter::by_id(&two).load(2)) }).await;
    let (of_one, of_two) = found.unwrap();
    assert_eq!(of_one.unwrap().email, "forged@example.org");
    assert_eq!(of_two.unwrap().email, "grace@example.org");
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_later_request_sees_what_was_changed_in_between, async |db| {
    db.setup(NEWSROOM).await;
    let first = Loaders::<DB>::new(db.pool());
    assert_eq!(Reporter::by_id(&first).load(1).await.unwrap().unwrap().email, "ada@example.org");
    db.setup("UPDATE reporters SET email = 'lovelace@example.org' WHERE id = 1").await;

    let second = Loaders::<DB>::new(db.pool());
    let (found, asked) = db
        .counted(async { try_join!(Reporter::by_id(&first).load(1), Reporter::by_id(&second).load(1)) })
        .await;
    let (of_first, of_second) = found.unwrap();
    assert_eq!(of_first.unwrap().email, "ada@example.org");
    assert_eq!(of_second.unwrap().email, "lovelace@example.org");
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(lookups_of_one_model_are_loaders_of_their_own, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());

    // Equal keys that name a reporter, an author and an editor.
    let loads = async {
        let (reporter, written, edited) = join!(
            Reporter::by_id(&loaders).load(2),
            Article::by_reporter_id(&loaders).load(2),
            Article::by_editor_id(&loaders).load(2),
        );
        Ok::<_, Error>((reporter?, written?, edited?))
    };
    let (found, asked) = db.counted(loaders.drive(loads)).await;

    let (reporter, written, edited) = found.unwrap();
    assert_eq!(reporter.unwrap().email, "grace@example.org");
    assert_eq!(written.iter().map(|article| article.id).collect::<Vec<_>>(), [12, 13]);
    assert_eq!(edited.iter().map(|article| article.id).collect::<Vec<_>>(), [11, 14]);
    assert_eq!(asked.len(), 3, "{asked:?}");
});
