//! Every order in which the steps of a few loads can happen, within two preemptions.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use loom::model::Builder;

use super::{Loader, UNTIL_SENT, poll};
use crate::Many;
use crate::scheduler::drive;
use crate::scheduler::nesting::{Node, wait_for, within};
use crate::scheduler::watch::Sends;
use crate::sync::{block_on, thread};

/// `LOOM_MAX_PREEMPTIONS` allows more.
fn check(model: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound.get_or_insert(2);
    builder.max_branches = 10_000;
    let orders = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let o2 = Arc::clone(&orders);
    builder.check(move || { o2.fetch_add(1, std::sync::atomic::Ordering::Relaxed); model() });
    eprintln!("ORDERS {orders:?}");
}

fn in_a_thread(loader: &Loader, key: u8) -> thread::JoinHandle<super::Row> {
    let loader = loader.clone();
    thread::spawn(move || loader.wait_for(key))
}

#[test]
fn two_threads_that_load_are_answered() {
    check(|| {
        let loader = Loader::ready();
        let other = in_a_thread(&loader, 1);
        loader.wait_for(2);
        other.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn two_threads_that_load_one_key_ask_once() {
    check(|| {
        let loader = Loader::ready();
        let other = in_a_thread(&loader, 1);
        loader.wait_for(1);
        other.join().unwrap();
        assert_eq!(loader.table().asked(), [[1]]);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_leader_that_goes_hands_on_to_an_heir() {
    check(|| {
        let loader = Loader::ready();
        let mut leader = loader.load(1);
        poll(&mut leader, 1);
        let heir = in_a_thread(&loader, 2);
        drop(leader);
        heir.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn an_heir_that_goes_as_well_hands_on() {
    check(|| {
        let loader = Loader::ready();
        let (mut leader, mut heir) = (loader.load(1), loader.load(2));
        poll(&mut leader, 1);
        let last = in_a_thread(&loader, 3);
        poll(&mut heir, 1);
        let goes = thread::spawn(move || drop(leader));
        drop(heir);
        goes.join().unwrap();
        last.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn the_last_waiter_can_go_while_its_batch_lands() {
    check(|| {
        let loader = Loader::gated();
        let mut load = loader.load(1);
        poll(&mut load, UNTIL_SENT);
        let opens = thread::spawn({
            let loader = loader.clone();
            move || loader.table().gate.open()
        });
        drop(load);
        loader.wait_for(1);
        opens.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn one_waiter_of_a_key_goes_while_the_other_is_answered() {
    check(|| {
        let loader = Loader::gated();
        let mut load = loader.load(1);
        poll(&mut load, UNTIL_SENT);
        let other = in_a_thread(&loader, 1);
        loader.table().gate.open();
        drop(load);
        other.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn an_answer_can_be_read_while_its_batch_lands() {
    check(|| {
        let loader = Loader::gated();
        let request = thread::spawn({
            let loader = loader.clone();
            move || block_on(drive(loader.load(1)))
        });
        loader.table().gate.open();
        let other = loader.wait_for(1);
        assert_eq!(super::row(1, request.join().unwrap()), other);
        assert_eq!(loader.table().asked(), [[1]]);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_driver_that_goes_leaves_its_batch_to_who_waits_for_it() {
    check(|| {
        let loader = Loader::gated();
        let mut request = drive(loader.load(1));
        let _ = Pin::new(&mut request).poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
        let other = in_a_thread(&loader, 1);
        let opens = thread::spawn({
            let loader = loader.clone();
            move || loader.table().gate.open()
        });
        drop(request);
        other.join().unwrap();
        opens.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_driver_that_goes_before_its_batch_hands_on() {
    check(|| {
        let loader = Loader::ready();
        let mut load = loader.load(1);
        let other = in_a_thread(&loader, 2);
        block_on(drive(poll_fn(|cx| {
            let _ = Pin::new(&mut load).poll(cx);
            Poll::Ready(())
        })));
        super::row(1, block_on(load));
        other.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn a_leader_that_is_taken_for_forgotten_loses_nothing() {
    check(|| {
        let loader = Loader::ready();
        let mut kept = loader.load(1);
        poll(&mut kept, 1);
        let other = in_a_thread(&loader, 2);
        loader.0.rouse(1);
        super::row(1, block_on(kept));
        other.join().unwrap();
        assert!(loader.is_at_rest());
    });
}

#[test]
fn what_is_loaded_after_a_clear_was_read_after_it() {
    check(|| {
        let loader = Loader::ready();
        let other = in_a_thread(&loader, 1);
        let version = loader.table().write();
        loader.0.clear(&1);
        assert_eq!(loader.wait_for(1).version, version);
        other.join().unwrap();
        assert_eq!(loader.wait_for(1).version, version);
        assert!(loader.is_at_rest());
    });
}

#[test]
fn what_is_loaded_after_everything_was_cleared_was_read_after_it() {
    check(|| {
        let loader = Loader::gated();
        let mut load = loader.load(1);
        poll(&mut load, UNTIL_SENT);
        let other = thread::spawn({
            let loader = loader.clone();
            move || {
                loader.table().gate.open();
                super::row(1, block_on(load))
            }
        });
        let version = loader.table().write();
        loader.0.clear_all();
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
        let other = in_a_thread(&loader, 1);
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
                table.found.tell_of(generation, &rows);
            }
        });
        let version = loader.table().write();
        loader.0.clear(&1);
        assert_eq!(loader.wait_for(1).version, version);
        told.join().unwrap();
        assert_eq!(loader.wait_for(1).version, version);
    });
}

#[test]
fn what_a_load_takes_in_during_a_clear_is_not_known_after_it() {
    check(|| {
        let loader = Loader::ready();
        loader.table().found.tell(&Many::from(vec![loader.table().read(1)]));
        let other = in_a_thread(&loader, 2);
        let version = loader.table().write();
        loader.0.clear(&1);
        assert_eq!(loader.wait_for(1).version, version);
        other.join().unwrap();
        assert_eq!(loader.wait_for(1).version, version);
    });
}

#[test]
fn two_batches_that_turn_to_each_other_do_not_both_wait() {
    check(|| {
        let (one, other) = (Arc::<Node>::default(), Arc::<Node>::default());
        let waits = thread::spawn({
            let (one, other) = (Arc::clone(&one), Arc::clone(&other));
            move || within(&one, || wait_for(&other).ok())
        });
        let wait = within(&other, || wait_for(&one).ok());
        let first = waits.join().unwrap();
        assert!(wait.is_none() || first.is_none(), "both wait");
    });
}
