// Receives messages to a webhook and checks them as a user's program would, with the library of the specification:
// node webhook.mjs COUNT. Prints the address first; reads one JSON object a line from standard input, of which each has
// the secret that messages are signed with from then on; prints a line for each message, and ends after COUNT of them.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

const count = Number(process.argv[2]);
let secret;
const ready = [];
createInterface({ input: process.stdin }).on("line", (line) => {
  secret = JSON.parse(line).secret;
  ready.splice(0).forEach((go) => go());
});

const refused = (secret, body, headers) => {
  try {
    new Webhook(secret).verify(body, headers);
    return false;
  } catch {
    return true;
  }
};

let seen = 0;
const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts).toString();
  if (!secret) await new Promise((go) => ready.push(go));
  const event = new Webhook(secret).verify(body, request.headers);
  const forged = refused(secret, body.replace("}", " }"), request.headers);
  const other = refused("whsec_" + Buffer.alloc(32).toString("base64"), body, request.headers);
  // The first time it is not taken, so that it is sent again.
  response.writeHead(seen === 0 ? 503 : 204).end();
  console.log(JSON.stringify({ id: request.headers["webhook-id"], event, forged, other }));
  if (++seen === count) server.close(() => process.exit(0));
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
