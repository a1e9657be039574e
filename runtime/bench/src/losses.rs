//! The losses: every case in which another contender takes less time.

use std::fmt::Write;

use crate::record::Metric;
use crate::records::Records;
use crate::table::{duration, header, named, ratio};

/// Returns the table, or a sentence that there are no losses.
pub fn table(records: &Records) -> String {
    let mut text = header(&["who", "their time", "ours", "of ours"]);
    let mut lost = 0;
    for (scenario, metric) in records.tables() {
        // Memory, compile times and waits are compared in their own sections.
        if metric != Metric::Nanoseconds || ["compile", "distance"].contains(&scenario) {
            continue;
        }
        let contenders = records.contenders(scenario, metric);
        let Some(ours) = contenders.iter().find(|name| name.starts_with("batchload")) else { continue };
        for case in records.cases(scenario, metric) {
            let Some(our_time) = records.median(scenario, case, ours, metric) else { continue };
            for peer in contenders.iter().filter(|name| is_peer(name)) {
                let Some(their_time) = records.median(scenario, case, peer, metric) else { continue };
                if their_time < our_time {
                    lost += 1;
                    let (place, part) = (named(case), ratio(their_time / our_time));
                    let (theirs, ours) = (duration(their_time), duration(our_time));
                    let _ = writeln!(text, "| {scenario}: {place} | {peer} | {theirs} | {ours} | {part} |");
                }
            }
        }
    }
    if lost == 0 { "Nobody is faster in any case.\n".to_owned() } else { text }
}

/// Contenders that have no loader, or that know the query, are the baseline and not peers.
fn is_peer(contender: &str) -> bool {
    !["batchload", "plain", "by hand"].iter().any(|other| contender.starts_with(other))
}
