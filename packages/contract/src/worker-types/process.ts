import { filled, flag, template, text } from "./parts.ts";

/** What a work pool of type `process` begins with. */
export const PROCESS_TEMPLATE = template(filled("command", "env", "labels", "name", "stream_output", "working_dir"), {
  stream_output: flag("Stream Output", "Whether a worker repeats what flow run processes print.", true),
  working_dir: text("Working Directory", "Where flow run processes run. Default: a folder of their own.", {
    format: "path",
  }),
});
