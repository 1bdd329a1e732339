import { execFile } from "node:child_process";
import { promisify } from "node:util";
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
      return clone(url, folder, reference, options, login("x-access-token", credentials?.data.token));
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
      return clone(repository, folder, reference, options, login("oauth2", credentials?.data.token));
    },
  },
});

const login = (user: string, token: string | null | undefined): string | undefined =>
  token ? `Authorization: Basic ${Buffer.from(`${user}:${token}`).toString("base64")}` : undefined;

async function clone(
  url: string,
  folder: string,
  pinned: string | null | undefined,
  { reference = pinned ?? undefined, depth = 1 }: CloneOptions = {},
  header: string | undefined,
): Promise<void> {
  const branch = reference === undefined ? [] : ["--branch", reference];
  // The header goes to this address only, not to where it may redirect.
  const config = header && {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: header,
  };
  await promisify(execFile)("git", ["clone", "--quiet", "--depth", String(depth), ...branch, "--", url, folder], {
    env: { ...process.env, ...config, GIT_TERMINAL_PROMPT: "0" },
  });
}
