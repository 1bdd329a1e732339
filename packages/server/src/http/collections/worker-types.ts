/**
 * The worker types that come with the server: what they are called, and the job template that a new work pool of each
 * begins with. Names and defaults are those of the protocol's own workers, so that either language's worker understands a
 * pool that the other made.
 */

type Json = Readonly<Record<string, unknown>>;

const text = (title: string, description: string, more: Json = {}): Json => ({
  title,
  description,
  type: "string",
  ...more,
});
const flag = (title: string, description: string, fallback: boolean): Json => ({
  title,
  description,
  default: fallback,
  type: "boolean",
});
const integer = (title: string, description: string, more: Json = {}): Json => ({
  title,
  description,
  type: "integer",
  ...more,
});
const texts = (title: string, description: string, more: Json = {}): Json => ({
  title,
  description,
  type: "array",
  items: { type: "string" },
  ...more,
});
const textByName = (title: string, description: string): Json => ({
  title,
  description,
  type: "object",
  additionalProperties: { type: "string" },
});

/** A variable of the same name fills each of these. */
const filled = (...names: string[]): Json => Object.fromEntries(names.map((name) => [name, `{{ ${name} }}`]));

const COMMON = {
  name: text("Name", "Name of the infrastructure that a worker creates."),
  env: textByName("Environment Variables", "Environment variables of a flow run."),
  labels: textByName("Labels", "Labels of the infrastructure that a worker creates."),
  command: text("Command", "The command that starts a flow run. Usually left blank: the worker makes it."),
};

const template = (job_configuration: Json, properties: Json, definitions?: Json): Json => ({
  job_configuration,
  variables: { type: "object", properties: { ...COMMON, ...properties }, ...(definitions ? { definitions } : {}) },
});

const PROCESS = template(filled("command", "env", "labels", "name", "stream_output", "working_dir"), {
  stream_output: flag("Stream Output", "Whether a worker repeats what flow run processes print.", true),
  working_dir: text("Working Directory", "Where flow run processes run. Default: a folder of their own.", {
    format: "path",
  }),
});

const DOCKER = template(
  filled(
    "command",
    "env",
    "labels",
    "name",
    "image",
    "registry_credentials",
    "image_pull_policy",
    "networks",
    "network_mode",
    "auto_remove",
    "volumes",
    "stream_output",
    "container_wait_timeout",
    "mem_limit",
    "memswap_limit",
    "privileged",
  ),
  {
    image: text("Image", "The image that containers are made of.", { example: "node:24-slim" }),
    registry_credentials: {
      title: "Registry Credentials",
      description: "Credentials for pulling images.",
      allOf: [{ $ref: "#/definitions/DockerRegistryCredentials" }],
    },
    image_pull_policy: text("Image Pull Policy", "When images are pulled.", {
      enum: ["IfNotPresent", "Always", "IfPossible", "Never"],
    }),
    networks: texts("Networks", "Networks that containers are connected to."),
    network_mode: text(
      "Network Mode",
      "How containers are connected, e.g. host or bridge. Not together with networks.",
    ),
    auto_remove: flag("Auto Remove", "Whether containers are removed when they have finished.", false),
    volumes: texts("Volumes", "Volumes of containers.", { example: ["/my/local/path:/path/in/container"] }),
    stream_output: flag("Stream Output", "Whether a worker repeats what containers print.", true),
    container_wait_timeout: integer(
      "Container Wait Timeout",
      "Seconds until a worker stops watching a container, which goes on. Default: never.",
      { exclusiveMinimum: 0 },
    ),
    mem_limit: text("Memory Limit", "Most memory of a container, with a unit: 100000b, 1000k, 128m, 1g."),
    memswap_limit: text("Memory Swap Limit", "Most memory and swap together; -1 means no limit."),
    privileged: flag("Privileged", "Whether containers have extended privileges.", false),
  },
  {
    DockerRegistryCredentials: {
      title: "DockerRegistryCredentials",
      type: "object",
      properties: {
        username: text("Username", "Name to log in with."),
        password: text("Password", "Password to log in with.", { writeOnly: true, format: "password" }),
        registry_url: text("Registry Url", "Address of the registry.", { example: "index.docker.io" }),
        reauth: flag("Reauth", "Whether to log in again each time.", true),
      },
      required: ["username", "password", "registry_url"],
      block_type_slug: "docker-registry-credentials",
      secret_fields: ["password"],
      block_schema_references: {},
    },
  },
);

