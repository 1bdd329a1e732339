/** From where code is to the steps that get it. What is stored with a deployment can be read: no secrets are in it. */
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { slugOfBlock } from "../blocks/instance.ts";
import type { BlockCore } from "../blocks/types.ts";
import type { PullSteps } from "./deploy.ts";
import { addressOf } from "./steps/git-login.ts";

export interface GitSource {
  readonly url: string;
  /** Default: the branch that the repository shows first. One of `branch`, `tag` and `commit` at most. */
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  /** 4 to 64 hexadecimal digits. */
  readonly commit?: string | undefined;
  /** Only these folders, and the files beside them. Default: everything. */
  readonly directories?: readonly string[] | undefined;
  /** Whether submodules come along. Default false. */
  readonly submodules?: boolean | undefined;
  /**
   * What workers log in with: a saved block, such as `GitHubCredentials` or a `Secret`; or a placeholder that each worker
   * fills in, such as `{{ $GIT_TOKEN }}`. Default: nothing, the repository is for everybody.
   */
  readonly credentials?: SomeBlock | string | undefined;
}

/** A block of any type. */
type SomeBlock = BlockCore<unknown>;

export type Source = string | GitSource | SomeBlock;

const REFERENCE = "prefect.deployments.steps";
const PLACEHOLDER = /^\s*\{\{[^{}]+\}\}\s*$/;

/** @throws TypeError for what is no source, or would have a secret stored with the deployment */
export function stepsOf(source: Source, install: boolean): PullSteps {
  const step = stepOf(source);
  if (!install) return [step];
  return [step, { "weir.deployments.steps.npm_install": { directory: "{{ directory }}" } }];
}

function stepOf(source: Source): PullSteps[number] {
  if (isBlock(source)) {
    const [slug, name] = savedName(source);
    if (slug !== "s3-bucket")
      throw new TypeError(`a block of type ${slug} is no source of code: only s3-bucket is; for git, give its url`);
    return { [`${REFERENCE}.pull_with_block`]: { block_type_slug: slug, block_document_name: name } };
  }
  if (typeof source === "object") return gitStep(source);
  if (source.startsWith("s3://")) return { [`${REFERENCE}.pull_from_remote_storage`]: { url: source } };
  if (isGit(source)) return gitStep({ url: source });
  const directory = source.startsWith("file://") ? fileURLToPath(source) : resolve(source);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(source) ?? [];
  if (scheme !== undefined && scheme !== "file")
    throw new TypeError(`source: ${source} is neither a folder, nor git, nor s3://bucket/folder`);
  return { [`${REFERENCE}.set_working_directory`]: { directory } };
}

/** A folder whose name ends so is a bare repository. */
const isGit = (source: string): boolean =>
  /^(https?|ssh|git):\/\//i.test(source) || /^[\w.-]+@[\w.-]+:/.test(source) || /\.git\/?$/.test(source);

function gitStep({ url, branch, tag, commit, directories, submodules, credentials }: GitSource): PullSteps[number] {
  if ([branch, tag, commit].filter((one) => one !== undefined).length > 1)
    throw new TypeError("source: branch, tag and commit exclude each other");
  const { url: repository, login } = addressOf(isAbsolute(url) || !url.startsWith(".") ? url : resolve(url), undefined);
  if (login)
    throw new TypeError(
      `source: the address of ${repository} has a login in it, which everybody could read in the deployment: give ` +
        "`credentials`, a saved block",
    );
  return {
    [`${REFERENCE}.git_clone`]: {
      repository,
      // The reference's step has no `tag`: for git, both are names.
      ...((branch ?? tag) !== undefined && { branch: branch ?? tag }),
      ...(commit !== undefined && { commit_sha: commit }),
      ...(directories && { directories: [...directories] }),
      ...(submodules && { include_submodules: true }),
      ...(credentials !== undefined && loginOf(credentials)),
    },
  };
}

function loginOf(credentials: SomeBlock | string): Readonly<Record<string, string>> {
  if (typeof credentials === "string") {
    if (PLACEHOLDER.test(credentials)) return { access_token: credentials };
    throw new TypeError(
      "source: credentials would be stored with the deployment, where everybody could read them: save them as a block, " +
        'or have each worker fill them in: "{{ $GIT_TOKEN }}"',
    );
  }
  const [slug, name] = savedName(credentials);
  const placeholder = `{{ prefect.blocks.${slug}.${name} }}`;
  return slug === "secret" ? { access_token: placeholder } : { credentials: placeholder };
}

function savedName(block: SomeBlock): readonly [slug: string, name: string] {
  const slug = slugOfBlock(block)!;
  if (block.blockName !== undefined) return [slug, block.blockName];
  throw new TypeError(`source: block ${slug} is not saved, so workers cannot load it: call its save() first`);
}

const isBlock = (source: Source): source is SomeBlock => slugOfBlock(source) !== undefined;
