//! Checks the queue against a plain model, by random transitions, and in single cases that deserve a name.

use proptest::test_runner::Config;
use proptest_state_machine::{StateMachineTest, prop_state_machine};

use machine::Machine;
use model::{Model, Transition};

use super::{DeferredDrops, Limits, Primed, Queue};
use crate::scheduler::answers::{Answers, Values};

mod machine;
mod model;

prop_state_machine! {
    #![proptest_config(Config { cases: 1_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn everybody_gets_the_answer_for_their_key_and_somebody_always_leads(sequential 1..120 => Machine);
}

fn run(limit: usize, transitions: impl Into<Vec<Transition>>) {
    Machine::test_sequential(Config::default(), Model::new(limit), transitions.into(), None);
}

fn join(key: u8) -> Transition {
    Transition::Join { key, driven: false }
}

#[test]
fn a_waiter_woken_to_lead_and_dropped_before_its_poll_hands_on() {
    run(9, [join(1), join(2), join(3), Transition::Leave(0), Transition::Leave(2)]);
}

#[test]
fn a_key_that_was_primed_and_cleared_while_queued_is_asked_once() {
    run(9, [join(1), Transition::Prime(vec![1]), Transition::Clear(1), join(1), Transition::Send]);
}

#[test]
fn a_landing_after_its_batch_was_given_up_reaches_nobody() {
    let land = Transition::Land { batch: 0, ok: false };
    run(
        1,
        [
            join(1),
            Transition::Send,
            Transition::Leave(0),
            join(1),
            Transition::Send,
            land,
            Transition::Attend(1),
        ],
    );
}

#[test]
fn a_key_that_is_primed_twice_at_once_has_the_answer_that_came_last() {
    let mut queue = Queue::new("queue", Limits { keys: 9, bytes: usize::MAX, cache: true });
    let answers = Answers::known("queue", Values::new(vec![1, 2]));
    let mut drops = DeferredDrops::default();
    queue.prime(Primed { keys: vec![7, 7], hashes: vec![7, 7], answers }, |_, _| true, &mut drops);
    let place = queue.answered(7, &7).expect("the key is primed");
    assert_eq!(place.read::<i32>("queue").ok(), Some(2));
}