const MANIFEST = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { labels: "{{ labels }}", namespace: "{{ namespace }}", generateName: "{{ name }}-" },
  spec: {
    backoffLimit: 0,
    ttlSecondsAfterFinished: "{{ finished_job_ttl }}",
    template: {
      spec: {
        parallelism: 1,
        completions: 1,
        restartPolicy: "Never",
        serviceAccountName: "{{ service_account_name }}",
        containers: [
          {
            name: "prefect-job",
            env: "{{ env }}",
            image: "{{ image }}",
            imagePullPolicy: "{{ image_pull_policy }}",
            args: "{{ command }}",
            resources: {
              limits: { cpu: "{{ cpu_limit }}", memory: "{{ memory_limit }}" },
              requests: { cpu: "{{ cpu_request }}", memory: "{{ memory_request }}" },
            },
          },
        ],
      },
    },
  },
};

const KUBERNETES = template(
  {
    ...filled("command", "env", "labels", "name", "namespace"),
    job_manifest: MANIFEST,
    ...filled("cluster_config", "job_watch_timeout_seconds", "pod_watch_timeout_seconds", "stream_output"),
  },
  {
    namespace: text("Namespace", "The namespace in which jobs are created.", { default: "default" }),
    image: text("Image", "The image that job containers are made of.", { example: "node:24-slim" }),
    service_account_name: text("Service Account Name", "The service account of jobs."),
    image_pull_policy: text("Image Pull Policy", "When images are pulled.", {
      default: "IfNotPresent",
      enum: ["IfNotPresent", "Always", "Never"],
    }),
    finished_job_ttl: integer("Finished Job TTL", "Seconds that finished jobs are kept. Default: for ever."),
    job_watch_timeout_seconds: integer(
      "Job Watch Timeout Seconds",
      "Seconds to wait for each event of a job. Default: no limit.",
    ),
    pod_watch_timeout_seconds: integer("Pod Watch Timeout Seconds", "Seconds to wait for a pod to be created.", {
      default: 60,
    }),
    stream_output: flag("Stream Output", "Whether a worker repeats what jobs print.", true),
    cluster_config: {
      title: "Cluster Config",
      description: "The cluster in which jobs are created. Default: the one that the worker is in.",
      allOf: [{ $ref: "#/definitions/KubernetesClusterConfig" }],
    },
    cpu_request: text("CPU Request", "CPU that a job asks for, e.g. 500m or 2."),
    cpu_limit: text("CPU Limit", "Most CPU of a job, e.g. 500m or 2."),
    memory_request: text("Memory Request", "Memory that a job asks for, e.g. 128Mi or 1Gi."),
    memory_limit: text("Memory Limit", "Most memory of a job, e.g. 128Mi or 1Gi."),
  },
  {
    KubernetesClusterConfig: {
      title: "KubernetesClusterConfig",
      type: "object",
      properties: {
        config: { title: "Config", description: "The contents of a kubectl config file.", type: "object" },
        context_name: text("Context Name", "The context to use of it."),
      },
      required: ["config", "context_name"],
      block_type_slug: "kubernetes-cluster-config",
      secret_fields: [],
      block_schema_references: {},
    },
  },
);

const LOGOS = "https://cdn.sanity.io/images/3ugk85nk/production/";

/** Worker types by the collection that they come from. */
export const WORKER_TYPES = {
  prefect: {
    process: {
      type: "process",
      display_name: "Process",
      description: "Runs flows as processes of the worker's own machine: the simplest way to begin.",
      default_base_job_configuration: PROCESS,
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
      default_base_job_configuration: DOCKER,
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
      default_base_job_configuration: KUBERNETES,
      documentation_url: "https://prefecthq.github.io/prefect-kubernetes/worker/",
      install_command: "pip install prefect-kubernetes",
      is_beta: false,
      logo_url: `${LOGOS}2d0b896006ad463b49c28aaac14f31e00e32cfab-250x250.png`,
    },
  },
};
