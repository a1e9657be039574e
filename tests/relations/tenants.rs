//! Scopes that are bound for a whole request: every kind of statement obeys the scope of its request.

use batchload::{BatchLoad, Dialect, Error, Lazy, Loaders, Page, ScopeArgument};
use futures_util::future::{join, try_join_all};
use sqlx::FromRow;

use crate::support::database::{Database, Tested, on_every_database};

#[derive(Clone, Copy, Debug, sqlx::Type)]
#[sqlx(transparent)]
struct Tenant(i64);

impl ScopeArgument for Tenant {}

#[derive(Clone, Debug, sqlx::Type)]
#[sqlx(transparent)]
struct Language(String);

impl ScopeArgument for Language {}

/// A model that every tenant sees.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "libraries")]
#[has_many(Shelf, name = shelves, order_by(id), page, count)]
#[has_many(Shelf, name = numbered, order_by(id), page, strategy = window)]
#[has_many(Shelf, name = named, filter = "name = :name OR name = 'all'", args(name: String))]
#[has_many(Volume, through(shelves, volumes), count)]
#[has_one(Shelf, name = first_shelf, order_by(id))]
#[many_to_many(Volume, name = lent, through = Loan)]
struct Library {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "shelves", filter = "tenant = :tenant", args(tenant: Tenant))]
#[batch_load(filter = "name <> 'hidden'")]
#[has_many(Volume, order_by(id))]
#[ancestors(foreign_key = above, name = way_up)]
#[descendants(foreign_key = above, name = below)]
struct Shelf {
    id: i64,
    #[belongs_to(Library)]
    library_id: i64,
    #[batch_load(index)]
    above: Option<i64>,
    #[batch_load(unique)]
    name: String,
    #[batch_load(lazy)]
    #[sqlx(default)]
    note: Lazy<String>,
}

/// A model whose scope names one argument twice, and a second argument.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(
    filter = "tenant = :tenant AND (language = :language OR :tenant < 0)",
    args(tenant: Tenant, language: Language)
)]
struct Volume {
    id: i64,
    #[belongs_to(Shelf)]
    shelf_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "tenant = :of", args(of: Tenant))]
struct Loan {
    id: i64,
    #[belongs_to(Library)]
    library_id: i64,
    #[belongs_to(Volume)]
    volume_id: i64,
}

const TABLES: &str = "
    CREATE TABLE libraries (id BIGINT PRIMARY KEY);
    CREATE TABLE shelves (id BIGINT PRIMARY KEY, tenant BIGINT NOT NULL, library_id BIGINT NOT NULL,
        above BIGINT, name VARCHAR(20) NOT NULL, note VARCHAR(20) NOT NULL);
    CREATE TABLE volumes (id BIGINT PRIMARY KEY, tenant BIGINT NOT NULL, language VARCHAR(20) NOT NULL,
        shelf_id BIGINT NOT NULL);
    CREATE TABLE loans (id BIGINT PRIMARY KEY, tenant BIGINT NOT NULL, library_id BIGINT NOT NULL,
        volume_id BIGINT NOT NULL);
    INSERT INTO libraries VALUES (1), (2);
    INSERT INTO shelves VALUES
        (10, 7, 1, NULL, 'top', 'ten'), (11, 7, 1, 10, 'low', 'eleven'), (12, 7, 1, 11, 'all', 'twelve'),
        (13, 7, 2, 10, 'hidden', 'thirteen'), (23, 8, 2, 10, 'hidden', 'twenty-three'),
        (20, 8, 1, NULL, 'top', 'twenty'), (21, 8, 1, 10, 'all', 'twenty-one');
    INSERT INTO volumes VALUES
        (100, 7, 'en', 10), (101, 7, 'de', 10), (102, 7, 'en', 11), (110, 7, 'en', 20),
        (200, 8, 'en', 20), (201, 8, 'de', 20), (202, 8, 'en', 10);
    INSERT INTO loans VALUES (1, 7, 1, 100), (2, 7, 1, 200), (3, 8, 1, 102), (4, 8, 1, 200);
";

const LIBRARY: Library = Library { id: 1 };

fn of<DB: Tested + Dialect>(db: &Database<DB>, tenant: i64) -> Loaders<DB>
where
    i64: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
    String: sqlx::Type<DB> + for<'q> sqlx::Encode<'q, DB>,
{
    Loaders::builder(db.pool()).scoped_by(Tenant(tenant)).scoped_by(Language("en".to_owned())).build()
}

fn shelf(id: i64) -> Shelf {
    Shelf { id, library_id: 1, above: None, name: String::new(), note: Lazy::default() }
}

