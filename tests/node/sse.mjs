// Follows an export over server-sent events as a user's program would: node sse.mjs http://…/graphql ID [TOKEN]
// Prints one JSON object a line: each event, then how it ended, then what a wrong subscription is told.
import { createClient } from "graphql-sse";

const [url, id, token] = process.argv.slice(2);
const headers = token ? { Authorization: `Bearer ${token}` } : {};
const client = createClient({ url, headers, retryAttempts: 0 });
const say = (line) => console.log(JSON.stringify(line));

const query = "subscription Follow($id: ID!) { exportProgress(jobId: $id) { status progress sequence } }";
for await (const event of client.iterate({ query, variables: { id } })) say(event.data.exportProgress);
say({ status: "complete" });
for await (const event of client.iterate({ query: "{ __typename }" })) say(event.data);
for await (const event of client.iterate({ query: "subscription { nothing }" })) say(event.errors[0].extensions);
client.dispose();
