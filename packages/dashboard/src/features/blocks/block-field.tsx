import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { type BlockField, REMOVED } from "../../data/block-form.ts";
import { blockChoicesQuery } from "../../data/blocks.ts";
import { Button } from "../../ui/button.tsx";
import { type InputAttributes, ParameterInput } from "../deployments/parameter-input.tsx";

interface FieldProps {
  readonly field: BlockField;
  readonly text: string;
  readonly error: string | undefined;
  readonly onText: (text: string) => void;
  /** The block that is changed: it cannot be within itself. */
  readonly self: string | undefined;
}

/** A value of a block: typed in, a secret that is replaced or kept, or one of the blocks of some types. */
export function BlockFieldInput({ field, text, error, onText, self }: FieldProps): ReactElement {
  const { slugs, stored, kind } = field;
  const shared = { field, text, error, onText };
  if (slugs.length > 0)
    return (
      <ParameterInput
        {...shared}
        takes={`block: ${slugs.join(" or ")}`}
        input={(attributes) => (
          <BlockChoice attributes={attributes} slugs={slugs} value={text} onChoose={onText} self={self} />
        )}
      />
    );
  if (!stored) return <ParameterInput {...shared} placeholder={kind === "secret" ? undefined : exampleOf(field)} />;
  if (text === REMOVED)
    return (
      <ParameterInput
        {...shared}
        input={({ id }) => (
          <p id={id} className="flex min-h-8 items-center gap-3 text-ink-2">
            It will be taken away.
            <Button onClick={() => onText("")}>Keep it</Button>
          </p>
        )}
      />
    );
  const canGo = field.nullable && !field.required;
  return (
    <ParameterInput
      {...shared}
      placeholder="••••••••  stored; type to replace it"
      more={
        canGo &&
        text === "" && (
          <Button className="mt-1.5" onClick={() => onText(REMOVED)}>
            Take it away
          </Button>
        )
      }
    />
  );
}

function exampleOf({ schema }: BlockField): string | undefined {
  const [first]: unknown[] = Array.isArray(schema["examples"]) ? (schema["examples"] as unknown[]) : [];
  return first === undefined ? undefined : `e.g. ${typeof first === "string" ? first : JSON.stringify(first)}`;
}

interface BlockChoiceProps {
  readonly attributes: InputAttributes;
  readonly slugs: readonly string[];
  readonly value: string;
  readonly onChoose: (id: string) => void;
  readonly self: string | undefined;
}

function BlockChoice({ attributes, slugs, value, onChoose, self }: BlockChoiceProps): ReactElement {
  const { data } = useQuery(blockChoicesQuery(slugs));
  const choices = data?.filter(({ id }) => id !== self) ?? [];
  const isThere = choices.some(({ id }) => id === value);
  return (
    <select {...attributes} value={value} onChange={(event) => onChoose(event.target.value)}>
      <option value="">
        {data && choices.length === 0 ? `There is no block of type ${slugs.join(" or ")}` : "(none)"}
      </option>
      {/* Anonymous, or beyond what was read: it stays what it is. */}
      {value && !isThere && <option value={value}>{value}</option>}
      {choices.map(({ id, name, block_type: type }) => (
        <option key={id} value={id}>
          {slugs.length > 1 ? `${type?.slug}/${name}` : name}
        </option>
      ))}
    </select>
  );
}
