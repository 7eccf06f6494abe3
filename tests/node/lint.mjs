// Lints the schema by the rules of @graphql-eslint: node lint.mjs FILE
// Its recommended and its relay rules, as they come; below is what is set otherwise, with the reason.
import { ESLint } from "eslint";
import graphql from "@graphql-eslint/eslint-plugin";
import { readFileSync } from "node:fs";

const file = process.argv[2];
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
        // Parts of larger things have no id: an id is what the query `node` takes, and there is nothing to ask for.
        "@graphql-eslint/strict-id-in-types": [
          "error",
          { exceptions: { suffixes: ["Connection", "Edge", "Payload"], types: process.argv.slice(3) } },
        ],
      },
    },
  ],
});
const results = await eslint.lintText(readFileSync(file, "utf8"), { filePath: "schema.graphql" });
const messages = results.flatMap((result) => result.messages);
for (const { ruleId, line, message } of messages) console.log(`${ruleId} ${line}: ${message}`);
const rules = Object.keys({ ...schema.rules, ...relay.rules });
console.log(`${rules.length} rules`);
process.exit(messages.length === 0 && rules.length > 15 ? 0 : 1);
