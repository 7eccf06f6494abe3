// Lints the schema by the rules of @graphql-eslint: node lint.mjs FILE
// Its recommended and its relay rules, as they come; below is what is set otherwise, with the reason.
import { ESLint } from "eslint";
import graphql from "@graphql-eslint/eslint-plugin";
import { buildSchema, isObjectType } from "graphql";
import { readFileSync } from "node:fs";

const file = process.argv[2];
const types = Object.values(buildSchema(readFileSync(file, "utf8")).getTypeMap()).filter(isObjectType);
const nodes = types.filter((type) => type.getInterfaces().some((one) => one.name === "Node"));
const named = (type) => String(type.getFields().id?.type) === "ID!";
const parts = types.filter((type) => !named(type));
// A client that keeps what it has read takes what has the same type and id for the same, so nothing else may have an id.
// A preset's is its name in an enum: no other is called so.
const strays = types.filter((type) => type.getFields().id && !nodes.includes(type) && type.name !== "ExportPreset");
const schema = graphql.configs["flat/schema-recommended"];
const relay = graphql.configs["flat/schema-relay"];
const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ["**/*.graphql"],
      languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: file } } },
      plugins: { "@graphql-eslint": graphql },
      rules: {
        ...schema.rules,
        ...relay.rules,
        // Parts of larger things, such as a layer of a composition, have no ID: there is nothing to ask `node` for.
        "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { types: parts.map((type) => type.name) } }],
        // For the same reason lists of parts are no connections: they come whole, and have an end of their own.
        "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
        // Lists are read forwards only: newest first is the one order there is.
        "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      },
    },
  ],
});
const results = await eslint.lintText(readFileSync(file, "utf8"), { filePath: "schema.graphql" });
const messages = results.flatMap((result) => result.messages);
for (const type of strays) console.log(`${type.name} has an id and is no Node`);
for (const { ruleId, line, message } of messages) console.log(`${ruleId} ${line}: ${message}`);
const rules = Object.keys({ ...schema.rules, ...relay.rules });
console.log(`${rules.length} rules, ${nodes.length} types with ids`);
process.exit(messages.length + strays.length === 0 && rules.length > 15 && nodes.length > 3 ? 0 : 1);
