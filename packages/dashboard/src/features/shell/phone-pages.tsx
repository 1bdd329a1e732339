import { Link } from "@tanstack/react-router";
import { Menu } from "lucide-react";
import { type ReactElement, useState } from "react";
import { IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { PAGES } from "./pages.ts";

/** The pages, where there is no room for the rail. */
export function PhonePages(): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label="Pages" aria-haspopup="dialog" className="-ml-1 sm:hidden" onClick={() => setOpen(true)}>
        <Menu aria-hidden />
      </IconButton>
      {open && (
        <Dialog title="Pages" onClose={() => setOpen(false)}>
          <nav aria-label="Pages" className="grid grid-cols-2 gap-1 overflow-y-auto px-3 pt-1 pb-4">
            {PAGES.map(({ to, label, icon: Icon }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: to === "/" }}
                onClick={() => setOpen(false)}
                className="flex h-11 items-center gap-3 rounded-xl px-3 font-medium hover:bg-hover data-[status=active]:bg-selected"
              >
                <Icon aria-hidden className="size-[1.125rem] text-ink-2" />
                {label}
              </Link>
            ))}
          </nav>
        </Dialog>
      )}
    </>
  );
}
