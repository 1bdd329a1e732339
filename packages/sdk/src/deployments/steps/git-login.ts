/**
 * How a repository is logged in to.
 *
 * A login is handed to git in the environment, by a credential helper that answers for one address only. So it is on no
 * command line, in no file, in no log, and another host, to which the first may redirect, never sees it.
 */
import { isObject } from "@weir/contract/templates";

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Address {
  /** Without a login. */
  readonly url: string;
  readonly login: Login | undefined;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const HELPER = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$WEIR_GIT_USERNAME" "$WEIR_GIT_PASSWORD"; true; }; f`;

/**
 * An address as people write it, with what they give to log in: `https://`, `ssh://`, `git@host:path`, a folder.
 *
 * @param credentials a token; or `username`, `password`, `token`, `access_token` of a block or a mapping
 * @throws TypeError for what cannot be one, or credentials that would be sent in the clear
 */
export function addressOf(repository: string, credentials: unknown): Address {
  if (repository.startsWith("-")) throw new TypeError(`${JSON.stringify(repository)} is no repository`);
  if (!/^https?:\/\//i.test(repository)) {
    if (credentials != null)
      throw new TypeError(`${withoutLogin(repository)} takes no credentials: only https:// addresses do`);
    return { url: repository, login: undefined };
  }
  const parsed = new URL(repository);
  const { hostname, protocol } = parsed;
  const own = parsed.username
    ? { username: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) }
    : undefined;
  parsed.username = "";
  parsed.password = "";
  const login = credentials == null ? own && loginOf(hostname, own) : loginOf(hostname, credentials);
  if (login && protocol === "http:" && !LOOPBACK.test(hostname))
    throw new TypeError(`credentials for ${parsed.href} would be sent unencrypted: use https://`);
  return { url: parsed.href, login };
}

/** The forms in which GitHub, GitLab and Bitbucket take their tokens; other servers take any name with one. */
function loginOf(host: string, credentials: unknown): Login {
  const given: Readonly<Record<string, unknown>> = isObject(credentials) ? credentials : { token: credentials };
  const [username, token] = [given["username"], given["access_token"] ?? given["token"] ?? given["password"]];
  if (typeof username === "string" && username !== "" && !token)
    return { username: "x-access-token", password: username };
  if (typeof token !== "string" || token === "")
    throw new TypeError("the credentials have neither a token nor a password: is the block, or the variable, empty?");
  if (typeof username === "string" && username !== "") return { username, password: token };
  const colon = token.indexOf(":");
  if (colon > 0) return { username: token.slice(0, colon), password: token.slice(colon + 1) };
  if (host.includes("gitlab")) return { username: "oauth2", password: token };
  if (host === "bitbucket.org") return { username: "x-token-auth", password: token };
  if (host.includes("bitbucket"))
    throw new TypeError("Bitbucket Server needs a username beside the token: give both, or user:token");
  return { username: "x-access-token", password: token };
}

/** What makes git use a login, ask nobody, and speak English. */
export function gitEnvironment(environment: NodeJS.ProcessEnv, { url, login }: Address): NodeJS.ProcessEnv {
  const quiet: NodeJS.ProcessEnv = {
    ...environment,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    GIT_SSH_COMMAND: environment["GIT_SSH_COMMAND"] ?? "ssh -o BatchMode=yes",
  };
  if (!login) return quiet;
  const first = Number(environment["GIT_CONFIG_COUNT"] ?? 0);
  return {
    ...quiet,
    GIT_CONFIG_COUNT: String(first + 2),
    // An empty helper makes git forget those of its files, which might keep what they are told.
    [`GIT_CONFIG_KEY_${first}`]: "credential.helper",
    [`GIT_CONFIG_VALUE_${first}`]: "",
    [`GIT_CONFIG_KEY_${first + 1}`]: `credential.${new URL(url).origin}.helper`,
    [`GIT_CONFIG_VALUE_${first + 1}`]: HELPER,
    WEIR_GIT_USERNAME: login.username,
    WEIR_GIT_PASSWORD: login.password,
  };
}

/** For messages. */
export const withoutLogin = (url: string): string => url.replace(/^(\w+:\/\/)[^/@]*@/, "$1");
