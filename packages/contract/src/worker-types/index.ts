/**
 * The worker types that come with the server: what they are called, and the job template that a new work pool of each
 * begins with. Names and defaults are those of the protocol's own workers, so that either language's worker understands a
 * pool that the other made.
 */

import { DOCKER_TEMPLATE } from "./docker.ts";
import { KUBERNETES_TEMPLATE } from "./kubernetes.ts";
import { PROCESS_TEMPLATE } from "./process.ts";

export { DOCKER_TEMPLATE, KUBERNETES_TEMPLATE, PROCESS_TEMPLATE };

const LOGOS = "https://cdn.sanity.io/images/3ugk85nk/production/";

/** Worker types by the collection that they come from. */
export const WORKER_TYPES = {
  prefect: {
    process: {
      type: "process",
      display_name: "Process",
      description: "Runs flows as processes of the worker's own machine: the simplest way to begin.",
      default_base_job_configuration: PROCESS_TEMPLATE,
      documentation_url: "https://docs.prefect.io/latest/api-ref/prefect/workers/process/",
      install_command: "pip install prefect",
      is_beta: false,
      logo_url: `${LOGOS}356e6766a91baf20e1d08bbe16e8b5aaef4d8643-48x48.png`,
    },
  },
  "prefect-docker": {
    docker: {
      type: "docker",
      display_name: "Docker",
      description: "Runs flows in containers. Needs a Docker daemon.",
      default_base_job_configuration: DOCKER_TEMPLATE,
      documentation_url: "https://prefecthq.github.io/prefect-docker/worker/",
      install_command: "pip install prefect-docker",
      is_beta: false,
      logo_url: `${LOGOS}14a315b79990200db7341e42553e23650b34bb96-250x250.png`,
    },
  },
  "prefect-kubernetes": {
    kubernetes: {
      type: "kubernetes",
      display_name: "Kubernetes",
      description: "Runs flows as jobs of a Kubernetes cluster.",
      default_base_job_configuration: KUBERNETES_TEMPLATE,
      documentation_url: "https://prefecthq.github.io/prefect-kubernetes/worker/",
      install_command: "pip install prefect-kubernetes",
      is_beta: false,
      logo_url: `${LOGOS}2d0b896006ad463b49c28aaac14f31e00e32cfab-250x250.png`,
    },
  },
};
