//! A measurement: one figure of one contender in one case, as a line of text that another run can read.

use std::fmt;
use std::str::FromStr;

/// One figure. A report is made from files of records.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The question that a table answers.
    pub scenario: String,
    /// A column of the table.
    pub case: String,
    /// A row of the table.
    pub contender: String,
    /// What the figure counts.
    pub metric: Metric,
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The time of one load, or of the whole answer.
    Nanoseconds,
    /// The 99th percentile of that time.
    Slow,
    Batches,
    Statements,
    Allocations,
    /// The largest number of bytes in use at one time.
    PeakBytes,
    /// The part of these bytes that the rows themselves take.
    RowBytes,
    RequestsPerSecond,
    Instructions,
}

impl Metric {
    const ALL: [(Self, &str); 9] = [
        (Self::Nanoseconds, "ns"),
        (Self::Slow, "p99"),
        (Self::Batches, "batches"),
        (Self::Statements, "statements"),
        (Self::Allocations, "allocations"),
        (Self::PeakBytes, "bytes"),
        (Self::RowBytes, "bytes of rows"),
        (Self::RequestsPerSecond, "requests/s"),
        (Self::Instructions, "instructions"),
    ];
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(metric, _)| metric == self).map_or("", |(_, name)| name);
        f.pad(name)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scenario, case, contender, metric, median, least, most } = self;
        write!(f, "{scenario}\t{case}\t{contender}\t{metric}\t{median}\t{least}\t{most}")
    }
}

impl FromStr for Record {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let broken = || format!("this is no record: {line}");
        let parts: [&str; 7] =
            line.split('\t').collect::<Vec<_>>().try_into().map_err(|_: Vec<&str>| broken())?;
        let [scenario, case, contender, metric, median, least, most] = parts;
        let number = |text: &str| text.parse::<f64>().map_err(|_| broken());
        Ok(Self {
            scenario: scenario.to_owned(),
            case: case.to_owned(),
            contender: contender.to_owned(),
            metric: Metric::ALL
                .iter()
                .find(|(_, name)| *name == metric)
                .map(|(metric, _)| *metric)
                .ok_or_else(broken)?,
            median: number(median)?,
            least: number(least)?,
            most: number(most)?,
        })
    }
}
