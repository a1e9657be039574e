//! Columns that stay in the database until somebody asks for them.

mod graphql;

use batchload::{BatchLoad, Error, Lazy, Loaders};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::{Kind, on_every_database, on_every_database_and_runtime};

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "hidden = 0")]
struct Page {
    id: i64,
    #[batch_load(index)]
    site: i64,
    #[batch_load(lazy)]
    #[sqlx(default)]
    body: Lazy<String>,
    #[batch_load(lazy)]
    #[sqlx(default, rename = "foot_note")]
    note: Lazy<Option<String>>,
}

/// The same table, with a field that no query fills.
#[derive(Debug, FromRow, BatchLoad)]
#[batch_load(table = "pages")]
struct SkippedPage {
    id: i64,
    #[batch_load(lazy)]
    #[sqlx(skip)]
    body: Lazy<String>,
}

/// A row that its own `FromRow` reads.
#[derive(Debug, FromRow, BatchLoad)]
#[batch_load(table = "pages", from_row)]
struct PageFromRow {
    id: i64,
    #[batch_load(lazy)]
    #[sqlx(default)]
    body: Lazy<String>,
}

#[derive(Debug, FromRow, BatchLoad)]
struct Scan {
    #[batch_load(primary_key)]
    book: i64,
    #[batch_load(primary_key)]
    leaf: String,
    #[batch_load(lazy)]
    #[sqlx(default)]
    image: Lazy<Vec<u8>>,
}

const PAGES: &str = "
    CREATE TABLE pages (
        id BIGINT PRIMARY KEY, site BIGINT NOT NULL, body VARCHAR(99) NOT NULL, foot_note VARCHAR(99),
        hidden INTEGER NOT NULL
    );
    INSERT INTO pages VALUES
        (1, 1, 'One', NULL, 0), (2, 1, 'Two', 'see One', 0), (3, 2, 'Three', NULL, 0), (4, 2, 'Four', NULL, 1);
";

