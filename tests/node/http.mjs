// Judges a server by all audits of GraphQL over HTTP: node http.mjs http://127.0.0.1:4000/graphql
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const failed = results.filter((result) => result.status !== "ok");
for (const { id, name, reason } of failed) console.log(`${id} ${name}: ${reason}`);
console.log(`${results.length - failed.length} of ${results.length} audits passed`);
process.exit(failed.length === 0 && results.length >= 61 ? 0 : 1);
