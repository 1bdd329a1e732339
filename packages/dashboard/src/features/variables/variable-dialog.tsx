import type { Variable } from "@weir/contract";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { kindOfValue, readValue, writeValue } from "../../data/variable-value.ts";
import { variableKeys } from "../../data/variables.ts";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { toast } from "../../ui/toast.ts";

interface VariableDialogProps {
  /** The variable that is changed; a new one without. */
  readonly variable?: Variable;
  readonly onClose: () => void;
  /** It is stored, under that name. */
  readonly onSaved?: (name: string) => void;
}

export function VariableDialog({ variable, onClose, onSaved }: VariableDialogProps): ReactElement {
  const [name, setName] = useState(variable?.name ?? "");
  const [text, setText] = useState(variable ? writeValue(variable.value) : "");
  const [tags, setTags] = useState(variable?.tags?.join(", ") ?? "");
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const wrong = /^[A-Za-z0-9_-]{1,255}$/.test(name) ? undefined : "Letters, digits, - and _ alone.";
  const send = async (): Promise<void> => {
    const body = {
      name,
      value: readValue(text) as Variable["value"],
      tags: tags.split(",").flatMap((tag) => tag.trim() || []),
    };
    await (variable ? api.variables.update({ id: variable.id }, body) : api.variables.create(body));
    toast(variable ? `${name} is changed.` : `${name} is there.`);
    onSaved?.(name);
    await client.invalidateQueries({ queryKey: variableKeys.all });
  };
  return (
    <FormDialog
      title={variable ? `Change ${variable.name}` : "New variable"}
      label={variable ? "Save" : "Create"}
      sound={wrong === undefined}
      onTry={() => setTried(true)}
      send={send}
      onClose={onClose}
    >
      <Field label="Name" error={tried ? wrong : undefined}>
        {(more) => <input {...more} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field
        label="Value"
        hint={`JSON, or any text. This is ${kindOfValue(readValue(text))}. Everybody can read it: keep secrets in blocks.`}
      >
        {(more) => (
          <textarea
            {...more}
            rows={Math.min(16, Math.max(4, text.split("\n").length))}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={`${more.className} font-mono text-xs`}
          />
        )}
      </Field>
      <Field label="Tags" hint="With commas between them.">
        {(more) => <input {...more} value={tags} onChange={(event) => setTags(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}
