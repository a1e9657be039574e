//! Checks the queue against a plain model, by random transitions, and in single cases that deserve a name.

use proptest::test_runner::Config;
use proptest_state_machine::{StateMachineTest, prop_state_machine};

use machine::Machine;
use model::{Model, Transition};

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
