//! Rows that others clear, prime or tell of while loads are under way.

use super::{PREEMPTIONS, check, check_within};
use crate::Many;
use crate::scheduler::models::{Loader, row};
use crate::sync::{block_on, thread};

#[test]
fn what_is_loaded_after_a_clear_was_read_after_it() {
    check(|| {
        let loader = Loader::ready();
        let other = loader.drives_in_a_thread(1);
        let version = loader.table().write();
        loader.batcher.clear(&1);
        assert_eq!(loader.drives(1).version, version);
        other.join().unwrap();
        assert_eq!(loader.drives(1).version, version);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn what_is_loaded_after_everything_was_cleared_was_read_after_it() {
    check_within(PREEMPTIONS - 1, || {
        let loader = Loader::gated();
        let load = loader.sent(1);
        let other = thread::spawn({
            let loader = loader.clone();
            move || {
                loader.open();
                row(1, block_on(load))
            }
        });
        let version = loader.table().write();
        loader.batcher.clear_all();
        assert_eq!(loader.wait_for(1).version, version);
        other.join().unwrap();
        assert_eq!(loader.wait_for(1).version, version);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn what_was_primed_while_a_batch_was_under_way_stays() {
    check(|| {
        let loader = Loader::ready();
        let other = loader.drives_in_a_thread(1);
        loader.prime(1, 9);
        let known = loader.wait_for(1);
        assert!([0, 9].contains(&known.version));
        assert!([0, 9].contains(&other.join().unwrap().version));
        assert_eq!(loader.wait_for(1), known);
        assert!(loader.table().asked().len() <= 1);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn what_another_lookup_told_before_a_clear_is_not_known_after_it() {
    check(|| {
        let loader = Loader::ready();
        let told = thread::spawn({
            let loader = loader.clone();
            move || {
                let table = loader.table();
                let generation = table.found.generation();
                let rows = Many::from(vec![table.read(1)]);
                table.found.note_if_current(generation, &rows);
            }
        });
        let version = loader.table().write();
        loader.batcher.clear(&1);
        assert_eq!(loader.wait_for(1).version, version);
        told.join().unwrap();
        assert_eq!(loader.wait_for(1).version, version);
    });
}

#[test]
fn what_a_load_takes_in_during_a_clear_is_not_known_after_it() {
    check(|| {
        let loader = Loader::ready();
        loader.table().found.note(&Many::from(vec![loader.table().read(1)]));
        let other = loader.waits_in_a_thread(2);
        let version = loader.table().write();
        loader.batcher.clear(&1);
        assert_eq!(loader.wait_for(1).version, version);
        other.join().unwrap();
        assert_eq!(loader.wait_for(1).version, version);
    });
}
