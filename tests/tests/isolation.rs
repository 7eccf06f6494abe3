//! Nobody finds what is another's: every place of the schema that takes an id, found by introspection, is tried by one
//! user with the ids of another. What is added to the schema later is tried without a change here, or fails for want of
//! something to try it with.

#[path = "isolation/schema.rs"]
mod schema;

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::client::{Client, GraphqlError};
use phonoglyph_tests::{cli, songs, studio};
use schema::{Field, Kind, Schema};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

const SECRET: &str = "a secret of the tests, of more than thirty-two bytes";

/// The ids of a user's things, by their type.
type Things = HashMap<&'static str, String>;

async fn signed_in(app: &TestApp, user: &str) -> Client {
    let mut command = cli::phonoglyph();
    command.args(["token", "--user", user, "--auth-secret", SECRET]);
    let output = command.output().expect("the program can be started");
    app.client
        .with_token(String::from_utf8(output.stdout).expect("text").trim())
}

/// One of everything that has an id.
async fn things(client: &Client) -> Things {
    let asset = studio::upload(client, "a.mid", songs::scale(2))
        .await
        .expect("a good song");
    let composition = studio::compose(client, &asset, None).await;
    let job = studio::queue(client, &composition, studio::small())
        .await
        .expect("a good export");
    let job = studio::text(&job["id"]);
    studio::follow(client, &job).await.rest().await;
    let template = "mutation { createExportTemplate(input: { name: \"mine\" }) { template { id } } }";
    let template = client.ask(template, json!({})).await["createExportTemplate"]["template"]["id"].clone();
    let key = "mutation { createApiKey(input: { name: \"mine\" }) { apiKey { id } } }";
    let key = client.ask(key, json!({})).await["createApiKey"]["apiKey"]["id"].clone();
    let preset = "mutation { saveCustomPreset(input: { name: \"mine\" }) { preset { id } } }";
    let preset = client.ask(preset, json!({})).await["saveCustomPreset"]["preset"]["id"].clone();
    let (webhook, delivery) = webhook(client).await;
    HashMap::from([
        ("CustomPreset", studio::text(&preset)),
        ("Webhook", webhook),
        ("WebhookDelivery", delivery),
        ("ApiKey", studio::text(&key)),
        ("Asset", asset),
        ("Composition", composition),
        ("ExportJob", job),
        ("ExportTemplate", studio::text(&template)),
    ])
}

/// A webhook of nobody with a message that was sent once, and is not sent again: nothing of them changes by itself.
async fn webhook(client: &Client) -> (String, String) {
    let create = "mutation { createWebhook(input: { url: \"https://nobody.invalid/\" }) { webhook { id } } }";
    let webhook = studio::text(&client.ask(create, json!({})).await["createWebhook"]["webhook"]["id"]);
    let test = "mutation($id: ID!) { testWebhook(input: { id: $id }) { delivery { id } } }";
    let test = client.ask(test, json!({ "id": webhook })).await;
    let delivery = studio::text(&test["testWebhook"]["delivery"]["id"]);
    let tried = "query($id: ID!) { node(id: $id) { ... on WebhookDelivery { attempts { number } } } }";
    while client.ask(tried, json!({ "id": delivery })).await["node"]["attempts"] == json!([]) {
        tokio::task::yield_now().await;
    }
    let off =
        "mutation($id: ID!) { updateWebhook(input: { id: $id, enabled: false }) { webhook { enabled } } }";
    client.ask(off, json!({ "id": webhook })).await;
    (webhook, delivery)
}

/// Everything that the schema shows of a user without being asked for an id.
async fn everything(client: &Client, schema: &Schema) -> Vec<(String, Value)> {
    let mut seen = Vec::new();
    for field in schema
        .fields("Query")
        .iter()
        .filter(|field| !field.needs_arguments())
    {
        let query = format!("{{ {}{} }}", field.name, schema.selection(&field.of, 3));
        seen.push((field.name.clone(), client.ask(&query, json!({})).await));
    }
    seen
}

