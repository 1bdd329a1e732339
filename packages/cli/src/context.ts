/** What commands share: the settings, and a client of the server they mean. Nothing is opened before it is asked for. */
import type { Client } from "@weir/client";
import {
  explainSettings,
  type ExplainedSettings,
  type GivenSettings,
  type Settings,
  type SettingsEnvironment,
} from "@weir/contract/settings";
import { readSettingsFiles } from "@weir/sdk/settings-files";

export class Context {
  readonly environment: SettingsEnvironment;
  /** The profile that `--profile` names. */
  readonly profile: string | undefined;

  constructor(environment: SettingsEnvironment, profile?: string) {
    this.environment = environment;
    this.profile = profile;
  }

  /** @throws SettingsError naming every setting that is not valid */
  settings(given: GivenSettings = {}): Settings {
    return this.explain(given).settings;
  }

  /**
   * The settings, and where each is from.
   *
   * @throws SettingsError naming every setting that is not valid
   */
  explain(given: GivenSettings = {}): ExplainedSettings {
    const files = readSettingsFiles(this.environment, { home: given.home, profile: this.profile });
    return explainSettings(this.environment, given, files);
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
