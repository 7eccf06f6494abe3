//! A small GraphQL client: queries, uploads by the multipart request specification, and subscriptions over
//! graphql-transport-ws.

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// A client of one server.
#[derive(Clone, Debug)]
pub struct Client {
    /// Address of the server without a slash at the end, such as `http://127.0.0.1:4000`.
    pub base: String,
    /// What requests that are not GraphQL go through.
    pub http: reqwest::Client,
    /// The token or API key that is shown; none where nobody is asked.
    pub token: Option<String>,
}

/// An error of a GraphQL response.
#[derive(Clone, Debug, Deserialize)]
pub struct GraphqlError {
    /// For people.
    pub message: String,
    /// For programs.
    #[serde(default)]
    pub extensions: Value,
}

impl GraphqlError {
    /// `extensions.code`, or nothing.
    pub fn code(&self) -> &str {
        self.extensions["code"].as_str().unwrap_or_default()
    }
}

#[derive(Debug, Deserialize)]
struct Response {
    #[serde(default)]
    data: Value,
    #[serde(default)]
    errors: Vec<GraphqlError>,
}

impl Client {
    /// A client of the server at `base`.
    pub fn new(base: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            http: phonoglyph::outside::local_client(),
            token: None,
        }
    }

    /// The same client, showing this token or API key.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self {
            token: Some(token.into()),
            ..self.clone()
        }
    }

    /// A request to the API, by GET, which shows no token.
    ///
    /// # Panics
    /// When the server's address is none.
    pub fn get(&self, query: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/graphql", self.base);
        let url = reqwest::Url::parse_with_params(&url, [("query", query)]);
        self.http.get(url.expect("an address"))
    }

    /// A request to the API, by POST.
    pub fn post(&self) -> reqwest::RequestBuilder {
        let request = self.http.post(format!("{}/graphql", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Runs an operation that must succeed, and gives its data.
    ///
    /// # Panics
    /// When the server cannot be asked, or answers with an error.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        match self.try_ask(query, variables).await {
            Ok(data) => data,
            Err(errors) => panic!("{errors:?} for {query}"),
        }
    }

    /// Runs an operation that must be refused, and gives its first error.
    ///
    /// # Panics
    /// When it is not.
    pub async fn refused(&self, query: &str, variables: Value) -> GraphqlError {
        match self.try_ask(query, variables).await {
            Ok(data) => panic!("it was not refused: {data}"),
            Err(mut errors) => errors.remove(0),
        }
    }

    /// Runs an operation.
    ///
    /// # Errors
    /// What the server refused; never empty.
    ///
    /// # Panics
    /// When the server cannot be asked.
    pub async fn try_ask(&self, query: &str, variables: Value) -> Result<Value, Vec<GraphqlError>> {
        let body = json!({ "query": query, "variables": variables });
        answer(self.post().json(&body)).await
    }

    /// Runs an operation with one file as the variable `file`.
    ///
    /// # Errors
    /// What the server refused; never empty.
    ///
    /// # Panics
    /// When the server cannot be asked.
    pub async fn upload(
        &self,
        query: &str,
        mut variables: Value,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Value, Vec<GraphqlError>> {
        variables["file"] = Value::Null;
        let operations = json!({ "query": query, "variables": variables });
        let file = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new()
            .text("operations", operations.to_string())
            .text("map", json!({ "0": ["variables.file"] }).to_string())
            .part("0", file);
        // Without it a page of another origin could send this form with the user's authority.
        answer(
            self.post()
                .header("apollo-require-preflight", "true")
                .multipart(form),
        )
        .await
    }

    /// Starts a subscription.
    ///
    /// # Errors
    /// When the server does not open it.
    pub async fn subscribe(&self, query: &str, variables: Value) -> Result<Subscription> {
        let address = format!("{}/graphql", self.base.replacen("http", "ws", 1));
        let mut request = address.as_str().into_client_request()?;
        let protocol = "graphql-transport-ws".parse()?;
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        let mut subscription = Subscription { socket };
        let shown = self
            .token
            .as_ref()
            .map(|token| json!({ "Authorization": format!("Bearer {token}") }));
        let init = json!({ "type": "connection_init", "payload": shown });
        subscription.send(init).await?;
        let first = subscription.receive().await?.context("closed before it began")?;
        if first["type"] != "connection_ack" {
            bail!("expected connection_ack, not {first}");
        }
        subscription.begin("1", query, variables).await?;
        Ok(subscription)
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Value, Vec<GraphqlError>> {
    let request = request.header(
        "accept",
        "application/graphql-response+json, application/json;q=0.9",
    );
    let response = request.send().await.expect("the server answers");
    let status = response.status();
    let text = response.text().await.expect("the answer is complete");
    let response: Response =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{status}: {error} in {text:?}"));
    if response.errors.is_empty() {
        Ok(response.data)
    } else {
        Err(response.errors)
    }
}

/// A running subscription.
#[derive(Debug)]
pub struct Subscription {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Subscription {
    /// The data of the next event; none when the server has completed the subscription.
    ///
    /// # Errors
    /// When the connection breaks or the server reports an error.
    pub async fn next(&mut self) -> Result<Option<Value>> {
        loop {
            let Some(message) = self.receive().await? else {
                bail!("the connection was closed before the subscription was complete");
            };
            match message["type"].as_str() {
                Some("next") if message["payload"]["errors"].is_null() => {
                    return Ok(Some(message["payload"]["data"].clone()));
                }
                Some("complete") => return Ok(None),
                Some("ping") => self.send(json!({ "type": "pong" })).await?,
                Some("pong") => {}
                _ => bail!("unexpected message {message}"),
            }
        }
    }

    /// Begins another operation on the socket, whose events come between the others.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn begin(&mut self, id: &str, query: &str, variables: Value) -> Result<()> {
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "type": "subscribe", "id": id, "payload": payload }))
            .await
    }

    async fn send(&mut self, message: Value) -> Result<()> {
        self.socket
            .send(Message::text(message.to_string()))
            .await
            .context("sending failed")
    }

    async fn receive(&mut self) -> Result<Option<Value>> {
        while let Some(message) = self.socket.next().await {
            match message? {
                Message::Text(text) => return Ok(Some(serde_json::from_str(&text)?)),
                Message::Close(frame) => bail!("closed: {frame:?}"),
                _ => {}
            }
        }
        Ok(None)
    }
}