#[tokio::test]
async fn every_place_that_takes_an_id_finds_nothing_of_anothers() {
    let app = TestApp::start_with(&[("PHONOGLYPH_AUTH_SECRET", SECRET)]).await;
    let (ada, bob) = (signed_in(&app, "ada").await, signed_in(&app, "bob").await);
    let schema = Schema::read(&ada).await;
    let (theirs, own) = (things(&ada).await, things(&bob).await);
    for kind in schema.possible("Node") {
        assert!(
            theirs.contains_key(kind.as_str()),
            "make a {kind} in `things`, so that it can be tried"
        );
    }
    let before = everything(&ada, &schema).await;
    let mut tried = 0;
    for root in ["Query", "Mutation", "Subscription"] {
        for field in schema.fields(root) {
            for slot in schema.id_slots(field) {
                let walk = Walk {
                    schema: &schema,
                    root,
                    field,
                    slot: &slot,
                    theirs: &theirs,
                    own: &own,
                };
                walk.finds_nothing(&bob).await;
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "only {tried} places take an id");
    for ((name, before), (_, after)) in before.iter().zip(everything(&ada, &schema).await) {
        assert_eq!(
            first_difference(before, &after),
            None,
            "{name} of ada's has changed"
        );
    }
    for (name, seen) in everything(&bob, &schema).await {
        for (kind, id) in &theirs {
            assert!(
                !seen.to_string().contains(id.as_str()),
                "{name} shows bob a {kind} of ada's"
            );
        }
    }
}

/// The path of the first value in which two documents differ, with both.
fn first_difference(one: &Value, other: &Value) -> Option<(String, Value, Value)> {
    let under = |name: &str, (path, a, b): (String, Value, Value)| (format!("{name}.{path}"), a, b);
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            let mut fields = a.iter().zip(b);
            fields.find_map(|((name, a), (_, b))| first_difference(a, b).map(|found| under(name, found)))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut entries = a.iter().zip(b);
            entries.find_map(|(a, b)| first_difference(a, b).map(|found| under("*", found)))
        }
        _ => (one != other).then(|| (String::new(), one.clone(), other.clone())),
    }
}

/// One place that takes an id.
struct Walk<'a> {
    schema: &'a Schema,
    root: &'a str,
    field: &'a Field,
    /// The path of the place in the arguments.
    slot: &'a str,
    theirs: &'a Things,
    own: &'a Things,
}

impl Walk<'_> {
    fn name(&self) -> String {
        format!("{}.{}({})", self.root, self.field.name, self.slot)
    }

    /// Tries the place. Of which type each id must be is what the API says when it gets none: first everything is given
    /// no id at all, then in the place to be tried one of the other user's, and elsewhere the caller's own.
    async fn finds_nothing(&self, bob: &Client) {
        let mut kinds: HashMap<String, String> = HashMap::new();
        for _ in 0..8 {
            match self.attempt(bob, &kinds).await {
                Err(error) if error.code() == "NOT_FOUND" && kinds.contains_key(self.slot) => return,
                Err(error) => match wanted(&error) {
                    Some((place, kind)) => drop(kinds.insert(place, kind)),
                    None => panic!("{} answers {error:?} with ids of {kinds:?}", self.name()),
                },
                Ok(found) if kinds.contains_key(self.slot) => {
                    return assert!(
                        is_nothing(&found[&self.field.name]),
                        "{} finds {found}",
                        self.name()
                    );
                }
                Ok(of_no_id) => return self.takes_any(bob, &of_no_id).await,
            }
        }
        panic!("{} wants more ids than can be given: {kinds:?}", self.name());
    }

    /// The place takes ids of every type and gives nothing for a bad one: so it must for another's.
    async fn takes_any(&self, bob: &Client, of_no_id: &Value) {
        for (kind, id) in self.theirs {
            let kinds = HashMap::from([(self.slot.to_owned(), (*kind).to_owned())]);
            let found = self
                .attempt(bob, &kinds)
                .await
                .unwrap_or_else(|error| panic!("{}: {error:?}", self.name()));
            assert_eq!(&found, of_no_id, "{} finds the {kind} {id}", self.name());
            assert!(
                is_nothing(&found[&self.field.name]),
                "{} finds {found}",
                self.name()
            );
        }
    }

    async fn attempt(&self, bob: &Client, kinds: &HashMap<String, String>) -> Result<Value, GraphqlError> {
        let id = |place: &str| -> Value {
            let things = if place == self.slot { self.theirs } else { self.own };
            kinds.get(place).map_or(json!("none"), |kind| {
                json!(
                    things
                        .get(kind.as_str())
                        .unwrap_or_else(|| panic!("make a {kind} in `things`"))
                )
            })
        };
        let mut variables = Map::new();
        for argument in &self.field.arguments {
            if let Some(value) =
                self.schema
                    .value(&argument.kind, &argument.name, self.slot, argument.optional, &id)
            {
                variables.insert(argument.name.clone(), value);
            }
        }
        let query = self.schema.operation(self.root, self.field);
        if self.root == "Subscription" {
            let mut events = bob.subscribe(&query, variables.into()).await.expect("it opens");
            return match events.next().await {
                Ok(event) => Ok(event.unwrap_or_default()),
                Err(error) => Err(error_in(&error.to_string())),
            };
        }
        bob.try_ask(&query, variables.into())
            .await
            .map_err(|mut errors| errors.remove(0))
    }
}

