/** Where a deployment comes from, for the version that it makes: the commit, the person, and why. */
import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import type { DeploymentSource } from "@weir/contract";

const run = promisify(execFile);

export async function sourceOf(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  message: string | undefined,
): Promise<DeploymentSource> {
  const git = async (...args: string[]): Promise<string | undefined> => {
    try {
      return (await run("git", args, { cwd: folder })).stdout.trim();
    } catch {
      return undefined; // no repository, no commit in it, or no git
    }
  };
  const [id, branch, changed, name] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("symbolic-ref", "--short", "HEAD"),
    git("status", "--porcelain"),
    git("config", "user.name"),
  ]);
  return {
    author: environment["GITHUB_ACTOR"] || environment["GITLAB_USER_LOGIN"] || name || userInfo().username,
    ...(message !== undefined && { message }),
    ...(id && { commit: { id, is_dirty: changed !== "", ...(branch && { branch }) } }),
  };
}
