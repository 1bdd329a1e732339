import { useQueryClient } from "@tanstack/react-query";
import { LockKeyhole } from "lucide-react";
import { type ReactElement, useId, useState } from "react";
import { live } from "../../data/live/live.ts";
import { signIn } from "../../data/session.ts";
import { Button } from "../../ui/button.tsx";
import { Message } from "../../ui/message.tsx";

/** Stands in place of the page while the server wants a password. */
export function SignIn({ wrong }: { readonly wrong: boolean }): ReactElement {
  const [given, setGiven] = useState("");
  const client = useQueryClient();
  const hint = useId();
  return (
    <Message icon={LockKeyhole} title="This server asks for a password">
      <form
        className="flex w-full max-w-sm flex-col gap-2 text-left"
        onSubmit={(event) => {
          event.preventDefault();
          signIn(given);
          live.restart();
          void client.resetQueries();
        }}
      >
        <label className="flex flex-col gap-1">
          <span className="text-xs font-medium text-ink-2">User and password</span>
          <input
            type="password"
            autoComplete="current-password"
            autoFocus
            required
            value={given}
            onChange={(event) => setGiven(event.target.value)}
            aria-invalid={wrong}
            aria-describedby={hint}
            className="h-9 rounded-lg border bg-panel px-3 font-mono hover:border-line-strong focus:border-focus focus:outline-none"
          />
        </label>
        <p
          id={hint}
          role={wrong ? "alert" : undefined}
          data-tone="bad"
          className={wrong ? "text-tone-text" : "text-ink-3"}
        >
          {wrong
            ? "The server refused it. Its form is user:password."
            : "As user:password, the way the server was given it."}
        </p>
        <Button type="submit" className="h-9 justify-center">
          Sign in
        </Button>
      </form>
    </Message>
  );
}
