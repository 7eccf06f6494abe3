// Judges the GraphQL schema as clients' tools read it: node schema.mjs FILE QUERY...
// Every type must be sound, every default must be a value of its type, and every query must be one of the schema.
import { readFileSync } from "node:fs";
import { buildSchema, isInputObjectType, parse, validate, validateSchema, valueFromAST } from "graphql";

const [file, ...queries] = process.argv.slice(2);
const schema = buildSchema(readFileSync(file, "utf8"));
const wrong = validateSchema(schema).map((error) => error.message);
let defaults = 0;
for (const type of Object.values(schema.getTypeMap()).filter(isInputObjectType)) {
  for (const field of Object.values(type.getFields())) {
    const written = field.astNode?.defaultValue;
    if (!written) continue;
    defaults += 1;
    if (valueFromAST(written, field.type) === undefined) wrong.push(`the default of ${type.name}.${field.name} is wrong`);
  }
}
for (const query of queries) wrong.push(...validate(schema, parse(query)).map((error) => error.message));
for (const message of wrong) console.log(message);
console.log(`${defaults} defaults`);
process.exit(wrong.length === 0 && defaults > 0 ? 0 : 1);
