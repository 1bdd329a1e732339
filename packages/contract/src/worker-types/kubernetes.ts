import { filled, flag, integer, template, text } from "./parts.ts";

const MANIFEST = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { labels: "{{ labels }}", namespace: "{{ namespace }}", generateName: "{{ name }}-" },
  spec: {
    backoffLimit: 0,
    ttlSecondsAfterFinished: "{{ finished_job_ttl }}",
    parallelism: 1,
    completions: 1,
    template: {
      spec: {
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

/** What a work pool of type `kubernetes` begins with. */
export const KUBERNETES_TEMPLATE = template(
  {
    ...filled("command", "env", "labels", "name", "namespace"),
    job_manifest: MANIFEST,
    ...filled("job_patch", "cluster_config", "job_watch_timeout_seconds", "pod_watch_timeout_seconds", "stream_output"),
  },
  {
    job_patch: {
      title: "Job Patch",
      description:
        "Merged over the job manifest: objects by member, lists of named things by name. For workers of Weir.",
      type: "object",
    },
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
