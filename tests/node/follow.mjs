// Follows an export over a WebSocket as a user's program would: node follow.mjs ws://127.0.0.1:4000/graphql ID
// Prints one JSON object a line: each event, then how it ended, then what a wrong subscription is told.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, id] = process.argv.slice(2);
const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, lazyCloseTimeout: 60_000 });
const say = (line) => console.log(JSON.stringify(line));

const query = "subscription Follow($id: ID!) { exportProgress(jobId: $id) { status progress composition { layers { __typename } } } }";
for await (const event of client.iterate({ query, variables: { id } })) say(event.data.exportProgress);
say({ status: "complete" });
const refused = await new Promise((resolve) => {
  const ended = () => resolve([{ extensions: { code: "nothing was refused" } }]);
  client.subscribe({ query: "subscription { nothing }" }, { next: ended, error: resolve, complete: ended });
});
say({ code: refused[0].extensions.code });
await client.dispose();
// The time after which the client would have closed the idle socket is not waited for.
process.exit(0);
