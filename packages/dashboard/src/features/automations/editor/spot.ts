import { useState } from "react";
import { type Placed, pathKey } from "../../../data/automation-draft.ts";
import { isObject, same, valueAt, withAt } from "../../../data/json-path.ts";
import type { Path } from "../../../data/json-text.ts";
import type { TypedField } from "../../../data/typed-fields.ts";

/** One place in the draft: what is there, what the server said of it, and how to write something else. */
export interface Spot {
  readonly path: Path;
  readonly value: unknown;
  /** Why the server refused what is there. */
  readonly problem: string | undefined;
  /** Writes a value there; `undefined` takes it away. */
  readonly set: (value: unknown) => void;
  readonly at: (key: string | number) => Spot;
}

export function spotOf(draft: unknown, path: Path, { atField }: Placed, onChange: (draft: unknown) => void): Spot {
  const spot = (at: Path): Spot => ({
    path: at,
    value: valueAt(draft, at),
    problem: atField.get(pathKey(at)),
    set: (value) => onChange(withAt(draft, at, value)),
    at: (key) => spot([...at, key]),
  });
  return spot(path);
}

/** What is typed into a field. It stays as typed while it means what is in the draft, `1h` as well as `60m`. */
export function useTyped<T>(
  spot: Spot,
  field: TypedField<T>,
): { readonly typed: T | undefined; readonly error: string | undefined; readonly type: (typed: T) => void } {
  const [last, setLast] = useState<{ typed: T; error?: string; value: unknown }>();
  const isCurrent = last !== undefined && same(last.value, spot.value);
  const type = (typed: T): void => {
    const reading = field.read(typed);
    if ("error" in reading) return setLast({ typed, error: reading.error, value: spot.value });
    setLast({ typed, value: reading.value });
    spot.set(reading.value);
  };
  return {
    typed: isCurrent ? last.typed : field.show(spot.value),
    error: isCurrent ? last.error : undefined,
    type,
  };
}

export const objectAt = (spot: Spot): Readonly<Record<string, unknown>> => (isObject(spot.value) ? spot.value : {});
