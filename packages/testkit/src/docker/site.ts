/** What tests in the vitest project "docker" find there. */
import Docker from "dockerode";

export const DOCKER_TEST_HOST = "TEST_DOCKER_HOST";
export const DOCKER_TEST_REGISTRY = "TEST_DOCKER_REGISTRY";
export const DOCKER_MISSING = "TEST_DOCKER_MISSING";

/** Why there is no engine here; `undefined` if there is one. */
export const dockerMissing = (): string | undefined => process.env[DOCKER_MISSING];

export interface DockerSite {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly docker: Docker;
  /** Address of a registry. */
  readonly registry: string;
}

export function dockerSite(): DockerSite {
  const host = process.env[DOCKER_TEST_HOST];
  const registry = process.env[DOCKER_TEST_REGISTRY];
  if (host === undefined || registry === undefined) throw new Error(dockerMissing() ?? "not a test of project docker");
  return { host, docker: new Docker({ socketPath: host.slice("unix://".length) }), registry };
}
