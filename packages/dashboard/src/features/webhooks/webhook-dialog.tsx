import type { Webhook, WebhookCreate, WebhookCreated, WebhookUpdate } from "@weir/contract";
import { WEBHOOK_PRESETS, type WebhookPresetName } from "@weir/contract/webhook-presets";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useRef, useState } from "react";
import { api } from "../../data/api.ts";
import { webhookKeys } from "../../data/webhooks.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { toast } from "../../ui/toast.ts";

interface WebhookDialogProps {
  /** The webhook that is changed; a new one without. */
  readonly webhook?: Webhook;
  readonly onClose: () => void;
  /** The new one was made, and its secrets have been seen. */
  readonly onMade?: (id: string) => void;
}

const NAMES = Object.keys(WEBHOOK_PRESETS) as WebhookPresetName[];

const written = (template: object): string => JSON.stringify(template, null, 2);

function problemOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : "It is a JSON object.";
  } catch (error) {
    return (error as Error).message;
  }
}

export function WebhookDialog({ webhook, onClose, onMade }: WebhookDialogProps): ReactElement {
  const [name, setName] = useState(webhook?.name ?? "");
  const [description, setDescription] = useState(webhook?.description ?? "");
  const [preset, setPreset] = useState<WebhookPresetName>(webhook?.preset ?? "plain");
  const [secret, setSecret] = useState("");
  /** Its own template; empty for the sender's. */
  const [template, setTemplate] = useState(webhook?.template ? written(webhook.template) : "");
  const [made, setMade] = useState<WebhookCreated>();
  const isMade = useRef(false);
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const noName = name === "" ? "It needs a name." : undefined;
  const short = secret !== "" && secret.length < 8 ? "8 characters or more: less would be guessed." : undefined;
  const noTemplate = template === "" ? undefined : problemOf(template);
  const send = async (): Promise<void> => {
    const body = {
      name,
      description,
      template: template === "" ? null : (JSON.parse(template) as WebhookCreate["template"]),
      ...(secret === "" ? {} : { secret }),
    } satisfies WebhookUpdate;
    if (webhook) {
      await api.webhooks.update({ id: webhook.id }, body);
      toast(`${name} is changed.`);
    } else {
      setMade(await api.webhooks.create({ ...body, preset }));
      isMade.current = true;
    }
    await client.invalidateQueries({ queryKey: webhookKeys.all });
  };
  const { description: about, secret: by, template: usual } = WEBHOOK_PRESETS[preset];
  if (made) return <Made webhook={made} onClose={() => (onClose(), onMade?.(made.id))} />;
  return (
    <FormDialog
      title={webhook ? `Change ${webhook.name}` : "New webhook"}
      label={webhook ? "Save" : "Create"}
      sound={!noName && !short && !noTemplate}
      onTry={() => setTried(true)}
      send={send}
      onClose={() => {
        // Once it is made, its secrets are shown before the dialog goes.
        if (!isMade.current) onClose();
      }}
    >
      <Field label="Name" error={tried ? noName : undefined}>
        {(more) => <input {...more} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {!webhook && (
        <Field label="Sender" hint={about}>
          {(more) => (
            <select {...more} value={preset} onChange={(event) => setPreset(event.target.value as WebhookPresetName)}>
              {NAMES.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {by !== "none" && (
        <Field
          label="Signing secret"
          error={tried ? short : undefined}
          hint={
            webhook?.has_secret
              ? "Left empty, it stays as it is. It is never shown."
              : by === "made"
                ? "Left empty, one is made, and shown once."
                : "The one that the sender shows. Until it is set, nothing is let in."
          }
        >
          {(more) => (
            <input
              {...more}
              type="password"
              autoComplete="off"
              value={secret}
              onChange={(event) => setSecret(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label="Description">
        {(more) => <input {...more} value={description} onChange={(event) => setDescription(event.target.value)} />}
      </Field>
      <Field
        label="Template"
        error={tried ? noTemplate : undefined}
        hint={
          <>
            What a request becomes, as JSON: every text is a template that sees body, headers and query. Left empty, it
            is the sender&apos;s usual one.{" "}
            {template === "" && (
              <button
                type="button"
                className="font-medium text-accent hover:underline"
                onClick={() => setTemplate(written(usual))}
              >
                Begin with that
              </button>
            )}
          </>
        }
      >
        {(more) => (
          <textarea
            {...more}
            rows={template === "" ? 2 : Math.min(16, template.split("\n").length + 1)}
            spellCheck={false}
            value={template}
            onChange={(event) => setTemplate(event.target.value)}
            className={`${more.className} font-mono text-xs`}
          />
        )}
      </Field>
    </FormDialog>
  );
}

/** What is shown once: where to send to, and the secret that was made. */
function Made({ webhook, onClose }: { readonly webhook: WebhookCreated; readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title={`${webhook.name} is there`} onClose={onClose}>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 py-2">
        <p className="text-ink-2">
          {webhook.secret === null
            ? "Give the sender the address. It is a secret."
            : "Give the sender the address and the secret, by which it signs. The secret is shown this once."}
        </p>
        <Snippet code={webhook.url} label="the address" />
        {webhook.secret !== null && <Snippet code={webhook.secret} label="the secret" />}
      </div>
      <div className="flex justify-end px-5 pt-3 pb-4">
        <Button look="solid" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
