// Asks a server for its schema as GraphiQL and code generators do, and compares the answer with the
// file: node introspect.mjs http://127.0.0.1:4000/graphql FILE
import { buildClientSchema, buildSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from "graphql";
import { readFileSync } from "node:fs";

const [url, file] = process.argv.slice(2);
const query = getIntrospectionQuery({
  descriptions: true,
  inputValueDeprecation: true,
  oneOf: true,
  specifiedByUrl: true,
});
const headers = { "content-type": "application/json" };
const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
const { data, errors } = await response.json();
if (errors) {
  console.log(JSON.stringify(errors));
  process.exit(1);
}
// Descriptions may be broken into lines otherwise, which means nothing.
const lines = (schema) => {
  const text = printSchema(lexicographicSortSchema(schema)).replaceAll('"""', "\n");
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
};
const told = lines(buildClientSchema(data));
const written = lines(buildSchema(readFileSync(file, "utf8")));
const at = told.findIndex((line, index) => line !== written[index]);
if (at >= 0) console.log(`line ${at} is told as ${told[at]} and written as ${written[at]}`);
console.log(`${told.length} lines`);
process.exit(at < 0 && told.length === written.length && told.length > 1000 ? 0 : 1);
