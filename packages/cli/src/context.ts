/** What commands share: the settings, and a client of the server they mean. Nothing is opened before it is asked for. */
import type { Client } from "@weir/client";
import { resolveSettings, type SettingName, type Settings } from "@weir/contract/settings";

export type Environment = Readonly<Record<string, string | undefined>>;
export type Given = { readonly [Name in SettingName]?: Settings[Name] | undefined };

export class Context {
  readonly environment: Environment;

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** @throws SettingsError naming every setting that is not valid */
  settings(given: Given = {}): Settings {
    return resolveSettings(this.environment, given);
  }

  /** A client of the server in force. The caller closes it. */
  async api(): Promise<Client> {
    const settings = this.settings();
    const { client } = await import("@weir/client");
    if (settings.api_url === undefined) {
      const { openLocal } = await import("@weir/sdk/local");
      return client({ transport: await openLocal(settings) });
    }
    return client({
      url: settings.api_url,
      apiKey: settings.api_key,
      authString: settings.api_auth_string,
      // A person waits: better to say soon that nobody answers than to try for half a minute.
      retry: { retries: Math.min(2, settings.client_max_retries), delay: 0.2 },
    });
  }
}
