/** What a work pool of type `process` begins with: the protocol's own, so that workers of both languages understand it. */
const text = (title: string, description: string): object => ({ title, description, type: "string" });
const texts = (title: string, description: string): object => ({
  title,
  description,
  type: "object",
  additionalProperties: { type: "string" },
});

export const PROCESS_TEMPLATE = {
  job_configuration: {
    command: "{{ command }}",
    env: "{{ env }}",
    labels: "{{ labels }}",
    name: "{{ name }}",
    stream_output: "{{ stream_output }}",
    working_dir: "{{ working_dir }}",
  },
  variables: {
    type: "object",
    properties: {
      name: text("Name", "Name of the infrastructure that a worker creates."),
      env: texts("Environment Variables", "Environment variables of a flow run."),
      labels: texts("Labels", "Labels of the infrastructure that a worker creates."),
      command: text("Command", "The command that starts a flow run. Usually left blank: the worker makes it."),
      stream_output: {
        title: "Stream Output",
        description: "Whether a worker repeats what flow run processes print.",
        type: "boolean",
        default: true,
      },
      working_dir: {
        ...text("Working Directory", "Where flow run processes run. Default: a folder of their own."),
        format: "path",
      },
    },
  },
} as const;
