/**
 * Global set-up of the vitest project "docker": one engine, with an image to make containers of, and one registry. Their
 * addresses are in the environment, which workers inherit; or the reason why there are none.
 */
import { EngineMissing, startEngine } from "./engine.ts";
import { makeTestImage } from "./image.ts";
import { startRegistry } from "./registry.ts";
import { DOCKER_MISSING, DOCKER_TEST_HOST, DOCKER_TEST_REGISTRY } from "./site.ts";

export default async function setup(): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const engine = await startEngine();
    stops.push(engine.stop);
    await makeTestImage(engine.docker);
    const registry = await startRegistry();
    stops.push(registry.stop);
    process.env[DOCKER_TEST_HOST] = engine.host;
    process.env[DOCKER_TEST_REGISTRY] = registry.address;
  } catch (error) {
    if (!(error instanceof EngineMissing)) throw error;
    process.env[DOCKER_MISSING] = error.message;
  }
  return async () => {
    for (const stop of stops.reverse()) await stop();
  };
}
