import { referenceBlock } from "./reference.ts";

export interface EmailData {
  readonly username?: string | null;
  readonly password?: string | null;
  /** A host, or one of the names `gmail`, `outlook`, `yahoo`, `icloud`, `aol`, `comcast`, `att`. Default: Gmail's. */
  readonly smtp_server?: string | null;
  /** `SSL` (465), `STARTTLS` (587) or `INSECURE` (25). Default: `SSL`. */
  readonly smtp_type?: string | number | null;
  /** Default: that of the type. */
  readonly smtp_port?: number | null;
}

export interface Mail {
  readonly to: string | readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  /** Default: the user name. */
  readonly from?: string;
  readonly attachments?: readonly { readonly filename: string; readonly content: string | Uint8Array }[];
}

const SERVERS: Readonly<Record<string, string>> = {
  aol: "smtp.aol.com",
  att: "smtp.mail.att.net",
  comcast: "smtp.comcast.net",
  icloud: "smtp.mail.me.com",
  gmail: "smtp.gmail.com",
  outlook: "smtp-mail.outlook.com",
  yahoo: "smtp.mail.yahoo.com",
};
const PORTS: Readonly<Record<string, number>> = { SSL: 465, STARTTLS: 587, INSECURE: 25 };

/** A mail server to send by. */
export const Email = referenceBlock<EmailData>()({
  name: "Email Server Credentials",
  slug: "email-server-credentials",
  secrets: ["password"],
  methods: {
    /** Sends a mail; gives its message id. */
    async send({ to, attachments = [], ...mail }: Mail): Promise<string> {
      const { createTransport } = await import("nodemailer");
      const { username, password, smtp_server: server, smtp_type: type, smtp_port: port } = this.data;
      const standard = PORTS[String(type ?? "SSL").toUpperCase()] ?? Number(type);
      const transport = createTransport({
        host: SERVERS[(server ?? "gmail").toLowerCase()] ?? server ?? undefined,
        port: port ?? standard,
        secure: standard === 465,
        requireTLS: standard === 587,
        ignoreTLS: standard === 25,
        ...(username ? { auth: { user: username, pass: password ?? "" } } : {}),
      });
      try {
        const sent = await transport.sendMail({
          ...mail,
          from: mail.from ?? username ?? undefined,
          to: [...[to].flat()],
          attachments: attachments.map(({ filename, content }) => ({
            filename,
            content: typeof content === "string" ? content : Buffer.from(content),
          })),
        });
        return sent.messageId;
      } finally {
        transport.close();
      }
    },
  },
});
