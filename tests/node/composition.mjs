// Judges documents by the JSON Schema of compositions: node composition.mjs FILE
// The file holds { schema, documents }; prints a JSON list with true for each document that is valid.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const { schema, documents } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const valid = ajv.compile(schema);
console.log(JSON.stringify(documents.map((document) => valid(document))));
