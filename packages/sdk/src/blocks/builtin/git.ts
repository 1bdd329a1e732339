import { resolve } from "node:path";
import type { Block } from "../types.ts";
import { referenceBlock } from "./reference.ts";

export interface CloneOptions {
  /** Branch, tag or full name of a reference. Default: the block's, else the repository's own. */
  readonly reference?: string;
  /** How many commits come along. Default: 1. */
  readonly depth?: number;
}

/** A personal access token of GitHub. */
export const GitHubCredentials = referenceBlock<{ readonly token?: string | null }>()({
  name: "GitHub Credentials",
  slug: "github-credentials",
  secrets: ["token"],
  methods: {},
});

export interface GitHubData {
  readonly repository_url: string;
  readonly reference?: string | null;
  /** Without them, those that git has for the address. */
  readonly credentials?: Block<{ readonly token?: string | null }>;
}

/** A repository on GitHub. */
export const GitHub = referenceBlock<GitHubData>()({
  name: "GitHub Repository",
  slug: "github-repository",
  secrets: [],
  blocks: { credentials: [GitHubCredentials] },
  methods: {
    /** Clones it into a new or empty folder. The token is on no command line and in no file. */
    clone(folder: string, options?: CloneOptions): Promise<void> {
      const { repository_url: url, reference, credentials } = this.data;
      return clone(url, folder, reference, options, "x-access-token", credentials?.data.token);
    },
  },
});

/** A personal access token of GitLab, be it gitlab.com or another. */
export const GitLabCredentials = referenceBlock<{ readonly token?: string | null; readonly url?: string | null }>()({
  name: "GitLab Credentials",
  slug: "gitlab-credentials",
  secrets: ["token"],
  methods: {},
});

export interface GitLabData {
  readonly repository: string;
  readonly reference?: string | null;
  /** Without them, those that git has for the address. */
  readonly credentials?: Block<{ readonly token?: string | null }>;
}

/** A repository on a GitLab. */
export const GitLab = referenceBlock<GitLabData>()({
  name: "GitLab Repository",
  slug: "gitlab-repository",
  secrets: [],
  blocks: { credentials: [GitLabCredentials] },
  methods: {
    /** Clones it into a new or empty folder. The token is on no command line and in no file. */
    clone(folder: string, options?: CloneOptions): Promise<void> {
      const { repository, reference, credentials } = this.data;
      return clone(repository, folder, reference, options, "oauth2", credentials?.data.token);
    },
  },
});

/** By what the pull steps of deployments use; loaded for these methods only. */
async function clone(
  url: string,
  folder: string,
  pinned: string | null | undefined,
  { reference = pinned ?? undefined, depth = 1 }: CloneOptions = {},
  username: string,
  token: string | null | undefined,
): Promise<void> {
  const [{ fetchRepository }, { addressOf }] = await Promise.all([
    import("../../deployments/steps/git.ts"),
    import("../../deployments/steps/git-login.ts"),
  ]);
  const address = addressOf(url, token ? { username, token } : undefined);
  const quiet = { environment: process.env, print: () => {} };
  await fetchRepository(address, resolve(folder), { revision: reference, depth }, quiet);
}
