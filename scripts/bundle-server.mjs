// Packs the compiled server, the contract and the two libraries that come as hundreds of small files into a few:
// loading those one by one took most of a server's start. Written to packages/server/bundle, with their licences.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const root = new URL("../", import.meta.url);
const bundle = new URL("packages/server/bundle/", root);
const compiled = (file) => fileURLToPath(new URL(`packages/server/dist/${file}`, root));
const PACKED = ["@weir/contract", "typebox", "kysely"];
/** Loaded when the first schedule is met, with libraries that are the contract's. */
const LAZY = "@weir/contract/schedules";

rmSync(bundle, { recursive: true, force: true });
await build({
  input: {
    index: compiled("index.js"),
    // Started by its path, as a thread.
    "checkpoint-thread": compiled("storage/sqlite/checkpoint-thread.js"),
    "scan-thread": compiled("storage/sqlite/scan-thread.js"),
  },
  platform: "node",
  external: (id) =>
    id === LAZY || (!/^[./]/.test(id) && !PACKED.some((name) => id === name || id.startsWith(`${name}/`))),
  output: { dir: fileURLToPath(bundle), format: "esm", chunkFileNames: "[name]-[hash].js" },
});

const licences = PACKED.filter((name) => !name.startsWith("@weir/")).map((name) => {
  const folder = new URL(`node_modules/${name}/`, root);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name}\n\n${readFileSync(new URL(file, folder), "utf8").trim()}\n`;
});
writeFileSync(new URL("LICENSES.txt", bundle), `Parts of this folder are copies of:\n\n${licences.join("\n---\n\n")}`);
