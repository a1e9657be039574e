//! The queue against a plain model, by random operations; and single cases that deserve a name.

use proptest::prelude::*;

use model::{Operation, World};

mod model;

fn operation() -> impl Strategy<Value = Operation> {
    let key = 0_u8..6;
    // Waiters and flights are meant modulo those that there are.
    let which = any::<usize>();
    prop_oneof![
        8 => (key.clone(), any::<bool>()).prop_map(|(key, driven)| Operation::Join { key, driven }),
        5 => which.prop_map(Operation::Attend),
        4 => which.prop_map(Operation::Leave),
        3 => Just(Operation::Send),
        3 => (which, any::<bool>()).prop_map(|(flight, ok)| Operation::Land { flight, ok }),
        2 => key.clone().prop_map(Operation::Prime),
        2 => key.prop_map(Operation::Clear),
        1 => Just(Operation::ClearAll),
        1 => Just(Operation::Release),
        1 => Just(Operation::Rouse),
    ]
}

fn mostly_undriven() -> impl Strategy<Value = Operation> {
    operation().prop_map(|operation| match operation {
        Operation::Join { key, .. } => Operation::Join { key, driven: false },
        other => other,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everybody_gets_the_answer_for_their_key(
        operations in prop::collection::vec(operation(), 1..120),
        limit in 1_usize..5,
        cache in any::<bool>(),
    ) {
        World::new(limit, cache).run(operations);
    }

    #[test]
    fn somebody_always_leads_where_nothing_drives(
        operations in prop::collection::vec(mostly_undriven(), 1..120),
        limit in 1_usize..5,
    ) {
        World::new(limit, true).run(operations);
    }
}

fn join(key: u8) -> Operation {
    Operation::Join { key, driven: false }
}

#[test]
fn a_waiter_woken_to_lead_and_dropped_before_its_poll_hands_on() {
    World::new(9, true).run([join(1), join(2), join(3), Operation::Leave(0), Operation::Leave(0)]);
}

#[test]
fn a_key_that_was_primed_and_cleared_while_queued_is_asked_once() {
    World::new(9, true).run([join(1), Operation::Prime(1), Operation::Clear(1), join(1), Operation::Send]);
}

#[test]
fn a_landing_after_its_batch_was_given_up_reaches_nobody() {
    let operations = [
        join(1),
        Operation::Send,
        Operation::Leave(0),
        join(1),
        Operation::Send,
        Operation::Land { flight: 0, ok: false },
        Operation::Attend(0),
    ];
    World::new(1, true).run(operations);
}
