//! `char(n)` on PostgreSQL: compared without its padding, and read with it.

use batchload::{BatchLoad, Loaders};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef};
use sqlx::{Decode, Encode, FromRow, Postgres, Type};

use crate::support::database::test;
use crate::support::runtimes::ONE;

const WORDS: &str = "CREATE TABLE words (id BIGINT PRIMARY KEY, text CHAR(8) NOT NULL);
    INSERT INTO words VALUES (1, 'ab'), (2, 'cd')";

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "words")]
struct Word {
    id: i64,
    #[batch_load(index)]
    text: String,
}

test!(e02_a_padded_column_is_found_without_its_padding, Postgres, ONE, async |db| {
    db.setup(WORDS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = ["cd", "ab", "ef"].map(str::to_owned);
    let (found, statements) = db.counted(Word::by_text(&loaders).load_many(keys)).await;
    let found: Vec<Vec<_>> =
        found.unwrap().iter().map(|words| words.iter().map(|word| word.id).collect()).collect();
    assert_eq!(found, [vec![2], vec![1], vec![]]);
    assert_eq!(statements.len(), 1, "{statements:?}");
});

/// A text that PostgreSQL compares as it compares `char(n)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Padded(String);

impl Type<Postgres> for Padded {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("bpchar")
    }

    fn compatible(other: &PgTypeInfo) -> bool {
        <String as Type<Postgres>>::compatible(other)
    }
}

impl PgHasArrayType for Padded {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_bpchar")
    }
}

impl<'r> Decode<'r, Postgres> for Padded {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        <String as Decode<Postgres>>::decode(value).map(Self)
    }
}

impl Encode<'_, Postgres> for Padded {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <String as Encode<Postgres>>::encode_by_ref(&self.0, buffer)
    }
}

#[derive(Clone, Debug, BatchLoad)]
#[batch_load(table = "words")]
struct PaddedWord {
    #[batch_load(unique)]
    text: Padded,
    id: i64,
}

test!(e02_a_padded_key_that_was_read_finds_its_rows_as_a_type_of_its_own, Postgres, ONE, async |db| {
    db.setup(WORDS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let read = Word::by_id(&loaders).load(1).await.unwrap().unwrap();
    assert_eq!(read.text, "ab      ");
    let (found, statements) = db.counted(Word::by_text(&loaders).load(read.text.clone())).await;
    assert_eq!((found.unwrap().len(), statements.len()), (0, 1), "as a text it differs: {statements:?}");

    let read = PaddedWord::by_id(&loaders).load(1).await.unwrap().unwrap();
    let fresh = Loaders::<DB>::new(db.pool());
    let keys = [read.text.clone(), Padded("cd".to_owned()), Padded("none".to_owned())];
    let found = PaddedWord::by_text(&fresh).load_many(keys).await.unwrap();
    let ids: Vec<_> = found.iter().map(|word| word.as_ref().map(|word| word.id)).collect();
    assert_eq!(ids, [Some(1), Some(2), None]);
    // The loaders do not count the driver's own queries about the type.
    assert_eq!(fresh.stats().statements, 1);
});
