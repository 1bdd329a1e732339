import { type HttpAnswer, refusePrivate, send } from "./http.ts";
import { referenceBlock } from "./reference.ts";

export interface SlackData {
  readonly url: string;
  readonly notify_type?: "info" | "success" | "warning" | "failure";
  /** Whether the address may be one of a private network. Default: `true`. */
  readonly allow_private_urls?: boolean;
}

/** An incoming webhook of Slack, or of what speaks like it. */
export const Slack = referenceBlock<SlackData>()({
  name: "Slack Webhook",
  slug: "slack-webhook",
  secrets: ["url"],
  methods: {
    /** @param subject shown in bold above the text */
    async notify(text: string, subject?: string): Promise<void> {
      const { url, allow_private_urls: mayBePrivate = true } = this.data;
      if (!mayBePrivate) await refusePrivate(url);
      const answer = await send(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text: subject === undefined ? text : `*${subject}*\n${text}` }),
      });
      if (answer.status >= 300) throw new Error(`Slack answered ${answer.status}: ${answer.body.slice(0, 200)}`);
    },
  },
});

export interface WebhookData {
  readonly url: string;
  /** Default: `POST`. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the address may be one of a private network. Default: `true`. */
  readonly allow_private_urls?: boolean;
  /** Whether the certificate of the address has to be a good one. Default: `true`. */
  readonly verify?: boolean;
}

/** An address to be called. */
export const Webhook = referenceBlock<WebhookData>()({
  name: "Webhook",
  slug: "webhook",
  secrets: ["url", "headers.*"],
  methods: {
    /** Sends a payload as JSON, and gives the answer whatever its status. */
    async call(payload?: unknown): Promise<HttpAnswer> {
      const { url, method = "POST", headers, allow_private_urls: mayBePrivate = true, verify = true } = this.data;
      if (!mayBePrivate) await refusePrivate(url);
      const body = payload === undefined ? undefined : JSON.stringify(payload);
      return send(url, {
        method,
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body }),
        rejectUnauthorized: verify,
      });
    },
  },
});
