// Bundles GraphiQL with everything it needs into dist/, from where the program embeds it.
import { copyFile, mkdir, rm } from "node:fs/promises";
import { build } from "esbuild";

const outdir = "dist";

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
await build({
  entryPoints: { graphiql: "src/main.jsx" },
  outdir,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".svg": "dataurl", ".woff": "dataurl", ".woff2": "dataurl", ".ttf": "dataurl" },
  legalComments: "linked",
  logLevel: "info",
});
await copyFile("src/index.html", `${outdir}/index.html`);
