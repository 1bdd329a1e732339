import type { ReactElement } from "react";

/** Three streams that fall over a step: a weir. */
export function Mark({ className }: { readonly className?: string }): ReactElement {
  return (
    <svg
      aria-hidden
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="3"
      strokeLinecap="round"
      className={className}
    >
      <path d="M4 8h10c6 0 5 16 11 16h3" />
      <path d="M4 16h5.500c4.500 0 4 8 8.500 8" opacity=".6" />
      <path d="M4 24h6" opacity=".35" />
    </svg>
  );
}
