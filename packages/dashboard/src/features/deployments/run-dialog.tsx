import type { DeploymentResponse } from "@weir/contract";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo, useState } from "react";
import { api } from "../../data/api.ts";
import { type Field, fieldsOf, read } from "../../data/parameter-form.ts";
import { Button } from "../../ui/button.tsx";
import { Refused } from "../../ui/confirm.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { INPUT } from "../../ui/field.tsx";
import { toast } from "../../ui/toast.ts";
import { ParameterInput } from "./parameter-input.tsx";

interface RunDialogProps {
  readonly deployment: DeploymentResponse;
  readonly onClose: () => void;
}

type Texts = Readonly<Record<string, string>>;

/** A run with parameters, a name and a time of one's own. Only what was changed is sent; the rest is the deployment's. */
export function RunDialog({ deployment, onClose }: RunDialogProps): ReactElement {
  // As they were when the form was opened: what is typed must not be lost when the deployment is read again.
  const [fields] = useState(() => fieldsOf(deployment));
  const [texts, setTexts] = useState<Texts>(() =>
    Object.fromEntries(fields.map(({ name, initial }) => [name, initial])),
  );
  const [name, setName] = useState("");
  const [start, setStart] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const navigate = useNavigate();
  const readings = useMemo(
    () => fields.map((field) => ({ field, reading: readChanged(field, texts) })),
    [fields, texts],
  );

  const go = async (): Promise<void> => {
    setTried(true);
    setFailed(undefined);
    if (readings.some(({ reading }) => "error" in reading)) return;
    setBusy(true);
    try {
      const parameters = Object.fromEntries(
        readings.flatMap(({ field, reading }) => ("value" in reading ? [[field.name, reading.value] as const] : [])),
      );
      const run = await api.deployments.createFlowRun(
        { id: deployment.id },
        {
          parameters,
          ...(name && { name }),
          state: {
            type: "SCHEDULED",
            name: "Scheduled",
            ...(start && { state_details: { scheduled_time: new Date(start).toISOString() } }),
          },
        },
      );
      toast(`${run.name} is scheduled.`);
      onClose();
      await navigate({ to: "/runs/$id", params: { id: run.id } });
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={`Run ${deployment.name}`} onClose={onClose}>
      <form
        noValidate
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 py-2">
          {readings.map(({ field, reading }) => (
            <ParameterInput
              key={field.name}
              field={field}
              text={texts[field.name] ?? ""}
              error={tried && "error" in reading ? reading.error : undefined}
              onText={(text) => setTexts((known) => ({ ...known, [field.name]: text }))}
            />
          ))}
          {fields.length === 0 && <p className="text-ink-2">This deployment takes no parameters.</p>}
          <label className="flex flex-col gap-1 border-t pt-3">
            <span className="font-medium">Name of the run</span>
            <input
              value={name}
              onChange={(event) => setName(event.target.value)}
              placeholder="Made up"
              className={INPUT}
            />
          </label>
          <label className="flex flex-col gap-1">
            <span className="font-medium">Start</span>
            <input
              type="datetime-local"
              value={start}
              onChange={(event) => setStart(event.target.value)}
              className={INPUT}
            />
            <span className="text-xs text-ink-3">
              Now, if it is empty. Times are in {Intl.DateTimeFormat().resolvedOptions().timeZone}.
            </span>
          </label>
          {failed && <Refused reason={failed} />}
        </div>
        <div className="flex justify-end gap-2 px-5 pt-3 pb-4">
          <Button onClick={onClose}>Not now</Button>
          <Button look="solid" type="submit" disabled={busy}>
            Run it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What was left as it is comes from the deployment, unless there is no value and one is needed. */
const readChanged = (field: Field, texts: Texts): ReturnType<typeof read> => {
  const text = texts[field.name] ?? "";
  return text === field.initial && text !== "" ? { absent: true } : read(field, text);
};
