import { type ReactElement, useEffect, useRef, useState } from "react";
import { type BlockField, OWN_NAME, readBlock, refusalOf } from "../../data/block-form.ts";
import type { Json } from "../../data/parameter-form.ts";
import { Button } from "../../ui/button.tsx";
import { Refused } from "../../ui/confirm.tsx";
import { Field } from "../../ui/field.tsx";
import { BlockFieldInput } from "./block-field.tsx";

interface BlockFormProps {
  readonly fields: readonly BlockField[];
  /** The block that is changed; a new one without, which gets a name. */
  readonly self?: string;
  readonly label: string;
  readonly send: (data: Json, name: string) => Promise<void>;
  readonly onCancel: () => void;
}

type Texts = Readonly<Record<string, string>>;

/** Names under which both the command line and programs find a block. */
const NAME = /^[a-z0-9-]+$/;

export function BlockForm({ fields, self, label, send, onCancel }: BlockFormProps): ReactElement {
  const [texts, setTexts] = useState<Texts>(() =>
    Object.fromEntries(fields.map(({ name, initial }) => [name, initial])),
  );
  const [name, setName] = useState("");
  const [tried, setTried] = useState(0);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Texts>({});
  const form = useRef<HTMLFormElement>(null);
  const isNew = self === undefined;
  const outcome = readBlock(fields, texts, isNew);
  const wrong: Texts = tried > 0 && "errors" in outcome ? outcome.errors : {};
  const wrongName = tried > 0 && isNew && !NAME.test(name) ? "Small letters, digits and - alone." : refused[OWN_NAME];

  // Whoever has tried to send it is led to the first thing to put right.
  useEffect(() => {
    if (tried > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tried]);

  const change = (field: string, text: string): void => {
    setTexts((known) => ({ ...known, [field]: text }));
    setRefused(({ [field]: _, "": __, ...others }) => others);
  };
  const go = async (): Promise<void> => {
    setRefused({});
    if ("errors" in outcome || (isNew && !NAME.test(name))) return setTried((times) => times + 1);
    setBusy(true);
    try {
      await send(outcome.data, name);
    } catch (error) {
      setRefused(
        refusalOf(
          error,
          fields.map((field) => field.name),
        ),
      );
      setTried((times) => times + 1);
      setBusy(false);
    }
  };
  const count = Object.keys(wrong).length + (wrongName === undefined ? 0 : 1);
  return (
    <form
      ref={form}
      noValidate
      className="mx-6 mt-5 flex max-w-2xl flex-col gap-5 rounded-xl border bg-panel px-5 py-4 max-sm:mx-3 max-sm:px-3"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      {isNew && (
        <Field
          label="Name of the block"
          hint="Flows load it by its type and this name, which it keeps."
          error={wrongName}
        >
          {(more) => (
            <input
              {...more}
              value={name}
              required
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                setName(event.target.value);
                setRefused(({ [OWN_NAME]: _, "": __, ...others }) => others);
              }}
            />
          )}
        </Field>
      )}
      {fields.map((field) => (
        <BlockFieldInput
          key={field.name}
          field={field}
          text={texts[field.name] ?? ""}
          error={wrong[field.name] ?? refused[field.name]}
          onText={(text) => change(field.name, text)}
          self={self}
        />
      ))}
      {fields.length === 0 && <p className="text-ink-2">Blocks of this type have no values.</p>}
      {refused[""] !== undefined && <Refused reason={refused[""]} />}
      <div className="flex flex-wrap items-center gap-2 border-t pt-4">
        <Button look="solid" type="submit" disabled={busy}>
          {label}
        </Button>
        <Button onClick={onCancel}>Not now</Button>
        {count > 0 && (
          <span role="status" data-tone="bad" className="font-medium text-tone-text">
            {count === 1 ? "One thing is to be put right." : `${count} things are to be put right.`}
          </span>
        )}
      </div>
    </form>
  );
}
