/** Mail to servers that users have named: by the same rules as web calls (`outbound.ts`). */
import { setTimeout } from "node:timers/promises";
import type * as Nodemailer from "nodemailer";
import { lazy } from "./lazy.ts";
import { allowedAddress, OutboundError } from "./outbound.ts";

const nodemailer = lazy<typeof Nodemailer>("nodemailer");

export const MAIL_SECURITY = ["SSL", "STARTTLS", "INSECURE"] as const;

export interface OutboundMail {
  readonly server: { readonly host: string; readonly port: number | undefined; readonly security: string };
  readonly login: { readonly user: string; readonly password: string } | undefined;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for every try, so that a mail that comes twice can be known. */
  readonly messageId: string;
  /** Lets private addresses through. */
  readonly allowPrivate: boolean;
}

/** A mail that the server has refused for good. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
}

/** Milliseconds for each of connecting, the greeting and a silence. */
const TIMEOUT = 10_000;
/** Milliseconds for the whole: a server that says a little now and then is never silent. */
const LONGEST = 30_000;
const PORTS: Readonly<Record<string, number>> = { SSL: 465, STARTTLS: 587, INSECURE: 25 };

/**
 * Gives a mail to its server; answers what that said.
 *
 * @throws MailRefused, or OutboundError where it may go better another time
 */
export async function sendMail(mail: OutboundMail): Promise<string> {
  const { server, login, from, to, subject, text, messageId, allowPrivate } = mail;
  const { host, security } = server;
  const transport = nodemailer().createTransport({
    host: await allowedAddress(host, allowPrivate),
    port: server.port ?? PORTS[security] ?? 465,
    secure: security === "SSL",
    requireTLS: security === "STARTTLS",
    ignoreTLS: security === "INSECURE",
    tls: { servername: host },
    connectionTimeout: TIMEOUT,
    greetingTimeout: TIMEOUT,
    socketTimeout: TIMEOUT,
    ...(login ? { auth: { user: login.user, pass: login.password } } : {}),
  });
  try {
    const sent = transport.sendMail({ from, to, subject, text, messageId });
    sent.catch(() => undefined); // told below, unless nobody waits for it any more
    const { response } = await Promise.race([sent, rejectAfter(LONGEST)]);
    return response;
  } catch (error) {
    const { responseCode, message } = error as Error & { responseCode?: number };
    throw responseCode !== undefined && responseCode >= 500 ? new MailRefused(message) : new OutboundError(message);
  } finally {
    transport.close();
  }
}

const rejectAfter = (milliseconds: number): Promise<never> =>
  setTimeout(milliseconds, undefined, { ref: false }).then(() => {
    throw new Error(`it took longer than ${milliseconds / 1000} s`);
  });
