//! PostgreSQL at a distance: what a wait costs, and how often each contender waits. A proxy delays every byte.

use std::time::Duration;

use batchload::{BatchLoad, Loaders};
use sqlx::postgres::PgPoolOptions;
use sqlx::{FromRow, Pool};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::{Instant, sleep_until};

use super::super::support::server::postgres::options;
use super::Db;

/// The time that a byte takes to the server, or back.
const AWAY: Duration = Duration::from_millis(5);

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "reporters")]
#[has_many(Article, order_by(id))]
pub struct Reporter {
    pub id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "articles")]
pub struct Article {
    pub id: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
}

/// Opens a pool of a distant database. If `asks` is set, the pool tests whether a connection is alive before it hands
/// it out. It always tests a connection that it takes back, so it needs some more connections than there are
/// statements; otherwise a statement would wait for one.
pub async fn pool(database: &str, asks: bool) -> Pool<Db> {
    let far = options(database);
    let proxy = proxy(far.get_host().to_owned(), far.get_port()).await;
    let pool = PgPoolOptions::new().min_connections(4).max_connections(4).test_before_acquire(asks);
    pool.connect_with(far.host("127.0.0.1").port(proxy)).await.expect("the server answers")
}

/// Sends one statement and nothing else.
pub async fn statement(pool: Pool<Db>) {
    let one: i32 = sqlx::query_scalar("SELECT 1").fetch_one(&pool).await.expect("the server answers");
    assert_eq!(one, 1);
}

/// Loads all articles of the reporters of some articles: two levels, of which one may go ahead.
pub async fn levels(pool: Pool<Db>, ahead: bool) {
    let articles: Vec<_> = (1..=20).map(|id| Article { id, reporter_id: id }).collect();
    let loaders = Loaders::new(pool);
    let tree = Article::preload_reporter().with(Reporter::preload_articles());
    let tree = if ahead { tree.ahead() } else { tree };
    let loaded = loaders.drive(loaders.preload(&articles, tree)).await.expect("the rows");
    assert!(loaded.iter().all(|article| !article.related().related().is_empty()));
    assert_eq!(loaders.stats().statements, 2);
}

/// Listens on a port, forwards every connection to the server, and returns the port.
async fn proxy(host: String, port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let own = listener.local_addr().expect("it has a port").port();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let Ok(far) = TcpStream::connect((host.as_str(), port)).await else { continue };
            let (near_reads, near_writes) = without_delay(near).into_split();
            let (far_reads, far_writes) = without_delay(far).into_split();
            tokio::spawn(carry(near_reads, far_writes));
            tokio::spawn(carry(far_reads, near_writes));
        }
    });
    own
}

fn without_delay(stream: TcpStream) -> TcpStream {
    stream.set_nodelay(true).expect("the connection takes options");
    stream
}

/// Forwards bytes to the other end, each a fixed time after it arrived.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let (holds, mut held) = unbounded_channel::<(Instant, Vec<u8>)>();
    tokio::spawn(async move {
        while let Some((due, bytes)) = held.recv().await {
            sleep_until(due).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
    });
    let mut bytes = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        if holds.send((Instant::now() + AWAY, bytes[..count].to_vec())).is_err() {
            return;
        }
    }
}
