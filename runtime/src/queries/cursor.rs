//! Cursors: a place in the order of a relation as opaque text. Writes cursors, reads them back, and refuses foreign
//! ones. Knows no SQL.

use std::hash::{Hash, Hasher};

use crate::Error;
use crate::error::CursorMistake;
use crate::facts::sort::Datum;

mod base64;
mod bytes;

/// The version of the format: a change of the format increments it.
const VERSION: u8 = 1;

/// The most bytes of a cursor. No order column that fits into an index of a server makes a longer cursor. SQLite
/// indexes any text, so the cursor of a row with a very long text is refused when a client sends it back.
const MAX_BYTES: usize = 16 * 1024;

/// The format of the cursors of a relation: everything that has to be the same when a cursor comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursors {
    /// `Model::relation`, for errors.
    pub(crate) relation: &'static str,
    /// A hash of the relation, the tables on its way, its order, its filter and the filter's arguments.
    pub(crate) fingerprint: u64,
}

impl Cursors {
    /// Makes the format for a relation whose tables, order, filter and arguments are `facts`.
    pub(crate) fn new(relation: &'static str, facts: impl Hash) -> Self {
        let mut fingerprint = Fnv::default();
        (relation, facts).hash(&mut fingerprint);
        Self { relation, fingerprint: fingerprint.finish() }
    }

    /// Writes the cursor of a row with these values.
    ///
    /// A cursor holds the version, the fingerprint, the values, and four bytes that show whether any of them was
    /// changed.
    pub(crate) fn write(self, values: &[Datum]) -> String {
        let mut written = vec![VERSION];
        written.extend(self.fingerprint.to_le_bytes());
        for value in values {
            bytes::push(&mut written, value);
        }
        let check = check(&written);
        written.extend(check);
        base64::encode(&written)
    }

    /// Reads the values in a cursor, one for each order column.
    pub(crate) fn read(self, text: &str, columns: usize) -> Result<Vec<Datum>, Error> {
        self.values(text, columns).map_err(|mistake| Error::Cursor { relation: self.relation, mistake })
    }

    /// Returns the error for a cursor whose values do not fit the columns of the order.
    pub(crate) const fn damaged(self) -> Error {
        Error::Cursor { relation: self.relation, mistake: CursorMistake::Damaged }
    }

    fn values(self, text: &str, columns: usize) -> Result<Vec<Datum>, CursorMistake> {
        if text.len() > MAX_BYTES {
            return Err(CursorMistake::TooLong { most: MAX_BYTES });
        }
        let written = base64::decode(text).ok_or(CursorMistake::Damaged)?;
        let (written, checksum) = written.split_last_chunk().ok_or(CursorMistake::Damaged)?;
        if check(written) != *checksum {
            return Err(CursorMistake::Damaged);
        }
        let (version, written) = written.split_first().ok_or(CursorMistake::Damaged)?;
        if *version != VERSION {
            return Err(CursorMistake::Outdated);
        }
        let (fingerprint, written) = written.split_first_chunk().ok_or(CursorMistake::Damaged)?;
        if u64::from_le_bytes(*fingerprint) != self.fingerprint {
            return Err(CursorMistake::Foreign);
        }
        let values = bytes::read_all(written).ok_or(CursorMistake::Damaged)?;
        if values.len() == columns { Ok(values) } else { Err(CursorMistake::Damaged) }
    }
}

fn check(written: &[u8]) -> [u8; 4] {
    let mut hash = Fnv::default();
    hash.write(written);
    let [a, b, c, d, ..] = hash.finish().to_le_bytes();
    [a, b, c, d]
}

/// 64-bit FNV-1a, which is the same on every machine, so that a cursor is valid on every server of an application. How a
/// type hashes is not: if a new compiler or a change to the type of an argument hashes the argument otherwise, cursors
/// that clients still have are refused as foreign.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

macro_rules! numbers {
    ($($write:ident $kind:ty),+) => {
        $(fn $write(&mut self, number: $kind) {
            self.write(&number.to_le_bytes());
        })+
    };
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    numbers!(write_u16 u16, write_u32 u32, write_u64 u64, write_u128 u128);
    numbers!(write_i16 i16, write_i32 i32, write_i64 i64, write_i128 i128);

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_i64(number as i64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests;