/// Returns what every kind of load finds, with one statement each.
macro_rules! found {
    ($loaders:expr, $db:expr) => {{
        let (loaders, all) = ($loaders, &[10, 11, 12, 13, 20, 21, 23, 99]);
        let shelves = |rows: &[Shelf]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let volumes = |rows: &[Volume]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let volumes_of = all.map(|id| shelf(id));
        let (found, asked) = $db
            .counted(async {
                let by_id = Shelf::by_id(loaders).load_many(*all).await?;
                let by_name =
                    Shelf::by_name(loaders).load_many(["top".to_owned(), "none".to_owned()]).await?;
                let many = LIBRARY.load_shelves(loaders).await?;
                let named = LIBRARY.load_named(loaders, "low".to_owned()).await?;
                let first = LIBRARY.load_first_shelf(loaders).await?;
                let count = LIBRARY.load_shelves_count(loaders).await?;
                let page = LIBRARY.load_shelves_page(loaders, Page::first(2).with_total()).await?;
                let numbered = LIBRARY.load_numbered_page(loaders, Page::last(2)).await?;
                let through = LIBRARY.load_volumes(loaders).await?;
                let counted = LIBRARY.load_volumes_count(loaders).await?;
                let lent = LIBRARY.load_lent(loaders).await?;
                let of_shelves = try_join_all(volumes_of.iter().map(|row| row.load_volumes(loaders))).await?;
                let (ten, twenty) = (shelf(10), shelf(20));
                let notes = join(ten.load_note(loaders), twenty.load_note(loaders)).await;
                let notes = [notes.0.ok(), notes.1.ok()].map(|note| note.map(|note| (*note).clone()));
                let low = Shelf { above: Some(11), ..shelf(12) };
                let way_up = low.load_way_up(loaders).await?;
                let below = shelf(10).load_below(loaders).await?;
                Ok::<_, Error>((
                    (
                        by_id.iter().flatten().map(|row| row.id).collect::<Vec<_>>(),
                        by_name.iter().flatten().map(|row| row.id).collect::<Vec<_>>(),
                        shelves(&many),
                        shelves(&named),
                        first.map(|row| row.id),
                        count,
                    ),
                    (
                        shelves(page.rows()),
                        page.total_count(),
                        page.has_next_page(),
                        shelves(numbered.rows()),
                    ),
                    (
                        volumes(&through),
                        counted,
                        lent.iter().map(|lent| (lent.id, lent.link().id)).collect::<Vec<_>>(),
                        of_shelves.iter().flat_map(|rows| volumes(rows)).collect::<Vec<_>>(),
                    ),
                    (notes, shelves(&way_up), shelves(&below)),
                ))
            })
            .await;
        assert_eq!(asked.len(), 15, "{asked:#?}");
        found.unwrap()
    }};
}

on_every_database!(every_statement_is_within_the_scope_of_its_request, async |db| {
    db.setup(TABLES).await;
    of(&db, 7).check::<Library>().await.unwrap();
    of(&db, 7).check::<Shelf>().await.unwrap();
    of(&db, 7).check::<Volume>().await.unwrap();
    of(&db, 7).check::<Loan>().await.unwrap();
    let seven = (
        (vec![10, 11, 12], vec![10], vec![10, 11, 12], vec![11, 12], Some(10), 3),
        (vec![10, 11], Some(3), true, vec![11, 12]),
        (vec![100, 102], 2, vec![(100, 1)], vec![100, 102, 110]),
        ([Some("ten".to_owned()), None], vec![11, 10], vec![11, 12]),
    );
    let eight = (
        (vec![20, 21], vec![20], vec![20, 21], vec![21], Some(20), 2),
        (vec![20, 21], Some(2), false, vec![20, 21]),
        (vec![200], 1, vec![(200, 4)], vec![202, 200]),
        ([None, Some("twenty".to_owned())], vec![], vec![21]),
    );
    assert_eq!(found!(&of(&db, 7), &db), seven);
    assert_eq!(found!(&of(&db, 8), &db), eight);
});

on_every_database!(a_statement_whose_scope_has_no_value_is_not_sent, async |db| {
    db.setup(TABLES).await;
    let (without, with) = (Loaders::<DB>::new(db.pool()), of(&db, 7));

    let (missing, asked) = db
        .counted(async {
            [
                Shelf::by_id(&without).load(10).await.map(drop),
                LIBRARY.load_shelves(&without).await.map(drop),
                LIBRARY.load_first_shelf(&without).await.map(drop),
                LIBRARY.load_shelves_count(&without).await.map(drop),
                LIBRARY.load_shelves_page(&without, Page::first(2)).await.map(drop),
                LIBRARY.load_volumes(&without).await.map(drop),
                shelf(10).load_note(&without).await.map(drop),
                shelf(10).load_below(&without).await.map(drop),
            ]
        })
        .await;
    for missing in missing {
        let missing = missing.unwrap_err();
        assert!(matches!(missing, Error::MissingScope { argument: "tenant", .. }), "{missing}");
    }
    let of_page = "information_schema"; // MySQL and MariaDB are asked for indexes before the first page.
    let asked: Vec<_> = asked.iter().filter(|sql| !sql.contains(of_page)).collect();
    assert!(asked.is_empty(), "{asked:?}");

    // A model without a scope is there for everybody, and no failure is remembered.
    assert_eq!(Library::by_id(&without).load(1).await.unwrap().as_deref(), Some(&LIBRARY));
    assert!(Shelf::by_id(&with).load(10).await.unwrap().is_some());
});

on_every_database!(only_what_names_no_value_is_lifted, async |db| {
    db.setup(TABLES).await;
    let loaders = of(&db, 7);
    let library = Library { id: 2 };

    let scoped = library.load_shelves(&loaders).await.unwrap();
    let unscoped = library.load_shelves(&loaders.unscoped()).await.unwrap();
    assert_eq!((scoped.len(), unscoped.iter().map(|shelf| shelf.id).collect()), (0, vec![13]));

    let missing = library.load_shelves(&Loaders::<DB>::new(db.pool()).unscoped()).await.unwrap_err();
    assert!(matches!(missing, Error::MissingScope { argument: "tenant", .. }), "{missing}");
});

on_every_database!(the_last_value_of_a_type_is_the_one_that_counts, async |db| {
    db.setup(TABLES).await;
    let seven = Loaders::<DB>::builder(db.pool()).scoped_by(Tenant(7));
    let eight = seven.clone().scoped_by(Tenant(8)).build();
    let seven = seven.build();
    assert_eq!(LIBRARY.load_shelves_count(&seven).await.unwrap(), 3);
    assert_eq!(LIBRARY.load_shelves_count(&eight).await.unwrap(), 2);
});
