//! All figures of a run, and the queries that find one.

use std::fmt::Write;

use crate::record::{Metric, Record};

#[derive(Debug, Default)]
pub struct Records(Vec<Record>);

impl Records {
    pub fn push(&mut self, record: Record) {
        self.0.push(record);
    }

    /// Reads what [`lines`](Self::lines) wrote.
    pub fn read(text: &str) -> Result<Self, String> {
        text.lines().map(str::parse).collect::<Result<_, _>>().map(Self)
    }

    pub fn lines(&self) -> String {
        self.0.iter().fold(String::new(), |mut lines, record| {
            let _ = writeln!(lines, "{record}");
            lines
        })
    }

    /// Finds a record. If there are several, the last is the newest, and this returns it.
    pub fn find(&self, scenario: &str, case: &str, contender: &str, metric: Metric) -> Option<&Record> {
        self.0.iter().rev().find(|record| {
            record.scenario == scenario
                && record.case == case
                && record.contender == contender
                && record.metric == metric
        })
    }

    pub fn median(&self, scenario: &str, case: &str, contender: &str, metric: Metric) -> Option<f64> {
        self.find(scenario, case, contender, metric).map(|record| record.median)
    }

    pub fn cases(&self, scenario: &str, metric: Metric) -> Vec<&str> {
        let of = self.0.iter().filter(|record| record.scenario == scenario && record.metric == metric);
        distinct(of.map(|record| &*record.case))
    }

    pub fn contenders(&self, scenario: &str, metric: Metric) -> Vec<&str> {
        let of = self.0.iter().filter(|record| record.scenario == scenario && record.metric == metric);
        distinct(of.map(|record| &*record.contender))
    }

    /// Returns every table: a scenario, and a metric that was measured for it.
    pub fn tables(&self) -> Vec<(&str, Metric)> {
        distinct(self.0.iter().map(|record| (&*record.scenario, record.metric)))
    }
}

fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}