/// The error in a message of the protocol of sockets.
fn error_in(message: &str) -> GraphqlError {
    let json = message.find('{').map_or("", |at| &message[at..]);
    let message: Value = serde_json::from_str(json).unwrap_or_else(|_| panic!("no message: {message}"));
    let errors = message["payload"].get("errors").unwrap_or(&message["payload"]);
    serde_json::from_value(errors[0].clone()).expect("an error")
}

/// The place that wants an id, and of which type.
fn wanted(error: &GraphqlError) -> Option<(String, String)> {
    let limit = error.extensions["limit"].as_str()?;
    let (_, rest) = limit.split_once("an id of the type ")?;
    let kind = rest.split(|letter: char| !letter.is_alphanumeric()).next()?;
    let place = error.extensions["field"]
        .as_str()?
        .replace('[', ".")
        .replace(']', "");
    Some((place, kind.to_owned()))
}

/// Null, or a list without entries.
fn is_nothing(found: &Value) -> bool {
    found.is_null() || found["totalCount"] == 0 || found.as_array().is_some_and(Vec::is_empty)
}

#[tokio::test]
async fn links_of_anothers_files_cannot_be_guessed() {
    let app = TestApp::start_with(&[("PHONOGLYPH_AUTH_SECRET", SECRET)]).await;
    let (ada, bob) = (signed_in(&app, "ada").await, signed_in(&app, "bob").await);
    let theirs = things(&ada).await;
    let job = studio::job(&ada, &theirs["ExportJob"]).await.expect("hers");
    let link = studio::text(&job["downloadUrl"]);
    let status = |url: String| {
        let request = bob
            .http
            .get(url)
            .bearer_auth(bob.token.clone().unwrap_or_default());
        async move {
            request
                .send()
                .await
                .expect("the server answers")
                .status()
                .as_u16()
        }
    };
    assert_eq!(
        status(link.clone()).await,
        200,
        "whoever has the link may fetch the file"
    );
    let (address, _) = link.split_once('?').expect("it is signed");
    assert_eq!(status(address.to_owned()).await, 403);
    let last = link.len() - 1;
    let other = if link.ends_with('A') { "B" } else { "A" };
    assert_eq!(status(format!("{}{other}", &link[..last])).await, 403);
}

/// The kinds of types that values are made of.
#[test]
fn places_are_found_in_every_kind_of_input() {
    let document = json!({ "types": [
        { "kind": "OBJECT", "name": "Query", "fields": [{ "name": "a", "type": { "kind": "SCALAR", "name": "Int" }, "args": [
            { "name": "in", "defaultValue": null, "type": { "kind": "NON_NULL", "ofType": { "kind": "INPUT_OBJECT", "name": "In" } } },
        ] }] },
        { "kind": "SCALAR", "name": "ID" },
        { "kind": "INPUT_OBJECT", "name": "In", "isOneOf": false, "inputFields": [
            { "name": "id", "defaultValue": null, "type": { "kind": "SCALAR", "name": "ID" } },
            { "name": "parts", "defaultValue": null, "type": { "kind": "LIST", "ofType": { "kind": "INPUT_OBJECT", "name": "In" } } },
            { "name": "ids", "defaultValue": null, "type": { "kind": "LIST", "ofType": { "kind": "SCALAR", "name": "ID" } } },
        ] },
    ] });
    let schema = Schema::new(&document);
    let field = &schema.fields("Query")[0];
    assert_eq!(schema.id_slots(field), ["in.id", "in.ids.0"]);
    let id = |place: &str| json!(place);
    let kind = &field.arguments[0].kind;
    assert!(matches!(kind, Kind::NonNull(_)));
    assert_eq!(
        schema.value(kind, "in", "in.ids.0", false, &id),
        Some(json!({ "ids": ["in.ids.0"] }))
    );
}
