//! A key finds the rows that the database considers equal: case, accents, trailing blanks, digits after the decimal
//! point.

use batchload::{BatchLoad, Loaders, Many};
use sqlx::FromRow;
use sqlx::types::BigDecimal;

use crate::support::database::{Database, Kind, Tested, on_every_database, series, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "words")]
struct Word {
    id: i64,
    #[batch_load(index)]
    text: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "words")]
struct UniqueWord {
    id: i64,
    #[batch_load(unique)]
    text: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "words")]
struct WordOfSite {
    #[batch_load(primary_key)]
    id: i64,
    #[batch_load(primary_key)]
    text: String,
}

/// Creates words with ids from 1, in a column of this type.
async fn words<DB: Tested>(db: &Database<DB>, column: &str, words: &[&str]) {
    let rows: Vec<_> = (1..).zip(words).map(|(id, word)| format!("({id}, '{word}')")).collect();
    db.setup(&format!(
        "CREATE TABLE words (id BIGINT PRIMARY KEY, text {column} NOT NULL); INSERT INTO words VALUES {}",
        rows.join(", ")
    ))
    .await;
}

/// Creates words in a column that ignores case, and so does not tell words apart that differ only in case.
async fn overlooking_case<DB: Tested>(db: &Database<DB>, each: &[&str]) {
    let column = match db.kind() {
        Kind::Sqlite => "TEXT COLLATE NOCASE",
        Kind::Postgres => {
            db.setup(
                "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            )
            .await;
            "TEXT COLLATE nocase"
        }
        Kind::MySql => "VARCHAR(40) COLLATE utf8mb4_unicode_ci",
    };
    words(db, column, each).await;
}

fn ids(found: &[Many<Word>]) -> Vec<Vec<i64>> {
    found.iter().map(|words| words.iter().map(|word| word.id).collect()).collect()
}

fn asked(words: &[&str]) -> Vec<String> {
    words.iter().copied().map(str::to_owned).collect()
}

/// Returns how many statements a batch takes if its keys are in doubt and rows are paired by value.
fn in_doubt<DB: Tested>(db: &Database<DB>) -> usize {
    if db.kind() == Kind::MySql { 2 } else { 1 }
}

on_every_database!(e01_one_key_finds_what_it_equals, async |db| {
    overlooking_case(&db, &["abc", "ABC", "abd"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, statements) = db.counted(Word::by_text(&loaders).load("Abc".to_owned())).await;
    assert_eq!(ids(&[found.unwrap()]), [[1, 2]]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

on_every_database!(e01_equal_keys_share_their_rows, async |db| {
    overlooking_case(&db, &["abc", "other", "ABC"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = asked(&["ABC", "none", "abc", "aBc", "other"]);
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
    assert_eq!(ids(&found.unwrap()), [vec![1, 3], vec![], vec![1, 3], vec![1, 3], vec![2]]);
    assert_eq!(statements.len(), in_doubt(&db), "{statements:?}");
});

on_every_database!(e06_a_unique_row_answers_every_equal_key, async |db| {
    overlooking_case(&db, &["abc", "other"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = asked(&["ABC", "none", "abc", "other"]);
    let (found, statements) = db.counted(UniqueWord::by_text(&loaders).load_many(keys)).await;
    let ids: Vec<_> = found.unwrap().iter().map(|word| word.as_ref().map(|word| word.id)).collect();
    assert_eq!(ids, [Some(1), None, Some(1), Some(2)]);
    assert_eq!(statements.len(), in_doubt(&db), "{statements:?}");
});

on_every_database!(e07_text_within_a_composite_key_is_compared_by_the_database, async |db| {
    overlooking_case(&db, &["abc", "other"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = [(1, "ABC"), (2, "abc"), (1, "abc"), (2, "OTHER")].map(|(id, text)| (id, text.to_owned()));
    let (found, statements) = db.counted(WordOfSite::by_id(&loaders).load_many(keys)).await;
    let texts: Vec<_> =
        found.unwrap().iter().map(|word| word.as_ref().map(|word| word.text.clone())).collect();
    assert_eq!(texts, [Some("abc"), None, Some("abc"), Some("other")].map(|text| text.map(str::to_owned)));
    assert_eq!(statements.len(), in_doubt(&db), "{statements:?}");
});

on_every_database!(e06_keys_that_differ_for_certain_are_one_statement, async |db| {
    overlooking_case(&db, &["abc", "other", "third"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = asked(&["third", "none", "abc"]);
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
    assert_eq!(ids(&found.unwrap()), [vec![3], vec![], vec![1]]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

on_every_database!(e06_many_equal_keys_share_their_rows, async |db| {
    let stored: Vec<_> = (0..3000).map(|number| format!("Word {number}")).collect();
    overlooking_case(&db, &stored.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys: Vec<_> = (0..3000).flat_map(|n| [format!("word {n}"), format!("WORD {n}")]).collect();
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
    let expected: Vec<_> = (1..=3000).flat_map(|id| [vec![id], vec![id]]).collect();
    assert!(ids(&found.unwrap()) == expected);
    assert_eq!(statements.len(), in_doubt(&db), "{statements:?}");
});

test!(e02_trailing_blanks_do_not_count_under_rtrim, sqlx::Sqlite, ONE, async |db| {
    words(&db, "TEXT COLLATE RTRIM", &["pad", "pad  ", "other"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, statements) =
        db.counted(Word::by_text(&loaders).load_many(asked(&["pad ", "other", "pad      "]))).await;
    assert_eq!(ids(&found.unwrap()), [vec![1, 2], vec![3], vec![1, 2]]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

test!(e07_text_that_json_does_not_carry_is_compared_alike, sqlx::Sqlite, ONE, async |db| {
    words(&db, "TEXT COLLATE NOCASE", &["abc", "ABC", "x"]).await;
    db.setup("UPDATE words SET text = 'x' || char(0) || 'y' WHERE id = 3").await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = asked(&["Abc", "x\0y", "aBC", "x", "x\0z"]);
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
    let found = ids(&found.unwrap());
    assert_eq!(found[0], [1, 2]);
    assert_eq!(found[1], [3]);
    assert_eq!(found[2], [1, 2]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

test!(e07_a_column_of_numeric_affinity_is_paired_alike, sqlx::Sqlite, ONE, async |db| {
    // To SQLite, the unknown type is a number. It stores a value that is not a number as text.
    words(&db, "UUID COLLATE NOCASE", &["a0", "A0", "b"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(asked(&["A0", "B"]))).await;
    assert_eq!(ids(&found.unwrap()), [vec![1, 2], vec![3]]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "prices")]
struct Price {
    id: i64,
    #[batch_load(index)]
    amount: BigDecimal,
}

// `1.0` and `1.00` are one number, no matter in which scale they are asked for and stored.
test!(e05_numbers_are_equal_in_any_scale, sqlx::Postgres, ONE, async |db| {
    db.setup(
        "CREATE TABLE prices (id BIGINT PRIMARY KEY, amount NUMERIC NOT NULL);
         INSERT INTO prices VALUES (1, 1.00), (2, 1.0), (3, 2.50)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = ["1", "2.5", "3"].map(|amount| amount.parse().unwrap());
    let (found, statements) = db.counted(Price::by_amount(&loaders).load_many(keys)).await;
    let ids: Vec<Vec<_>> =
        found.unwrap().iter().map(|prices| prices.iter().map(|price| price.id).collect()).collect();
    assert_eq!(ids, [vec![1, 2], vec![3], vec![]]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

test!(e03_composed_and_decomposed_letters_are_equal, sqlx::Postgres, ONE, async |db| {
    overlooking_case(&db, &["caf\u{e9}", "cafe\u{301}", "cafe"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = asked(&["CAFE\u{301}", "caf\u{e9}", "cafe"]);
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
    assert_eq!(ids(&found.unwrap()), [vec![1, 2], vec![1, 2], vec![3]]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

test!(q08_a_domain_is_compared_as_its_type, sqlx::Postgres, ONE, async |db| {
    db.setup("CREATE DOMAIN word AS text CHECK (length(value) < 9)").await;
    words(&db, "word", &["ab", "cd"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(asked(&["cd", "ab", "ef"]))).await;
    assert_eq!(ids(&found.unwrap()), [vec![2], vec![1], vec![]]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

test!(q07_accents_and_trailing_blanks_do_not_count, sqlx::MySql, ONE, async |db| {
    words(&db, "VARCHAR(40) COLLATE utf8mb4_unicode_ci", &["résumé", "resume", "pad", "pad  ", "strasse"])
        .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = asked(&["RESUME", "pad ", "straße", "résumé", "none"]);
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
    assert_eq!(ids(&found.unwrap()), [vec![1, 2], vec![3, 4], vec![5], vec![1, 2], vec![]]);
    assert_eq!(statements.len(), 2, "{statements:?}");
});

test!(q07_a_stranger_that_looks_like_no_key_finds_its_own, sqlx::MySql, ONE, async |db| {
    words(&db, "VARCHAR(40) COLLATE utf8mb4_unicode_ci", &["Å", "b"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(asked(&["b", "a", "c"]))).await;
    assert_eq!(ids(&found.unwrap()), [vec![2], vec![1], vec![]]);
    assert_eq!(statements.len(), 2, "{statements:?}");
});

test!(q07_under_a_binary_collation_everything_counts, sqlx::MySql, ONE, async |db| {
    words(&db, "VARCHAR(40) COLLATE utf8mb4_bin", &["abc", "ABC", "é", "e"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = asked(&["ABC", "abc", "Abc", "e", "é"]);
    let (found, _) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
    assert_eq!(ids(&found.unwrap()), [vec![2], vec![1], vec![], vec![4], vec![3]]);
});

test!(q07_a_unique_lookup_that_found_every_key_asks_nothing_more, sqlx::MySql, ONE, async |db| {
    words(&db, "VARCHAR(40) COLLATE utf8mb4_unicode_ci", &["Zoë", "Åsa", "plain"]).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = asked(&["Åsa", "Zoë"]);
    let (found, statements) = db.counted(UniqueWord::by_text(&loaders).load_many(keys)).await;
    let ids: Vec<_> = found.unwrap().iter().flatten().map(|word| word.id).collect();
    assert_eq!(ids, [2, 1]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

// All of them in one statement would exceed what a server takes by default: 16 MB.
test!(q07_many_long_strangers_find_their_own, sqlx::MySql, ONE, async |db| {
    words(&db, "VARCHAR(4000) COLLATE utf8mb4_general_ci", &["other"]).await;
    // Each is written in its own mixture of upper-case and lower-case letters.
    let letters: Vec<_> = (0..13).map(|bit| format!("IF(seq & {}, 'A', 'a')", 1 << bit)).collect();
    db.setup(&format!(
        "INSERT INTO words SELECT seq + 1, CONCAT({}, REPEAT('a', 2987)) FROM {} WHERE seq BETWEEN 1 AND 6000",
        letters.join(", "),
        series(6_000),
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = vec!["a".repeat(3_000), "none".to_owned()];
    let found = Word::by_text(&loaders).load_many(keys).await.unwrap();
    assert_eq!(found.iter().map(|words| words.len()).collect::<Vec<_>>(), [6_000, 0]);
});

// Servers sort by only the beginning of a long text.
test!(q07_keys_that_differ_behind_a_long_beginning_are_kept_apart, sqlx::MySql, ONE, async |db| {
    for length in [150, 600, 2000] {
        let long = |end: &str| "x".repeat(length) + end;
        let rows = [long("e"), long("b"), long("E")];
        for column in ["TEXT COLLATE utf8mb4_general_ci", "VARCHAR(2100) COLLATE utf8mb4_unicode_ci"] {
            words(&db, column, &rows.each_ref().map(String::as_str)).await;
            let loaders = Loaders::<DB>::new(db.pool());
            let keys = ["é", "b", "E", "c", "e"].map(long).to_vec();
            let (found, statements) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
            assert_eq!(
                ids(&found.unwrap()),
                [vec![1, 3], vec![2], vec![1, 3], vec![], vec![1, 3]],
                "{length}"
            );
            assert_eq!(statements.len(), 2, "{statements:?}");

            let keys = [("é", 1), ("b", 2), ("É", 1), ("é", 3), ("e", 2)].map(|(end, id)| (id, long(end)));
            let found = WordOfSite::by_id(&loaders).load_many(keys).await.unwrap();
            let found: Vec<_> = found.iter().map(|word| word.as_ref().map(|word| word.id)).collect();
            assert_eq!(found, [Some(1), Some(2), Some(1), Some(3), None], "{length}");
            db.setup("DROP TABLE words").await;
        }
    }
});

// Hungarian writes a doubled `sz` as `ssz` or as `szsz`, and a server may consider both equal.
test!(q07_letters_of_several_signs_that_are_doubled_find_what_they_equal, sqlx::MySql, ONE, async |db| {
    let named: Vec<String> = sqlx::query_scalar(
        "SELECT collation_name FROM information_schema.collations
        WHERE COALESCE(character_set_name, 'utf8mb4') = 'utf8mb4'
        AND (collation_name LIKE '%hungarian%' OR collation_name LIKE '%\\_hu\\_%')",
    )
    .fetch_all(&db.pool())
    .await
    .unwrap();
    assert!(!named.is_empty());
    for collation in named {
        words(&db, &format!("VARCHAR(40) CHARACTER SET utf8mb4 COLLATE {collation}"), &["asszony", "megygy"])
            .await;
        // Asks for both spellings of each word, so that no row looks like none of the keys.
        let keys = asked(&["aszszony", "asszony", "meggy", "megygy"]);
        let mut alone = Vec::new();
        for key in &keys {
            alone.push(Word::by_text(&Loaders::<DB>::new(db.pool())).load(key.clone()).await.unwrap());
        }
        let together = Word::by_text(&Loaders::<DB>::new(db.pool())).load_many(keys).await.unwrap();
        assert_eq!(ids(&together), ids(&alone), "{collation}");
        db.setup("DROP TABLE words").await;
    }
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "notices")]
#[batch_load(index(text, posted))]
struct Notice {
    id: i64,
    text: String,
    posted: chrono::NaiveDateTime,
}

// A key that the server would refuse is sent as null, also when the server compares each key with each.
test!(q07_a_key_that_the_server_does_not_take_fails_no_other, sqlx::MySql, ONE, async |db| {
    let text = format!("é{}", "e".repeat(200));
    db.setup(&format!(
        "CREATE TABLE notices (id BIGINT PRIMARY KEY, text VARCHAR(300) NOT NULL, posted DATETIME NOT NULL);
        INSERT INTO notices VALUES (1, '{text}', '2024-01-01')"
    ))
    .await;
    let posted = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().and_time(chrono::NaiveTime::MIN);
    let never = chrono::NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap().and_time(chrono::NaiveTime::MIN);
    let keys = [(text.to_uppercase(), posted), ("b".to_owned(), never)];
    let found = Notice::by_text_and_posted(&Loaders::<DB>::new(db.pool())).load_many(keys).await.unwrap();
    assert_eq!(found.iter().map(|notices| notices.len()).collect::<Vec<_>>(), [1, 0]);
});
