#!/usr/bin/env node
// Nothing newer than Node 20 may be loaded before the version is checked: what follows would only be a syntax error.
import module from "node:module";

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`weir needs Node 24 or newer; this is ${process.versions.node}`);
  process.exitCode = 1;
} else {
  module.enableCompileCache();
  const { main } = await import("@weir/cli");
  await main();
}
