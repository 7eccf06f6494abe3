//! One socket, from its first message to its close frame.

use super::door::Door;
use super::protocol::{self, ClientMessage, Close};
use crate::auth::Admission;
use crate::http::entrance::rate_errors;
use crate::http::reply::is_request_error;
use async_graphql::{Data, Executor, Request, Response};
use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{AbortHandle, BoxStream, SelectAll, abortable};
use futures_util::{StreamExt, stream};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

/// How many operations may run on one socket.
pub const MAX_OPERATIONS: usize = 64;
/// How long a client may take to answer a close frame.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How patient a socket is.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long `connection_init` may take.
    pub init: Duration,
    /// The time between two pings. A client that was silent for two of them is gone: whoever is there answers a ping,
    /// browsers by themselves.
    pub ping: Duration,
    /// How long a client may take to take a message.
    pub send: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let [init, ping, send] = [3, 20, 30].map(Duration::from_secs);
        Self { init, ping, send }
    }
}

/// What an operation yields; no response is its end.
type Event = (String, Option<Response>);

/// Why a session ends.
enum End {
    /// The server closes the socket.
    Close(Close),
    /// The client is not there any more.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// Who was let in.
struct Client {
    /// What it showed.
    payload: Map<String, Value>,
    admission: Admission,
    /// When to look at it again.
    again: Option<Instant>,
    /// What its operations are given.
    data: Arc<Data>,
}

impl Client {
    fn new(payload: Map<String, Value>, admission: Admission) -> Self {
        let mut data = Data::default();
        data.insert(admission.viewer.clone());
        data.insert(admission.means);
        Self {
            payload,
            again: again(&admission),
            admission,
            data: Arc::new(data),
        }
    }
}

fn again(admission: &Admission) -> Option<Instant> {
    admission.again.and_then(|time| Instant::now().checked_add(time))
}

/// What is known of a client and runs for it.
pub struct Session<E, D> {
    executor: E,
    door: D,
    pace: Pace,
    /// The client, once its `connection_init` was acknowledged.
    client: Option<Client>,
    /// The operations that run.
    running: HashMap<String, AbortHandle>,
    events: SelectAll<BoxStream<'static, Event>>,
}

impl<E: Executor, D: Door> Session<E, D> {
    /// A session that runs operations by `executor` for whomever `door` lets in.
    pub fn new(executor: E, door: D, pace: Pace) -> Self {
        Self {
            executor,
            door,
            pace,
            client: None,
            running: HashMap::new(),
            events: SelectAll::new(),
        }
    }

    /// Serves a socket until either side ends or `stop` is cancelled.
    pub async fn serve(mut self, mut socket: WebSocket, stop: &CancellationToken) {
        let end = match stop.run_until_cancelled(self.run(&mut socket)).await {
            None => End::Close(Close::GoingAway),
            Some(end) => end,
        };
        // Both sides' frames are awaited: a connection that is cut at once may lose them.
        let last_words = async {
            if let End::Close(close) = end {
                let frame = Message::Close(Some(close.frame()));
                socket.send(frame).await.is_ok().then_some(())?;
            }
            while socket.recv().await?.is_ok() {}
            Some(())
        };
        // A client that does not answer is cut off, which is all that is left to do.
        let _ = timeout(LAST_WORDS, last_words).await;
    }

