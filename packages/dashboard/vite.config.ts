import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compress } from "./vite/compress.ts";
import { contentSecurityPolicy } from "./vite/csp.ts";

/** Where `npm run dev` finds an API: a Weir server, or a real Prefect one. */
const server = process.env["WEIR_DEV_SERVER"] ?? "http://127.0.0.1:4200";

export default defineConfig({
  // Relative addresses: the same build works at any path (see <base> in index.html).
  base: "./",
  resolve: { conditions: ["weir-source", "module", "browser", "development|production"] },
  plugins: [react(), tailwindcss(), contentSecurityPolicy(), compress()],
  build: {
    target: "es2023",
    manifest: true,
    // An inlined image or font would need `data:` in the policy and can't be cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 4331,
    strictPort: true,
    proxy: { "/api": { target: server, ws: true, changeOrigin: true } },
  },
});
