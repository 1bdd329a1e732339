import clsx from "clsx";
import type { ReactElement } from "react";

/** Tags as quiet chips; more than `most` are counted, and listed on hover. */
export function Tags({
  tags,
  most = 4,
  label = "Tags",
  className,
}: {
  readonly tags: readonly string[];
  readonly most?: number;
  /** What they are, if not tags. */
  readonly label?: string;
  readonly className?: string;
}): ReactElement | null {
  if (tags.length === 0) return null;
  const hidden = tags.slice(most);
  return (
    <ul aria-label={label} className={clsx("flex min-w-0 items-center gap-1", className)}>
      {tags.slice(0, most).map((tag) => (
        <li key={tag} className="max-w-40 truncate rounded-md border px-1.5 text-2xs leading-[1.125rem] text-ink-2">
          {tag}
        </li>
      ))}
      {hidden.length > 0 && (
        <li title={hidden.join(", ")} className="text-2xs text-ink-3">
          +{hidden.length}
        </li>
      )}
    </ul>
  );
}
