/** The version of what is deployed: the commit, as the reference finds it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const BY_CI = ["GITHUB_SHA", "CI_COMMIT_SHA", "BITBUCKET_COMMIT", "BUILD_SOURCEVERSION"] as const;
const LENGTH = 8;

/** The commit, short; `undefined` outside of a repository that has a remote. */
export async function commitVersion(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const fromCi = BY_CI.map((name) => environment[name]).find(Boolean);
  if (fromCi !== undefined) return fromCi.slice(0, LENGTH);
  const git = promisify(execFile);
  try {
    await git("git", ["config", "--get", "remote.origin.url"], { cwd: folder });
    const { stdout } = await git("git", ["rev-parse", "HEAD"], { cwd: folder });
    return stdout.trim().slice(0, LENGTH);
  } catch {
    return undefined;
  }
}
