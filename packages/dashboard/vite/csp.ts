import { createHash } from "node:crypto";
import type { Plugin } from "vite";

const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g;

/**
 * Writes the page's Content-Security-Policy into the page itself when it is built: nothing from another origin, no
 * inline script but those of index.html (allowed by hash), no inline style element.
 */
export function contentSecurityPolicy(): Plugin {
  return {
    name: "weir-csp",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const hashes = [...html.matchAll(INLINE_SCRIPT)].map(
          ([, code = ""]) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`,
        );
        const policy = [
          "default-src 'none'",
          `script-src 'self' ${hashes.join(" ")}`,
          "style-src 'self'",
          "font-src 'self'",
          "img-src 'self' data:",
          "connect-src 'self'",
          "base-uri 'self'",
          "form-action 'none'",
        ].join("; ");
        return html.replace(
          '<meta charset="utf-8" />',
          `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
        );
      },
    },
  };
}
