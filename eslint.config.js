import { globSync, readFileSync } from "node:fs";
import { defineConfig, globalIgnores } from "eslint/config";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Generated files say so on their first line; their length is nobody's choice.
const generated = globSync("packages/*/src/**/*.ts").filter((file) =>
  readFileSync(file, "utf8").startsWith("// Generated"),
);

// What is left out on purpose: rules that only restate what the compiler checks, and rules about taste that prettier settles.
export default defineConfig(
  globalIgnores([
    "**/dist/",
    "packages/server/bundle/",
    "**/node_modules/",
    ".cache/",
    "coverage/",
    "conformance/wire/",
  ]),
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"] }],
    },
  },
  {
    // Programs speak to their user through the console, and an example shows what a user would write.
    files: [
      "packages/cli/**",
      "packages/weir/**",
      "examples/**",
      "benchmarks/**",
      "e2e/**",
      "conformance/**",
      "scripts/**",
    ],
    rules: { "no-console": "off" },
  },
  {
    files: ["**/*.test.{ts,tsx}", "**/*.test-d.ts", "packages/*/test/**"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  {
    files: ["packages/dashboard/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat["recommended-latest"]],
    rules: {
      // A component's return type is always the same and says nothing.
      "@typescript-eslint/explicit-module-boundary-types": "off",
      // It warns of what the React Compiler would skip (lists on TanStack Virtual); that compiler isn't in use.
      "react-hooks/incompatible-library": "off",
    },
  },
  {
    // Schema building blocks: their types are what TypeBox infers, far too long to write out.
    files: ["packages/contract/src/schema.ts"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  {
    // Queries: their types are what Kysely infers from the columns they name.
    files: ["packages/server/src/storage/queries/**"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  { files: generated, rules: { "max-lines": "off" } },
  { files: ["**/*.{js,mjs}"], extends: [tseslint.configs.base], rules: { "max-lines": ["error", { max: 500 }] } },
);
