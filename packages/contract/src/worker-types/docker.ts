import { filled, flag, integer, template, text, texts } from "./parts.ts";

/** What a work pool of type `docker` begins with. */
export const DOCKER_TEMPLATE = template(
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
