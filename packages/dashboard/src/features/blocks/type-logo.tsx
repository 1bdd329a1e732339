import type { BlockType } from "@weir/contract";
import clsx from "clsx";
import type { ReactElement } from "react";
import { localLogo } from "../../data/logo.ts";

interface TypeLogoProps {
  readonly type: BlockType | null | undefined;
  readonly className?: string;
}

/** The picture of a type, if this server has it; its first letter otherwise. */
export function TypeLogo({ type, className = "size-6 rounded-md" }: TypeLogoProps): ReactElement {
  const logo = localLogo(type?.logo_url, document.baseURI);
  const box = clsx("shrink-0 border", className);
  if (logo) return <img src={logo} alt="" className={clsx(box, "object-contain")} />;
  return (
    <span aria-hidden className={clsx(box, "grid place-items-center bg-sunken font-semibold text-ink-2 uppercase")}>
      {type?.name.slice(0, 1)}
    </span>
  );
}