    async fn run(&mut self, socket: &mut WebSocket) -> End {
        let too_late = sleep(self.pace.init);
        tokio::pin!(too_late);
        let mut pings = interval_at(Instant::now() + self.pace.ping, self.pace.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        loop {
            let again = self.client.as_ref().and_then(|client| client.again);
            let answered = tokio::select! {
                () = sleep_until(again.unwrap_or(heard)), if again.is_some() => self.look_again().await,
                () = &mut too_late, if self.client.is_none() => Err(Close::InitTimeout.into()),
                received = socket.recv() => {
                    heard = Instant::now();
                    match received {
                        Some(Ok(message)) => self.receive(message).await,
                        None | Some(Err(_)) => Err(End::Gone),
                    }
                }
                Some((id, response)) = self.events.next() => Ok(self.report(&id, response)),
                _ = pings.tick() => match heard.elapsed() > self.pace.ping * 2 {
                    true => Err(End::Gone),
                    false => Ok(Some(Message::Ping(bytes::Bytes::new()))),
                },
            };
            let message = match answered {
                Ok(Some(message)) => message,
                Ok(None) => continue,
                Err(end) => return end,
            };
            if !matches!(timeout(self.pace.send, socket.send(message)).await, Ok(Ok(()))) {
                return End::Gone;
            }
        }
    }

    /// Does what a client says; the answer, if it gets one.
    async fn receive(&mut self, message: Message) -> Result<Option<Message>, End> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Close::Invalid("a message is text").into()),
            Message::Ping(_) | Message::Pong(_) => return Ok(None),
            Message::Close(_) => return Err(End::Gone),
        };
        match protocol::read(&text)? {
            ClientMessage::Init(_) if self.client.is_some() => Err(Close::TooManyInits.into()),
            ClientMessage::Init(payload) => self.init(payload).await,
            ClientMessage::Ping => Ok(Some(protocol::pong())),
            ClientMessage::Pong => Ok(None),
            ClientMessage::Subscribe { id, request } => {
                // As every request is: a key that was taken back starts nothing more.
                self.look_again().await?;
                self.subscribe(id, *request)
            }
            ClientMessage::Complete(id) => {
                if let Some(operation) = self.running.remove(&id) {
                    operation.abort();
                }
                Ok(None)
            }
        }
    }

    async fn init(&mut self, payload: Map<String, Value>) -> Result<Option<Message>, End> {
        let admission = self.door.admit(&payload).await.ok_or(Close::Forbidden)?;
        self.client = Some(Client::new(payload, admission));
        Ok(Some(protocol::ack()))
    }

    /// Whether the client may stay: its token may have ended, its key may have been taken back.
    async fn look_again(&mut self) -> Result<Option<Message>, End> {
        if let Some(client) = &mut self.client {
            let admission = self.door.admit(&client.payload).await.ok_or(Close::Forbidden)?;
            if admission.viewer != client.admission.viewer {
                return Err(Close::Forbidden.into());
            }
            client.again = again(&admission);
        }
        Ok(None)
    }

    fn subscribe(&mut self, id: String, request: Request) -> Result<Option<Message>, End> {
        let client = self.client.as_ref().ok_or(Close::Unauthorized)?;
        if self.running.contains_key(&id) {
            return Err(Close::Exists(id).into());
        }
        if self.running.len() >= MAX_OPERATIONS {
            return Ok(Some(protocol::error(&id, &too_many())));
        }
        if let Err(many) = self.door.count(&client.admission) {
            return Ok(Some(protocol::error(&id, &rate_errors(many))));
        }
        let data = Arc::clone(&client.data);
        let responses = self.executor.execute_stream(request, Some(data));
        let name = id.clone();
        let events = responses.map(move |response| (name.clone(), Some(response)));
        let end = stream::iter([(id.clone(), None)]);
        let (events, operation) = abortable(events.chain(end));
        self.running.insert(id, operation);
        self.events.push(events.boxed());
        Ok(None)
    }

    /// The message about an event; none for one of an operation that was ended.
    fn report(&mut self, id: &str, response: Option<Response>) -> Option<Message> {
        match response {
            Some(response) if is_request_error(&response) => {
                self.running.remove(id)?.abort();
                Some(protocol::error(id, &json!(response.errors)))
            }
            Some(response) => Some(protocol::next(id, &response)),
            None => self.running.remove(id).map(|_| protocol::complete(id)),
        }
    }
}

fn too_many() -> Value {
    let message = format!("at most {MAX_OPERATIONS} operations run on one socket: end one, or open another");
    let extensions = json!({ "code": "TOO_MANY_OPERATIONS", "limit": MAX_OPERATIONS });
    json!([{ "message": message, "extensions": extensions }])
}