on_every_database!(a_lazy_column_is_in_no_statement_until_it_is_wanted, async |db| {
    db.setup(PAGES).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (pages, asked) = db.counted(Page::by_site(&loaders).load(1)).await;
    let pages = pages.unwrap();
    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|page| page.body.get().is_none() && page.note == Lazy::default()));
    assert!(asked.iter().all(|asked| !asked.contains("body") && !asked.contains("foot_note")), "{asked:?}");

    let (bodies, asked) = db.counted(try_join_all(pages.iter().map(|page| page.load_body(&loaders)))).await;
    assert_eq!(bodies.unwrap(), ["One".to_owned(), "Two".to_owned()]);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(!asked[0].contains("site"), "{asked:?}");

    let (notes, asked) = db.counted(try_join_all(pages.iter().map(|page| page.load_note(&loaders)))).await;
    assert_eq!(notes.unwrap(), [None, Some("see One".to_owned())]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_lazy_column_is_loaded_once, async |db| {
    db.setup(PAGES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let page = Page::by_id(&loaders).load(3).await.unwrap().unwrap();
    assert_eq!(page.load_body(&loaders).await.unwrap(), "Three".to_owned());

    let (again, asked) = db.counted(page.clone().load_body(&loaders)).await;
    assert_eq!(again.unwrap(), "Three".to_owned());
    assert!(asked.is_empty(), "{asked:?}");

    db.setup("UPDATE pages SET body = 'Drei' WHERE id = 3").await;
    loaders.clear();
    assert_eq!(page.load_body(&loaders).await.unwrap(), "Drei".to_owned());
    assert_eq!(loaders.stats().lookup("Page::body").unwrap().statements, 2);
});

on_every_database!(a_query_of_ones_own_fills_what_it_selects, async |db| {
    db.setup(PAGES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let filled: Vec<Page> =
        sqlx::query_as("SELECT id, site, body, foot_note FROM pages WHERE id < 3 ORDER BY id")
            .fetch_all(&db.pool())
            .await
            .unwrap();
    assert_eq!(filled[0].body.get().map(String::as_str), Some("One"));

    let (bodies, asked) = db.counted(try_join_all(filled.iter().map(|page| page.load_body(&loaders)))).await;
    assert_eq!(bodies.unwrap(), ["One".to_owned(), "Two".to_owned()]);
    let (notes, more) = db.counted(try_join_all(filled.iter().map(|page| page.load_note(&loaders)))).await;
    assert_eq!(notes.unwrap(), [None, Some("see One".to_owned())], "a null is a value too");
    assert!(asked.is_empty() && more.is_empty(), "{asked:?} {more:?}");

    let bare: Vec<Page> =
        sqlx::query_as("SELECT id, site FROM pages WHERE id = 1").fetch_all(&db.pool()).await.unwrap();
    assert_eq!(bare[0].body.get(), None);
    assert_eq!(bare[0].load_body(&loaders).await.unwrap(), "One".to_owned());
});

on_every_database!(a_skipped_field_is_never_filled_but_loaded, async |db| {
    db.setup(PAGES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let row: SkippedPage =
        sqlx::query_as("SELECT id, body FROM pages WHERE id = 1").fetch_one(&db.pool()).await.unwrap();
    assert_eq!((row.id, row.body.get()), (1, None));
    assert_eq!(row.load_body(&loaders).await.unwrap(), "One".to_owned());
});

on_every_database!(rows_of_from_row_have_lazy_columns_too, async |db| {
    db.setup(PAGES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let row = PageFromRow::by_id(&loaders).load(2).await.unwrap().unwrap();
    assert_eq!((row.id, row.body.get()), (2, None));
    assert_eq!(row.load_body(&loaders).await.unwrap(), "Two".to_owned());
});

on_every_database!(a_row_that_is_gone_is_an_error, async |db| {
    db.setup(PAGES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let page = |id| Page { id, site: 1, body: Lazy::default(), note: Lazy::default() };
    let gone = page(9).load_body(&loaders).await.unwrap_err();
    assert!(matches!(&gone, Error::MissingRow { relation: "Page::body", key } if **key == *"9"), "{gone:?}");
    // A row that the scope of its model hides is missing as well.
    assert!(page(4).load_body(&loaders).await.is_err());
    assert_eq!(page(4).load_body(&loaders.unscoped()).await.unwrap(), "Four".to_owned());
});

on_every_database!(rows_are_named_by_all_parts_of_their_primary_key, async |db| {
    let bytes = match db.kind() {
        Kind::Postgres => ("BYTEA", "'\\x01'", "'\\x02'"),
        _ => ("BLOB", "x'01'", "x'02'"),
    };
    db.setup(&format!(
        "CREATE TABLE scans (book BIGINT NOT NULL, leaf VARCHAR(9) NOT NULL, image {} NOT NULL, PRIMARY KEY (book, leaf));
         INSERT INTO scans VALUES (1, 'a', {}), (1, 'b', {})",
        bytes.0, bytes.1, bytes.2
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = [(1, "b".to_owned()), (1, "a".to_owned())];
    let scans = Scan::by_id(&loaders).load_many(keys).await.unwrap();

    let loads = scans.iter().flatten().map(|scan| scan.load_image(&loaders));
    let (images, asked) = db.counted(try_join_all(loads)).await;
    assert_eq!(images.unwrap(), [vec![2], vec![1]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((scans[0].as_ref().unwrap().book, scans[0].as_ref().unwrap().leaf.as_str()), (1, "b"));
});

on_every_database!(a_value_that_does_not_fit_names_its_column, async |db| {
    db.setup("CREATE TABLE pages (id BIGINT PRIMARY KEY, site BIGINT NOT NULL, body BIGINT NOT NULL, foot_note BIGINT, hidden INTEGER NOT NULL)").await;
    db.setup("INSERT INTO pages VALUES (1, 1, 1, 1, 0)").await;
    let loaders = Loaders::<DB>::new(db.pool());
    let page = Page::by_id(&loaders).load(1).await.unwrap().unwrap();
    let unfit = page.load_note(&loaders).await.unwrap_err();
    assert!(
        matches!(&unfit, Error::Decode { model: "Page", field: "note", column: "foot_note", .. }),
        "{unfit:?}"
    );
});

on_every_database_and_runtime!(siblings_on_every_runtime_share_one_statement, async |db| {
    db.setup(PAGES).await;
    let rows: Vec<_> = (0..500).map(|id| format!("({id}, 1, 'Body {id}', NULL, 0)")).collect();
    db.setup("DELETE FROM pages").await;
    db.setup(&format!("INSERT INTO pages VALUES {}", rows.join(", "))).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let pages = Page::by_site(&loaders).load(1).await.unwrap();
    let (bodies, asked) = db.counted(try_join_all(pages.iter().map(|page| page.load_body(&loaders)))).await;
    assert_eq!(bodies.unwrap()[499], "Body 499".to_owned());
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[test]
fn a_lazy_field_says_whether_it_is_loaded() {
    let loaded = Lazy::from(7);
    assert_eq!(format!("{loaded:?} {:?}", Lazy::<u8>::default()), "Lazy(7) Lazy(..)");
    assert_ne!(loaded, Lazy::default());
    assert_eq!(loaded.clone(), loaded);
}
