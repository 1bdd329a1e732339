import clsx from "clsx";
import type { ComponentProps, ReactElement } from "react";

type ButtonProps = ComponentProps<"button"> & { readonly look?: "plain" | "outline" | "solid" | "danger" };

/** How a button looks; a link that is offered like one looks the same. */
export const buttonClass = (look: ButtonProps["look"] = "outline", className?: string): string =>
  clsx(
    "inline-flex h-8 items-center gap-1.5 rounded-lg px-2.5 font-medium whitespace-nowrap transition-colors disabled:opacity-50",
    look === "outline" && "border bg-panel hover:border-line-strong hover:bg-hover",
    look === "solid" && "bg-accent text-accent-ink hover:opacity-90",
    look === "danger" && "bg-danger text-danger-ink hover:opacity-90",
    look === "plain" && "text-ink-2 hover:bg-hover hover:text-ink",
    className,
  );

export const Button = ({ look, className, type = "button", ...rest }: ButtonProps): ReactElement => (
  <button type={type} className={buttonClass(look, className)} {...rest} />
);

/** Square, with an icon alone: the label is what a screen reader says and what hovering shows. */
export function IconButton({
  label,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { readonly label: string }): ReactElement {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        "inline-grid size-8 shrink-0 place-items-center rounded-lg text-ink-2 transition-colors hover:bg-hover hover:text-ink disabled:opacity-40 [&_svg]:size-4",
        className,
      )}
      {...rest}
    />
  );
}
