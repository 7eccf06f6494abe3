// Compiles a client as its users do: node client.mjs SCHEMA FOLDER
// graphql-codegen (client preset, strict scalars) makes types of the schema for client/program.ts, and tsc compiles both
// with every check on, into FOLDER/program.js. What is printed is wrong.
import { generate } from "@graphql-codegen/cli";
import { cpSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const [schema, folder] = process.argv.slice(2).map((path) => resolve(path));
rmSync(folder, { recursive: true, force: true });
cpSync("client", folder, { recursive: true });
symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
const scalars = { Color: "string", DateTime: "string", JSON: "unknown", Long: "number", Upload: "File" };
await generate(
  {
    schema,
    documents: [join(folder, "*.ts")],
    silent: true,
    emitLegacyCommonJSImports: false,
    generates: {
      [`${folder}/gql/`]: {
        preset: "client",
        presetConfig: { fragmentMasking: false },
        config: { strictScalars: true, scalars, useTypeImports: true },
      },
    },
  },
  true,
);
const program = ts.createProgram([join(folder, "program.ts")], {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmitOnError: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
  types: [],
  outDir: folder,
});
const wrong = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => "\n" };
process.stdout.write(ts.formatDiagnostics(wrong, host));
process.exit(wrong.length === 0 ? 0 : 1);
