//! Values as bytes: a tag, and numbers in as few bytes as they need.

use crate::facts::sort::Datum;

const NULL: u8 = 0;
const INT: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BYTES: u8 = 4;

pub(super) fn push(written: &mut Vec<u8>, value: &Datum) {
    match value {
        Datum::Null => written.push(NULL),
        Datum::Int(number) => {
            written.push(INT);
            // Small numbers of either sign become small unsigned numbers.
            push_number(written, ((number << 1) ^ (number >> 127)).cast_unsigned());
        }
        Datum::Real(number) => {
            written.push(REAL);
            written.extend(number.to_le_bytes());
        }
        Datum::Text(text) => push_bytes(written, TEXT, text.as_bytes()),
        Datum::Bytes(bytes) => push_bytes(written, BYTES, bytes),
    }
}

fn push_bytes(written: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    written.push(tag);
    push_number(written, bytes.len() as u128);
    written.extend(bytes);
}

/// Appends seven bits in each byte, the lowest bits first. The eighth bit says that more bytes follow.
fn push_number(written: &mut Vec<u8>, mut number: u128) {
    while number > 127 {
        written.push(number.to_le_bytes()[0] | 128);
        number >>= 7;
    }
    written.push(number.to_le_bytes()[0]);
}

/// Reads values until the bytes end. Returns `None` if the bytes are not values.
pub(super) fn read_all(mut written: &[u8]) -> Option<Vec<Datum>> {
    let mut values = Vec::new();
    while !written.is_empty() {
        values.push(read(&mut written)?);
    }
    Some(values)
}

fn read(written: &mut &[u8]) -> Option<Datum> {
    let tag = take(written, 1)?[0];
    Some(match tag {
        NULL => Datum::Null,
        INT => {
            let number = read_number(written)?;
            Datum::Int((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
        }
        REAL => Datum::Real(f64::from_le_bytes(take(written, 8)?.try_into().ok()?)),
        TEXT => Datum::Text(String::from_utf8(read_bytes(written)?.to_vec()).ok()?),
        BYTES => Datum::Bytes(read_bytes(written)?.to_vec()),
        _ => return None,
    })
}

fn read_bytes<'w>(written: &mut &'w [u8]) -> Option<&'w [u8]> {
    let len = read_number(written)?.try_into().ok()?;
    take(written, len)
}

fn read_number(written: &mut &[u8]) -> Option<u128> {
    let mut number = 0;
    for shift in (0..128).step_by(7) {
        let byte = take(written, 1)?[0];
        number |= u128::from(byte & 127) << shift;
        if byte < 128 {
            return Some(number);
        }
    }
    None
}

fn take<'w>(written: &mut &'w [u8], len: usize) -> Option<&'w [u8]> {
    let (taken, rest) = written.split_at_checked(len)?;
    *written = rest;
    Some(taken)
}
