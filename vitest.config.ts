import { defineConfig } from "vitest/config";

// Our packages are tested as source: this export condition leads to src/index.ts, so no build comes first.
const conditions = ["weir-source", "module", "node", "development|production"];

const sources = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  test: {
    // Two cores are the smallest machine we promise to be tested on; more workers only make timings noisy there.
    maxWorkers: 2,
    passWithNoTests: false,
    projects: [
      // One module or a few, nothing outside the process: what runs on every save.
      {
        ...sources,
        test: { name: "unit", include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts"], testTimeout: 10_000 },
      },
      // Several modules together with real databases and real processes.
      {
        ...sources,
        test: {
          name: "integration",
          include: ["packages/*/test/**/*.test.ts"],
          exclude: ["**/test/{docker,kubernetes}/**"],
          globalSetup: ["packages/testkit/src/postgres/setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      // With a Docker engine and an image registry of their own, where they can be started.
      {
        ...sources,
        test: {
          name: "docker",
          include: ["packages/*/test/docker/**/*.test.ts"],
          globalSetup: ["packages/testkit/src/docker/setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      // With a Kubernetes cluster of their own: `npm run test:kubernetes`, which starts it.
      {
        ...sources,
        test: {
          name: "kubernetes",
          include: ["packages/*/test/kubernetes/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
        },
      },
      // The reference's recorded words and rules against servers of our own, a few at a time.
      {
        ...sources,
        test: {
          name: "conformance",
          include: ["conformance/**/*.test.ts"],
          globalSetup: ["packages/testkit/src/postgres/setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Most of their time they wait, as their clients did.
          maxConcurrency: 4,
          fileParallelism: false,
        },
      },
      // As users meet it: the built and packed packages, the browser.
      {
        ...sources,
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
