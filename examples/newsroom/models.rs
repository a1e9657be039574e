//! The two models. Their relations and lookups come from the derive.

use chrono::NaiveDate;
use sqlx::FromRow;

#[derive(Clone, Debug, FromRow)]

pub struct Reporter {
    pub id: i64,
    pub name: String,

    pub email: String,
}

#[derive(Clone, Debug, FromRow)]

pub struct Article {
    pub id: i64,
    pub headline: String,
    pub pub_date: NaiveDate,

    pub section: String,

    pub reporter_id: i64,
}
